/// Rows of one score whose class is known.
public struct ScoredOutcomes: Equatable, Sendable {
  /// The score.
  public var score: Double
  /// Rows of the positive class.
  public var positives: Double
  /// Rows of the negative class.
  public var negatives: Double

  /// Describes rows of one score.
  public init(score: Double, positives: Double, negatives: Double) {
    self.score = score
    self.positives = positives
    self.negatives = negatives
  }

  /// Rows.
  public var count: Double { positives + negatives }

  /// Single rows, those of equal scores as one, in the order of the scores.
  ///
  /// - Parameters:
  ///   - scores: One a row.
  ///   - outcomes: Whether the row was of the positive class.
  /// - Returns: as many as there are distinct scores.
  /// - Complexity: O(rows log rows).
  public static func rows(scores: [Double], outcomes: [Bool]) -> [ScoredOutcomes] {
    precondition(scores.count == outcomes.count, "a row has a score and an outcome")
    var found: [ScoredOutcomes] = []
    for row in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
      if found.last?.score != scores[row] {
        found.append(ScoredOutcomes(score: scores[row], positives: 0, negatives: 0))
      }
      if outcomes[row] {
        found[found.count - 1].positives += 1
      } else {
        found[found.count - 1].negatives += 1
      }
    }
    return found
  }
}
