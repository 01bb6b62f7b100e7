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

  /// Makes a map of knots, as they were stored.
  ///
  /// - Precondition: there is a knot, scores rise, rates do not fall, and there are as many.
  public init(scores: [Double], rates: [Double]) {
    precondition(!scores.isEmpty && scores.count == rates.count, "a map has knots")
    precondition(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 }, "scores rise")
    precondition(zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 }, "rates do not fall")
    self.scores = scores
    self.rates = rates
  }

  /// Fits a map; there is none without a row.
  ///
  /// - Parameters:
  ///   - scores: Finite scores, one a row.
  ///   - outcomes: Whether the row was of the positive class.
  /// - Complexity: O(rows log rows).
  public init?(scores: [Double], outcomes: [Bool]) {
    precondition(scores.count == outcomes.count, "a row has a score and an outcome")
    guard !scores.isEmpty else { return nil }
    let points = IsotonicMap.points(scores, outcomes)
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
    self.scores = knots.map(\.score)
    rates = knots.map(\.rate)
  }

  /// Equal scores as one point: how many rows it stands for, how many of them positive.
  private struct Point {
    var score: Double
    var positives: Double
    var weight: Double
  }

  private static func points(_ scores: [Double], _ outcomes: [Bool]) -> [Point] {
    var points: [Point] = []
    for row in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
      if points.last?.score != scores[row] {
        points.append(Point(score: scores[row], positives: 0, weight: 0))
      }
      points[points.count - 1].weight += 1
      points[points.count - 1].positives += outcomes[row] ? 1 : 0
    }
    return points
  }

  /// The rate of each point after neighbours that fall were pooled.
  private static func pooled(_ points: [Point]) -> [Double] {
    var blocks: [(positives: Double, weight: Double, points: Int)] = []
    for point in points {
      blocks.append((point.positives, point.weight, 1))
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
