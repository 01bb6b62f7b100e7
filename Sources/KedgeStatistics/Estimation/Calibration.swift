/// How far scores are from the rates that they promise, and what is done about it.
public enum Calibration {
  private static let bins = 10.0
  private static let splits = 10

  /// The expected calibration error: the mean distance of score and rate over ten bins of equally
  /// many rows in the order of their scores.
  ///
  /// - Parameter outcomes: Rows in the order of their scores, each in [0, 1].
  /// - Returns: A number of [0, 1]; `nil` without a row.
  /// - Complexity: O(distinct scores).
  public static func expectedError(_ outcomes: [ScoredOutcomes]) -> Double? {
    expectedError(outcomes) { $0 }
  }

  /// The error of scores that a map was applied to.
  private static func expectedError(
    _ outcomes: [ScoredOutcomes],
    rate: (Double) -> Double
  ) -> Double? {
    let total = outcomes.reduce(0) { $0 + $1.count }
    guard total > 0 else { return nil }
    let size = total / bins
    var (sum, gap, room) = (0.0, 0.0, size)
    for rows in outcomes where rows.count > 0 {
      let perRow = rate(rows.score) - rows.positives / rows.count
      var left = rows.count
      while left > 0 {
        let taken = min(left, room)
        gap += taken * perRow
        (left, room) = (left - taken, room - taken)
        // Of a bin that is full but for the rounding nothing is left.
        guard room <= size * 1e-9 else { continue }
        sum += abs(gap)
        (gap, room) = (0, size)
      }
    }
    return (sum + abs(gap)) / total
  }

  /// The map of scores to rates, where it helps: where it lowers the expected error, in the mean
  /// over ten splits in about nine parts that it is fitted to and one on which it is tried.
  ///
  /// - Parameter outcomes: Rows in the order of their scores, each in [0, 1]; whole numbers of rows.
  /// - Returns: `nil` where the scores are better as they are, or one class has fewer than ten rows.
  /// - Complexity: O(rows), ten times.
  public static func map(_ outcomes: [ScoredOutcomes]) -> IsotonicMap? {
    let positives = outcomes.reduce(0) { $0 + $1.positives }
    let negatives = outcomes.reduce(0) { $0 + $1.negatives }
    guard min(positives, negatives) >= Double(splits) else { return nil }
    var gain = 0.0
    for split in 0..<splits {
      let (fitted, tried) = parts(of: outcomes, split)
      guard let map = IsotonicMap(fitted), let before = expectedError(tried),
        let after = expectedError(tried, rate: { map.rate(at: $0) })
      else { return nil }
      gain += before - after
    }
    return gain > 0 ? IsotonicMap(outcomes) : nil
  }

  /// About every tenth row, drawn one by one, and the others.
  private static func parts(
    of outcomes: [ScoredOutcomes],
    _ split: Int
  ) -> (fitted: [ScoredOutcomes], tried: [ScoredOutcomes]) {
    var (fitted, tried) = (outcomes, outcomes)
    var numbers = SeededNumbers(seed: UInt64(split))
    func drawn(_ count: Double) -> Double {
      Double((0..<Int(count)).count { _ in numbers.below(splits) == 0 })
    }
    for index in outcomes.indices {
      tried[index].positives = drawn(outcomes[index].positives)
      tried[index].negatives = drawn(outcomes[index].negatives)
      fitted[index].positives -= tried[index].positives
      fitted[index].negatives -= tried[index].negatives
    }
    return (fitted.filter { $0.count > 0 }, tried.filter { $0.count > 0 })
  }
}
