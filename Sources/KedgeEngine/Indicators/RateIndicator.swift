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
    self.baseline = baseline.map { (min($0.successes, $0.trials), $0.trials) }
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

extension RateIndicator {
  /// A mean of numbers in 0...1, with its interval and the mean on the baseline.
  ///
  /// Bounded like a rate with that many successes: the ratio (q/p)ˣ·((1−q)/(1−p))¹⁻ˣ, of which the
  /// sequence is made, is convex in x, so no number between 0 and 1 makes more of it in the mean than
  /// a 0 or 1 of the same mean; so it is with rows that count for less than one. The bounds hold
  /// whatever the law of the numbers, and are wider than they could be.
  static func mean(
    _ name: IndicatorName,
    _ now: (sum: Double, count: Double),
    baseline past: (sum: Double, count: Double)?,
    level: Double
  ) -> Indicator {
    var indicator = RateIndicator(
      name,
      successes: UInt64(now.sum.rounded()),
      trials: UInt64(now.count.rounded()),
      baseline: past.map { (UInt64($0.sum.rounded()), UInt64($0.count.rounded())) }
    ).indicator(level: level)
    // Not rounded to whole successes.
    if indicator.value != nil { indicator.value = now.sum / now.count }
    if let past, past.count > 0 { indicator.baseline = past.sum / past.count }
    if let value = indicator.value { indicator.effect = indicator.baseline.map { value - $0 } }
    return indicator
  }
}
