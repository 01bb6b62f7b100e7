/// What a classifier is expected to be worth where no label is known, from rates alone (CBPE).
///
/// A row with the rate p of the positive class adds p to the true positives and 1 − p to the false
/// ones where it was predicted positive, and to the false and true negatives where not. Right under a
/// shift of the inputs, wrong where the meaning of the inputs changes.
///
/// - Note: NannyML, "Confidence-based performance estimation", 2023.
public struct ExpectedPerformance: Equatable, Sendable {
  /// Rows of one score.
  public struct Rows: Equatable, Sendable {
    /// The score, as the model gave it.
    public var score: Double
    /// Rate of the positive class at that score, in [0, 1].
    public var rate: Double
    /// Rows that were predicted positive.
    public var accepted: Double
    /// Rows that were predicted negative.
    public var refused: Double
    /// Rows without a prediction.
    public var undecided: Double

    /// Describes rows of one score.
    public init(
      score: Double,
      rate: Double,
      accepted: Double = 0,
      refused: Double = 0,
      undecided: Double = 0
    ) {
      precondition((0...1).contains(rate), "a rate lies between 0 and 1")
      self.score = score
      self.rate = rate
      self.accepted = accepted
      self.refused = refused
      self.undecided = undecided
    }

    var count: Double { accepted + refused + undecided }
  }

  /// Rows that are expected to be positive and were predicted so.
  public let truePositives: Double
  /// Rows that are expected to be negative and were predicted positive.
  public let falsePositives: Double
  /// Rows that are expected to be positive and were predicted negative.
  public let falseNegatives: Double
  /// Rows that are expected to be negative and were predicted so.
  public let trueNegatives: Double
  /// Rows that are expected to be positive, those without a prediction among them.
  public let positives: Double
  /// Rows that are expected to be negative, those without a prediction among them.
  public let negatives: Double
  /// The area under the curve of true against false positives in the order of falling scores, rows
  /// of one score as ties; `nil` where one class is expected to be empty.
  public let areaUnderCurve: Double?

  /// Sums rows up.
  ///
  /// - Complexity: O(rows log rows).
  public init(_ rows: [Rows]) {
    var (accepted, refused) = ((right: 0.0, wrong: 0.0), (right: 0.0, wrong: 0.0))
    var (above, below, area) = (0.0, 0.0, 0.0)
    var ordered = rows
    ordered.sort { $0.score > $1.score }
    var ties = (positives: 0.0, negatives: 0.0)
    for (index, row) in ordered.enumerated() {
      accepted.right += row.accepted * row.rate
      accepted.wrong += row.accepted * (1 - row.rate)
      refused.wrong += row.refused * row.rate
      refused.right += row.refused * (1 - row.rate)
      ties.positives += row.count * row.rate
      ties.negatives += row.count * (1 - row.rate)
      if index + 1 < ordered.count, ordered[index + 1].score == row.score { continue }
      area += ties.negatives * (above + ties.positives / 2)
      above += ties.positives
      below += ties.negatives
      ties = (0, 0)
    }
    (truePositives, falsePositives) = (accepted.right, accepted.wrong)
    (falseNegatives, trueNegatives) = (refused.wrong, refused.right)
    (positives, negatives) = (above, below)
    areaUnderCurve = above > 0 && below > 0 ? area / (above * below) : nil
  }

  /// Rows with a prediction.
  public var predicted: Double { truePositives + falsePositives + falseNegatives + trueNegatives }

  /// The share of right predictions; `nil` without a prediction.
  public var accuracy: Double? { ratio(truePositives + trueNegatives, predicted) }

  /// The share of positives among those predicted positive; `nil` where none was.
  public var precision: Double? { ratio(truePositives, truePositives + falsePositives) }

  /// The share of positives that were predicted positive; `nil` where there are none.
  public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }

  /// The share of negatives that were predicted negative; `nil` where there are none.
  public var specificity: Double? { ratio(trueNegatives, trueNegatives + falsePositives) }

  /// 2TP/(2TP + FP + FN); 0 without true positives, `nil` without a prediction.
  public var f1: Double? {
    guard predicted > 0 else { return nil }
    guard truePositives > 0 else { return 0 }
    return 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives)
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double? { whole > 0 ? part / whole : nil }
}
