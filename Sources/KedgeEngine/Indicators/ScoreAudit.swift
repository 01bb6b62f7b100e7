import KedgeModel
import KedgeStatistics

/// Whether the labels of newer inferences agree with what was expected of them (STATISTICS 7.3).
///
/// Each share that makes an estimate is compared, and the share of the positive class. The order of
/// scores among those predicted alike, which only the area under the curve depends on, is not.
struct ScoreAudit {
  /// A gap between expected and true share that is let pass.
  static let tolerance = 0.02

  let estimator: ScoreEstimator
  /// For all that is asked of one set of labels.
  let level: Double

  private typealias Share = (part: Double, whole: Double)
  private static let shares: [(name: String, of: @Sendable (ExpectedPerformance) -> Share)] = [
    ("accuracy", { ($0.truePositives + $0.trueNegatives, $0.predicted) }),
    ("precision", { ($0.truePositives, $0.truePositives + $0.falsePositives) }),
    ("recall", { ($0.truePositives, $0.truePositives + $0.falseNegatives) }),
    ("specificity", { ($0.trueNegatives, $0.trueNegatives + $0.falsePositives) }),
    ("positive rate", { ($0.positives, $0.positives + $0.negatives) }),
  ]

  /// What labels say against the estimates; `nil` where they prove nothing.
  func disagreement(_ labelled: LabelledScores) -> String? {
    let scores = labelled.scores
    guard !scores.isEmpty, let expected = estimator.performance(of: scores) else { return nil }
    let proved = labelled.performance
    let level = level / Double(2 * Self.shares.count)
    let slack = estimator.slack(of: scores, level: level)
    for (name, share) in Self.shares {
      let (expected, proved) = (share(expected), share(proved))
      guard expected.whole > 0, proved.whole >= 1 else { continue }
      let mean = expected.part / expected.whole
      let bounds = RateSequence.interval(
        successes: UInt64(proved.part.rounded()),
        trials: UInt64(proved.whole.rounded()),
        level: level
      )
      let reach = slack + Self.tolerance
      guard mean - bounds.upper > reach || bounds.lower - mean > reach else { continue }
      return "\(name) expected \(Self.digits(mean)), by labels "
        + "\(Self.digits(proved.part / proved.whole)), n \(Int(proved.whole))"
    }
    return nil
  }

  /// Three decimals.
  static func digits(_ share: Double) -> String {
    let thousandths = Int((share * 1_000).rounded())
    return "\(thousandths / 1_000).\(String(1_000 + thousandths % 1_000).dropFirst())"
  }
}
