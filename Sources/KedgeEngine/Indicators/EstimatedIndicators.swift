import KedgeModel
import KedgeStatistics

/// What the scores of a window say of its quality without a label (CBPE, STATISTICS 7.1).
///
/// A share that is expected of n rows is bounded like one that was counted: each row adds a number
/// of [0, 1], for which the sequence of a rate holds as well.
struct EstimatedIndicators {
  static let kind = "estimated"

  let scores: ScoreCounts
  let estimator: ScoreEstimator
  /// Why the labels that came since speak against the estimates; `nil` where they do not.
  let disagreement: String?
  let level: Double

  func indicators() -> [Indicator] {
    guard !scores.isEmpty else { return [] }
    guard let now = estimator.performance(of: scores) else { return [withoutLabels()] }
    let support = estimator.support(of: scores)
    let found = (shares(now, support) + [area(now, support)]).sorted { $0.name < $1.name }
    guard let disagreement else { return found }
    return found.map { indicator in
      var stale = Indicator(name: indicator.name, verdict: .stale, count: indicator.count)
      stale.baseline = indicator.baseline
      stale.reason = disagreement
      return stale
    }
  }

  private func name(_ metric: String) -> IndicatorName { IndicatorName(Self.kind, metric) }

  private func withoutLabels() -> Indicator {
    let missing = max(ScoreEstimator.labelsMin, estimator.labels) - estimator.labels
    return Indicator(
      name: name("accuracy"),
      verdict: .insufficient,
      count: Int(scores.byCell.reduce(0, +)),
      reason: missing > 0
        ? "needs \(missing) more labels of the baseline"
        : "the labels of the baseline are of one class"
    )
  }

  private func shares(_ now: ExpectedPerformance, _ support: Double) -> [Indicator] {
    let past = estimator.past
    typealias Share = (sum: Double, count: Double)
    func share(_ metric: String, _ share: (ExpectedPerformance) -> Share) -> Indicator {
      let (now, past) = (share(now), share(past))
      // The baseline counts for what it knows of such scores.
      let trials = min(past.count, support * past.count / max(estimator.past.predicted, 1))
      let known = past.count > 0 ? (sum: past.sum / past.count * trials, count: trials) : nil
      return RateIndicator.mean(name(metric), now, baseline: known, level: level)
    }
    let found = [
      share("accuracy") { ($0.truePositives + $0.trueNegatives, $0.predicted) },
      share("precision") { ($0.truePositives, $0.truePositives + $0.falsePositives) },
      share("recall") { ($0.truePositives, $0.truePositives + $0.falseNegatives) },
      share("specificity") { ($0.trueNegatives, $0.trueNegatives + $0.falsePositives) },
    ]
    let overlap = share("f1") { performance in
      let hits = performance.truePositives
      return (hits, hits + performance.falsePositives + performance.falseNegatives)
    }
    return found + [overlap.f1OfOverlap]
  }

  private func area(_ now: ExpectedPerformance, _ support: Double) -> Indicator {
    let smaller = min(now.positives, now.negatives)
    var area = Indicator(name: name("roc_auc"), verdict: .ok, count: Int(smaller))
    let least = RateIndicator.trialsMin
    guard let value = now.areaUnderCurve, smaller >= Double(least) else {
      return Indicator(
        name: area.name,
        verdict: .insufficient,
        count: Int(scores.byCell.reduce(0, +)),
        reason: "fewer than \(least) of a class are expected"
      )
    }
    area.value = value
    area.baseline = estimator.past.areaUnderCurve
    area.effect = area.baseline.map { value - $0 }
    let past = min(estimator.past.positives, estimator.past.negatives)
    area.bound(
      in: 0...1,
      variance: estimator.areaVariance,
      estimator.areaVariance,
      UInt64(past * support / Double(max(estimator.labels, 1))),
      level: level
    )
    area.count = Int(scores.byCell.reduce(0, +))
    return area
  }
}
