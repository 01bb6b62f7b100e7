import KedgeModel
import KedgeStatistics

extension Engine {
  /// Puts the proofs of the configured mode in the place of those at the window's own level.
  ///
  /// They are those of distances of a field from its baseline, and of the rates of errors, missing
  /// values and truth; all others keep a level of their own, as in `spend`.
  mutating func prove(
    _ index: Int,
    _ plan: Int,
    _ evaluation: WindowEvaluation,
    _ panes: Range<Int64>,
    _ indicators: inout [Indicator]
  ) {
    // What the end of the input cut short is no window of the series.
    guard !evaluation.window.isPartial else { return }
    switch settings.budget.mode {
    case .spend: break
    case .accumulate:
      accumulate(index, plan, evaluation.countPairs(), evaluation.level, panes)
      let evidence = series[index].evaluations[plan].evidence
      for place in indicators.indices {
        guard let name = indicators[place].evidenceName, let known = evidence[name] else {
          continue
        }
        indicators[place].judge(isProved: known.isProved)
      }
    case .fdr(let share): discover(series[index].model, evaluation, share, &indicators)
    }
  }

  /// Takes a window that has no pane in common with those taken before; half of the budget of a pair
  /// is for the error of the baseline.
  private mutating func accumulate(
    _ index: Int,
    _ plan: Int,
    _ pairs: [IndicatorName: CountPair],
    _ level: Double,
    _ panes: Range<Int64>
  ) {
    let isTimed = models[series[index].model].paneNanoseconds != nil
    let length = series[index].evaluations[plan].plan.panes
    guard !isTimed || panes.upperBound % length == 0 else { return }
    for (name, pair) in pairs {
      series[index].evaluations[plan].evidence[name, default: AccumulatedEvidence()].take(
        window: pair.window,
        baseline: pair.baseline,
        baselineLevel: ledger.levelOfPair / 2,
        threshold: 2 / level
      )
    }
  }

  private mutating func discover(
    _ model: Int,
    _ evaluation: WindowEvaluation,
    _ share: Double,
    _ indicators: inout [Indicator]
  ) {
    let pairs = evaluation.countPairs()
    let number = evaluation.window.end.nanoseconds
      .flooredDivision(by: settings.budget.perNanoseconds).quotient
    if number > models[model].screen.period {
      models[model].screen = Screen(period: number)
    }
    for place in indicators.indices where indicators[place].isJudged {
      guard let name = indicators[place].evidenceName, let pair = pairs[name] else { continue }
      let cells = CellPair(pair)
      guard !cells.isUndefined else { continue }
      let eValue = RelativeEntropyBound(cells).eValue()
      indicators[place].level = models[model].screen.tests.nextLevel(share: share)
      indicators[place].judge(
        isProved: models[model].screen.tests.judge(eValue: eValue, share: share)
      )
    }
    models[model].isChanged = true
  }
}

/// The tests of a model in one period, of whose discoveries a share may be false.
struct Screen: Equatable, Sendable {
  /// Which period of event time since 1970.
  var period: Int64 = .min
  var tests = OnlineDiscoveries()
}

extension Indicator {
  /// Indicators that a change of a field's distribution proves.
  private static let distances: Set<String> = [
    "chi2", "cramers_v", "hellinger", "js", "ks", "l_infinity", "psi", "wasserstein",
  ]

  /// Under which name the evidence for it is gathered; `nil` where it is judged by its own level.
  fileprivate var evidenceName: IndicatorName? {
    if Indicator.distances.contains(name.kind) { return IndicatorName("distance", name.feature) }
    return ["error_rate", "missing", "rate"].contains(name.kind) ? name : nil
  }

  /// Whether it has been compared with the baseline.
  fileprivate var isJudged: Bool {
    (verdict == .ok || verdict == .breach) && level != nil && effect != nil
  }

  /// Has a change proved, or not, by other evidence than its own.
  fileprivate mutating func judge(isProved: Bool) {
    guard isJudged, let effect else { return }
    change = isProved ? (effect < 0 ? .fall : .rise) : nil
    guard let limit else { return }
    verdict = change == .rise && effect >= limit ? .breach : .ok
  }
}
