import KedgeModel
import KedgeStatistics

extension WindowEvaluation {
  /// What the ranks of accepted items say; none where no record of the window or the baseline has a
  /// rank.
  ///
  /// Records without one are rankings of which nothing was accepted.
  func rankingIndicators() -> [Indicator] {
    guard pane.ranks.count > 0 || (baseline?.pane.ranks.count ?? 0) > 0 else { return [] }
    let now = pane.ranks.among(UInt64(pane.records))
    let past = baseline.flatMap { baseline in
      baseline.pane.ranks.count > 0
        ? baseline.pane.ranks.among(UInt64(baseline.pane.records)) : nil
    }
    func mean(_ name: String, _ sum: (RankingSums) -> Double) -> Indicator {
      RateIndicator.mean(
        IndicatorName(name),
        (sum(now), Double(now.count)),
        baseline: past.map { (sum($0), Double($0.count)) },
        level: level
      )
    }
    return [
      mean("hit@10") { Double($0.hits) },
      mean("mrr") { $0.reciprocal.value },
      mean("ndcg@10") { $0.gain.value },
    ]
  }
}
