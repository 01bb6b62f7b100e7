import KedgeModel
import KedgeStatistics

extension Engine {
  /// Puts the proofs of the configured mode in the place of those at the window's own level.
  ///
  /// They are those of distances of a field from its baseline, and of the rates of errors, missing
  /// values, truth and truncation; all others keep a level of their own, as in `spend`.
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
      accumulate(index, plan, evaluation.countPairs(), panes)
      let evidence = series[index].evaluations[plan].evidence
      for place in indicators.indices {
        guard let name = indicators[place].evidenceName, evidence[name]?.isProved == true else {
          continue
        }
        if indicators[place].change == nil {
          indicators[place].reason = "proved by the windows up to this one together"
        }
        indicators[place].judge(isProved: true)
      }
    case .fdr(let share): discover(series[index].model, evaluation, share, &indicators)
    }
  }

  /// Takes a window that has no pane in common with those taken before.
  ///
  /// Half of the budget of a pair is for what a window proves alone, a quarter for what adds up, a
  /// quarter for the error of the baseline.
  private mutating func accumulate(
    _ index: Int,
    _ plan: Int,
    _ pairs: [IndicatorName: CountPair],
    _ panes: Range<Int64>
  ) {
    let pane = models[series[index].model].paneNanoseconds
    let length = series[index].evaluations[plan].plan.panes
    guard pane == nil || panes.upperBound % length == 0 else { return }
    let level = ledger.level(everyNanoseconds: pane.map { $0 * length })
    for (name, pair) in pairs {
      series[index].evaluations[plan].evidence[name, default: AccumulatedEvidence()].take(
        window: pair.window,
        baseline: pair.baseline,
        baselineLevel: ledger.levelOfPair / 4,
        threshold: 4 / level
      )
    }
  }

  /// Tests each field and rate once in a window, where the effect matters; evidence that is only
  /// looked at where it does is evidence still.
  private mutating func discover(
    _ model: Int,
    _ evaluation: WindowEvaluation,
    _ share: Double,
    _ indicators: inout [Indicator]
  ) {
    let number = evaluation.window.end.nanoseconds
      .flooredDivision(by: settings.budget.perNanoseconds).quotient
    models[model].screen.begin(number, perNanoseconds: settings.budget.perNanoseconds)
    var places: [IndicatorName: [Int]] = [:]
    for place in indicators.indices where indicators[place].isJudged {
      guard let name = indicators[place].evidenceName else { continue }
      places[name, default: []].append(place)
    }
    for (name, pair) in evaluation.countPairs().sorted(by: { $0.key < $1.key }) {
      let cells = CellPair(pair)
      guard let found = places[name], !cells.isUndefined else { continue }
      let matters = found.contains { indicators[$0].matters }
      let eValue = matters ? RelativeEntropyBound(cells).eValue() : 0
      let isProved = models[model].screen.tests.judge(eValue: eValue, share: share)
      for place in found { indicators[place].judge(isProved: isProved) }
    }
    models[model].isChanged = true
  }
}

/// The tests of a model in one period, of whose discoveries a share may be false.
struct Screen: Equatable, Sendable {
  /// Which period of event time since 1970, and its length.
  var period: Int64 = .min
  var perNanoseconds: Int64 = 0
  var tests = OnlineDiscoveries()

  /// Begins anew with a period that comes later, or is of another length.
  mutating func begin(_ number: Int64, perNanoseconds length: Int64) {
    guard number > period || length != perNanoseconds else { return }
    self = Screen(period: number, perNanoseconds: length)
  }
}

extension Indicator {
  /// Under which name the evidence for it is gathered; `nil` where it is judged by its own level.
  fileprivate var evidenceName: IndicatorName? {
    // A change of a field's distribution proves each of them.
    if FieldSettings.distances.contains(name.kind) {
      return IndicatorName("distance", name.feature)
    }
    return ["error_rate", "missing", "rate", "truncation_rate"].contains(name.kind) ? name : nil
  }

  /// Whether it has been compared with the baseline.
  fileprivate var isJudged: Bool {
    (verdict == .ok || verdict == .breach) && level != nil && effect != nil
  }

  /// Whether its effect is one that it warns of; where it has no limit, that is for rules to say.
  fileprivate var matters: Bool {
    guard let effect, let limit else { return true }
    return effect >= limit
  }

  /// Has a change proved, or not, by other evidence than its own.
  fileprivate mutating func judge(isProved: Bool) {
    guard isJudged, let effect else { return }
    change = isProved ? (effect < 0 ? .fall : .rise) : nil
    guard let limit else { return }
    verdict = change == .rise && effect >= limit ? .breach : .ok
  }
}
