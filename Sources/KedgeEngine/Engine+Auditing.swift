import KedgeModel
import KedgeStatistics

extension Engine {
  /// Stretches of panes that are looked at together: the newest 1, 2, 4 and so on to 128.
  private static let auditSpans = 8

  /// What the labels of a series' baseline tell of scores.
  private mutating func estimator(of index: Int) -> ScoreEstimator {
    guard let holder = baselineSeries(of: index) else { return ScoreEstimator(LabelledScores()) }
    if let known = series[holder].estimator { return known }
    let made = ScoreEstimator(series[holder].joinedBaseline.baselineScores)
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
    let model = models[series[index].model]
    return EstimatedIndicators(
      scores: scores,
      baseline: model.baseline?[series[index].key.segment]?.pane.scores ?? ScoreCounts(),
      estimator: estimator(of: index),
      objection: objection(index, model),
      level: level
    )
  }

  /// Whether a series has labels that its estimates can be compared with.
  func isAudited(_ index: Int) -> Bool {
    series[index].isAudited(byLosses: models[series[index].model].lossEstimator != nil)
  }

  /// Why nothing can be estimated of a series, or labels speak against it; `nil` where there is no
  /// reason.
  func objection(
    _ index: Int,
    _ model: ModelState
  ) -> (verdict: Verdict, reason: String)? {
    guard let baseline = model.baseline else { return (.insufficient, model.baselineReason) }
    guard series[index].key.version.equalsByBytes(baseline.version) else {
      let version = baseline.version.isEmpty ? "without a name" : baseline.version
      return (.insufficient, "known of version \(version) only, the baseline's")
    }
    return series[index].disagreement.map { (.stale, $0.reason) }
  }

  /// Compares what labels say of a series with what was expected; once they disagree, its estimates
  /// are worth nothing until another baseline, or until the baseline has more labels.
  ///
  /// Labels that come early need not be like the others: a stretch of time is looked at once as
  /// large a share of it has labels as of the baseline.
  mutating func auditEstimates(_ index: Int, _ window: Window, level: Double) {
    let model = models[series[index].model]
    guard !window.isPartial, isAudited(index),
      objection(index, model).map({ $0.verdict == .stale }) ?? true
    else { return }
    let (level, scores) = (level / Double(Engine.auditSpans), estimator(of: index))
    let losses = model.lossEstimator.map { _ in baselineLosses(of: index) }
    let labels = losses?.known.labelled ?? scores.labels.all
    if let known = series[index].disagreement {
      guard labels > known.labels + known.labels / 10 else { return }
      series[index].disagreement = nil
    }
    let records =
      losses?.expected.count
      ?? UInt64(model.baseline?[series[index].key.segment]?.pane.records ?? 0)
    let stretches = matureStretches(index, labels, of: records)
    var (sum, taken) = (Series.Stretch(), 0)
    for span in 0..<Engine.auditSpans where taken < stretches.count {
      while taken < min(1 << span, stretches.count) {
        sum.labelled.merge(stretches[taken].labelled)
        sum.losses.merge(stretches[taken].losses)
        taken += 1
      }
      let disagreement =
        losses.map { $0.disagreement(sum.losses, level: level) }
        ?? ScoreAudit(estimator: scores, level: level).disagreement(sum.labelled)
      guard let reason = disagreement else { continue }
      series[index].disagreement = Series.Disagreement(reason: reason, labels: labels)
      series[index].isChanged = true
      emitEstimateInvalid(index, window, reason, level: level)
      return
    }
  }

  /// The stretches of time that have as many labels as may be expected, the newest first.
  private func matureStretches(
    _ index: Int,
    _ labels: UInt64,
    of records: UInt64
  ) -> [Series.Stretch] {
    let model = models[series[index].model]
    guard records > 0 else { return [] }
    let share = 0.9 * Double(labels) / Double(records)
    let oldest = oldestJoined(index)
    return series[index].stretches
      .filter { number, stretch in
        let labelled =
          model.lossEstimator == nil ? stretch.labelled.total : stretch.losses.labelled
        return number * model.auditPanes >= oldest && stretch.estimated > 0
          && Double(labelled) >= share * Double(stretch.estimated)
      }
      .sorted { $0.key > $1.key }
      .map(\.value)
  }

  /// The least number of a pane whose labels are all held.
  private func oldestJoined(_ index: Int) -> Int64 {
    let model = models[series[index].model]
    guard let panes = model.horizonPanes else { return series[index].oldestCounted }
    let longest = model.plans.map(\.panes).max() ?? 1
    return max(model.closedThrough, Int64.min + longest + panes) - longest + 1 - panes
  }
}
