/// A rising map from scores to rates of the positive class: isotonic regression.
///
/// Equal scores become one point with the mean outcome; neighbours that fall are pooled (adjacent
/// violators); between the points that are left the map is linear, outside of them constant.
///
/// - Note: Barlow and others, "Statistical inference under order restrictions", 1972; Zadrozny, Elkan,
///   KDD 2002 (calibration).
public struct IsotonicMap: Equatable, Sendable {
  /// Scores of the knots, rising.
  public let scores: [Double]
  /// Rates at the knots, never falling.
  public let rates: [Double]

  /// Fits a map; there is none without a row.
  ///
  /// - Parameter points: Rows of distinct finite scores, in their order, each with a row.
  /// - Complexity: O(points).
  public init?(_ points: [ScoredOutcomes]) {
    guard !points.isEmpty else { return nil }
    precondition(
      zip(points, points.dropFirst()).allSatisfy { $0.score < $1.score },
      "scores rise"
    )
    let pooled = IsotonicMap.pooled(points)
    // Inside a stretch of equal rates only its ends are knots.
    var knots: [(score: Double, rate: Double)] = []
    for (index, point) in points.enumerated() {
      let rate = pooled[index]
      let isInside =
        index > 0 && index + 1 < points.count && pooled[index - 1] == rate
        && pooled[index + 1] == rate
      if !isInside { knots.append((point.score, rate)) }
    }
    scores = knots.map(\.score)
    rates = knots.map(\.rate)
  }

  /// The rate of each point after neighbours that fall were pooled.
  private static func pooled(_ points: [ScoredOutcomes]) -> [Double] {
    var blocks: [(positives: Double, weight: Double, points: Int)] = []
    for point in points {
      blocks.append((point.positives, point.count, 1))
      while blocks.count > 1 {
        let (left, right) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        guard left.positives * right.weight >= right.positives * left.weight else { break }
        blocks.removeLast(2)
        blocks.append(
          (
            left.positives + right.positives, left.weight + right.weight,
            left.points + right.points
          )
        )
      }
    }
    return blocks.flatMap { Array(repeating: $0.positives / $0.weight, count: $0.points) }
  }

  /// The rate at a score.
  ///
  /// - Complexity: O(log knots).
  public func rate(at score: Double) -> Double {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] < score { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return rates[0] }
    if low == scores.count { return rates[scores.count - 1] }
    if scores[low] == score { return rates[low] }
    let share = (score - scores[low - 1]) / (scores[low] - scores[low - 1])
    return rates[low - 1] + share * (rates[low] - rates[low - 1])
  }
}
