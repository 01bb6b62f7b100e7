import KedgeModel
import KedgeStatistics

/// What the scores of a window say of its quality without a label (CBPE, STATISTICS 7.1), beside what
/// those of the baseline say by the same rates.
struct EstimatedIndicators {
  static let kind = "estimated"
  private static let metrics = ["accuracy", "f1", "precision", "recall", "roc_auc", "specificity"]

  let scores: ScoreCounts
  /// Scores of the baseline's records, labelled or not.
  let baseline: ScoreCounts
  let estimator: ScoreEstimator
  /// Why nothing can be estimated, or labels speak against it; `nil` where there is no reason.
  let objection: (verdict: Verdict, reason: String)?
  let level: Double

  /// In order of their names.
  func indicators() -> [Indicator] {
    guard !scores.isEmpty else { return [] }
    guard objection == nil, let now = estimator.performance(of: scores),
      let past = estimator.performance(of: baseline)
    else {
      let objection = objection ?? (.insufficient, fewLabels)
      return Self.metrics.map { metric in
        Indicator(
          name: IndicatorName(Self.kind, metric),
          verdict: objection.verdict,
          count: Int(scores.total),
          reason: objection.reason
        )
      }
    }
    // Half the level for chance in the scores, half for chance in the labels of the baseline.
    let slack = max(
      estimator.slack(of: scores, level: level / 2),
      estimator.slack(of: baseline, level: level / 2)
    )
    let found = shares(now, past) + [area(now, past)]
    return found.map { $0.widened(by: slack, in: 0...1) }.sorted { $0.name < $1.name }
  }

  private var fewLabels: String {
    let (all, rarer) = estimator.labels
    let (most, class_) = (ScoreEstimator.labelsMin, ScoreEstimator.classMin)
    return all < most
      ? "needs \(most - all) more labels of the baseline"
      : "needs \(class_ - min(rarer, class_)) more labels of the rarer class of the baseline"
  }

  private func name(_ metric: String) -> IndicatorName { IndicatorName(Self.kind, metric) }

  private func shares(_ now: ExpectedPerformance, _ past: ExpectedPerformance) -> [Indicator] {
    typealias Share = (sum: Double, count: Double)
    func share(_ metric: String, _ share: (ExpectedPerformance) -> Share) -> Indicator {
      let known = share(past)
      return RateIndicator.mean(
        name(metric),
        share(now),
        baseline: known.count >= 1 ? known : nil,
        level: level / 2
      )
    }
    let overlap = share("f1") { performance in
      let hits = performance.truePositives
      return (hits, hits + performance.falsePositives + performance.falseNegatives)
    }
    return [
      share("accuracy") { ($0.truePositives + $0.trueNegatives, $0.predicted) },
      share("precision") { ($0.truePositives, $0.truePositives + $0.falsePositives) },
      share("recall") { ($0.truePositives, $0.truePositives + $0.falseNegatives) },
      share("specificity") { ($0.trueNegatives, $0.trueNegatives + $0.falsePositives) },
      overlap.f1OfOverlap,
    ]
  }

  private func area(_ now: ExpectedPerformance, _ past: ExpectedPerformance) -> Indicator {
    let smaller = min(now.positives, now.negatives)
    let least = RateIndicator.trialsMin
    guard let value = now.areaUnderCurve, smaller >= Double(least) else {
      return Indicator(
        name: name("roc_auc"),
        verdict: .insufficient,
        count: Int(scores.total),
        reason: "fewer than \(least) of a class are expected"
      )
    }
    var area = Indicator(name: name("roc_auc"), verdict: .ok, count: Int(smaller))
    area.value = value
    area.baseline = past.areaUnderCurve
    area.effect = area.baseline.map { value - $0 }
    area.bound(
      in: 0...1,
      variance: estimator.areaVariance,
      estimator.areaVariance,
      UInt64(min(past.positives, past.negatives)),
      level: level / 2
    )
    area.count = Int(scores.total)
    return area
  }
}
