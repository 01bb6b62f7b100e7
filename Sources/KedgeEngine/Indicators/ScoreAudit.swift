import KedgeModel
import KedgeStatistics

/// Whether the labels of newer inferences agree with what was expected of them (STATISTICS 7.3).
///
/// Two shares are compared, that of right predictions and that of the positive class: neither alone
/// sees every way in which the meaning of a score can change.
struct ScoreAudit {
  /// A gap between expected and true share that is let pass.
  static let tolerance = 0.02

  let estimator: ScoreEstimator
  /// For all that is asked of one set of labels.
  let level: Double

  /// What labels say against the estimates; `nil` where they prove nothing.
  func disagreement(_ labelled: LabelledScores) -> String? {
    guard !labelled.isEmpty else { return nil }
    var scores = labelled.positives
    scores.merge(labelled.negatives)
    guard let expected = estimator.performance(of: scores) else { return nil }
    let (proved, past) = (labelled.performance, estimator.past)
    let support = estimator.support(of: scores)
    typealias Share = (part: Double, whole: Double)
    func share(_ of: (ExpectedPerformance) -> Share, _ name: String) -> String? {
      let gap = Gap(expected: of(expected), proved: of(proved), past: of(past), support: support)
      return gap.isProved(level: level / 2, tolerance: Self.tolerance)
        ? "\(name) expected \(gap.text), n \(Int(gap.proved.whole))" : nil
    }
    return share({ ($0.truePositives + $0.trueNegatives, $0.predicted) }, "accuracy")
      ?? share({ ($0.positives, $0.positives + $0.negatives) }, "positive rate")
  }

  private struct Gap {
    let expected: (part: Double, whole: Double)
    let proved: (part: Double, whole: Double)
    let past: (part: Double, whole: Double)
    /// Labels of the baseline that the expectation rests on.
    let support: Double

    var text: String {
      func digits(_ part: (part: Double, whole: Double)) -> String {
        let thousandths = Int((part.part / part.whole * 1_000).rounded())
        let decimals = String(1_000 + thousandths % 1_000).dropFirst()
        return "\(thousandths / 1_000).\(decimals)"
      }
      return "\(digits(expected)), by labels \(digits(proved))"
    }

    /// Whether both differ by more than the tolerance, whatever chance did to the labels of the
    /// baseline and to the newer ones; half the level for each.
    func isProved(level: Double, tolerance: Double) -> Bool {
      guard proved.whole >= 1, past.whole >= 1, support >= 1 else { return false }
      let now = RateSequence.interval(
        successes: UInt64(proved.part.rounded()),
        trials: UInt64(proved.whole.rounded()),
        level: level / 2
      )
      let rate = past.part / past.whole
      let trials = support.rounded(.down)
      let known = RateSequence.interval(
        successes: UInt64((rate * trials).rounded()),
        trials: UInt64(trials),
        level: level / 2
      )
      let mean = expected.part / expected.whole
      return mean - (rate - known.lower) - now.upper > tolerance
        || now.lower - (mean + (known.upper - rate)) > tolerance
    }
  }
}
