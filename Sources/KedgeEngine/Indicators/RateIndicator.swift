import KedgeModel
import KedgeStatistics

/// A share of observations, its always-valid interval and the same share on the baseline.
///
/// STATISTICS 4, form (e).
struct RateIndicator {
  /// Observations below which no rate is given.
  static let trialsMin: UInt64 = 30

  let name: IndicatorName
  let successes: UInt64
  let trials: UInt64
  let baseline: (successes: UInt64, trials: UInt64)?

  init(
    _ name: IndicatorName,
    successes: UInt64,
    trials: UInt64,
    baseline: (successes: UInt64, trials: UInt64)?
  ) {
    self.name = name
    // A revision of what the state has forgotten may have taken out a trial that it did not hold.
    self.successes = min(successes, trials)
    self.trials = trials
    self.baseline = baseline
  }

  /// The rate with its interval; a verdict without a limit is `ok`.
  func indicator(level: Double) -> Indicator {
    let least = RateIndicator.trialsMin
    var indicator =
      trials < least
      ? Indicator(name: name, count: Int(trials), needs: Int(least - trials))
      : Indicator(name: name, verdict: .ok, count: Int(trials))
    if let baseline, baseline.trials > 0 {
      indicator.baseline = Double(baseline.successes) / Double(baseline.trials)
    }
    guard trials >= least else { return indicator }
    let interval = RateSequence.interval(successes: successes, trials: trials, level: level)
    let value = Double(successes) / Double(trials)
    indicator.value = value
    indicator.lower = interval.lower
    indicator.upper = interval.upper
    indicator.level = level
    indicator.effect = indicator.baseline.map { value - $0 }
    guard let baseline, baseline.trials > 0 else { return indicator }
    let difference = RateSequence.difference(
      baseline: baseline,
      window: (successes, trials),
      level: level
    )
    if difference.lower > 0 { indicator.change = .rise }
    if difference.upper < 0 { indicator.change = .fall }
    return indicator
  }
}
