/// How far scores are from the rates that they promise, and what is done about it.
public enum Calibration {
  private static let bins = 10
  private static let splits = 10

  /// The expected calibration error: the mean distance of score and rate over ten bins of equally
  /// many rows in the order of their scores.
  ///
  /// - Parameters:
  ///   - scores: Scores in [0, 1], one a row.
  ///   - outcomes: Whether the row was of the positive class.
  /// - Returns: A number of [0, 1]; `nil` without a row.
  /// - Complexity: O(rows log rows).
  public static func expectedError(scores: [Double], outcomes: [Bool]) -> Double? {
    guard !scores.isEmpty else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var sum = 0.0
    for bin in 0..<bins {
      let rows = order[(bin * order.count / bins)..<((bin + 1) * order.count / bins)]
      guard !rows.isEmpty else { continue }
      let score = rows.reduce(0.0) { $0 + scores[$1] }
      let positives = rows.count { outcomes[$0] }
      sum += abs(score - Double(positives))
    }
    return sum / Double(scores.count)
  }

  /// The map of scores to rates, where it helps: where it lowers the expected error, in the mean
  /// over ten splits in nine parts that it is fitted to and one on which it is tried, both with the
  /// same share of positives.
  ///
  /// - Parameters:
  ///   - scores: Scores in [0, 1], one a row.
  ///   - outcomes: Whether the row was of the positive class.
  /// - Returns: `nil` where the scores are better as they are, or one class is missing.
  /// - Complexity: O(rows log rows), ten times.
  public static func map(scores: [Double], outcomes: [Bool]) -> IsotonicMap? {
    let classes = [false, true].map { wanted in
      scores.indices.filter { outcomes[$0] == wanted }
    }
    guard classes.allSatisfy({ $0.count >= splits }) else { return nil }
    var gain = 0.0
    for split in 0..<splits {
      let tried = classes.flatMap { rows in
        rows.sorted { draw($0, split) < draw($1, split) }.prefix(rows.count / 10)
      }
      let isTried = Set(tried)
      let fitted = scores.indices.filter { !isTried.contains($0) }
      let map = IsotonicMap(
        scores: fitted.map { scores[$0] },
        outcomes: fitted.map { outcomes[$0] }
      )
      let raw = tried.map { scores[$0] }
      let truth = tried.map { outcomes[$0] }
      guard let map, let before = expectedError(scores: raw, outcomes: truth),
        let after = expectedError(scores: raw.map { map.rate(at: $0) }, outcomes: truth)
      else { return nil }
      gain += before - after
    }
    return gain > 0 ? IsotonicMap(scores: scores, outcomes: outcomes) : nil
  }

  /// The place of a row in the order of a split: the same for the same rows everywhere.
  private static func draw(_ row: Int, _ split: Int) -> UInt64 {
    var mixed = UInt64(row) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(split) &* 0xD1B5_4A32_D192_ED03
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
