import KedgeModel
import KedgeStatistics

extension Engine {
  /// Stretches of panes that are looked at together, at most: the newest 1, 2, 4 and so on to 128
  /// quarters of a day.
  private static let auditSpans = 8

  /// What the labels of a series' baseline tell of scores.
  private mutating func estimator(of index: Int) -> ScoreEstimator {
    guard let holder = baselineSeries(of: index) else { return ScoreEstimator(LabelledScores()) }
    if let known = series[holder].estimator { return known }
    let made = ScoreEstimator(series[holder].joinedBaseline.scores)
    series[holder].estimator = made
    return made
  }

  /// What the scores of a window are expected to be worth; `nil` where there are none.
  mutating func estimates(
    _ index: Int,
    _ scores: ScoreCounts,
    level: Double
  ) -> EstimatedIndicators? {
    guard !scores.isEmpty else { return nil }
    return EstimatedIndicators(
      scores: scores,
      estimator: estimator(of: index),
      disagreement: series[index].estimateDisagreement,
      level: level
    )
  }

  /// Compares what labels say of a series with what its scores promised; once they disagree, its
  /// estimates are worth nothing until another baseline.
  mutating func auditEstimates(_ index: Int, _ window: Window, level: Double) {
    guard series[index].estimateDisagreement == nil, !series[index].audited.isEmpty else { return }
    let model = models[series[index].model]
    let oldest = oldestJoined(index)
    series[index].audited = series[index].audited.filter { $0.key * model.auditPanes >= oldest }
    let groups = series[index].audited.sorted { $0.key > $1.key }
    let audit = ScoreAudit(
      estimator: estimator(of: index),
      level: level / Double(Engine.auditSpans)
    )
    guard audit.estimator.rates != nil else { return }
    var (sum, taken) = (LabelledScores(), 0)
    for span in 0..<Engine.auditSpans where taken < groups.count {
      while taken < min(1 << span, groups.count) {
        sum.merge(groups[taken].value)
        taken += 1
      }
      guard let reason = audit.disagreement(sum) else { continue }
      series[index].estimateDisagreement = reason
      series[index].isChanged = true
      emitEstimateInvalid(index, window, reason, level: level)
      return
    }
  }

  /// The least number of a pane whose labels are all held.
  private func oldestJoined(_ index: Int) -> Int64 {
    let model = models[series[index].model]
    guard let panes = model.horizonPanes else { return series[index].oldestCounted }
    let longest = model.plans.map(\.panes).max() ?? 1
    return max(model.closedThrough, Int64.min + longest + panes) - longest + 1 - panes
  }
}
