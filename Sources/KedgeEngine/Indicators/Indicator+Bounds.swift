import KedgeModel
import KedgeStatistics

extension Indicator {
  /// Gives a mean its bounds, once it has enough observations for them.
  ///
  /// Its value, count and baseline are set.
  ///
  /// - Parameters:
  ///   - range: What it may be.
  ///   - variance: Of one observation.
  ///   - pastVariance: Of one observation of the baseline.
  ///   - pastCount: Observations of the baseline.
  ///   - level: The level at which they hold.
  mutating func bound(
    in range: ClosedRange<Double> = -.infinity...(.infinity),
    variance: Double?,
    _ pastVariance: Double?,
    _ pastCount: UInt64,
    level: Double
  ) {
    // Of the skewness nothing is known: that of an exponential distribution is assumed.
    let least = MeanSequence.minimumCount(level: level, skewness: 2)
    let size = Double(count)
    guard verdict == .ok, let value, let variance, size >= least else { return }
    let interval = MeanSequence.interval(
      mean: value,
      variance: variance,
      count: UInt64(count),
      level: level,
      expectedCount: size
    )
    lower = interval.map { max($0.lower, range.lowerBound) }
    upper = interval.map { min($0.upper, range.upperBound) }
    guard let past = baseline, let pastVariance, Double(pastCount) >= least else { return }
    self.level = level
    let width = MeanSequence.halfWidth(
      standardError: (variance / size + pastVariance / Double(pastCount)).squareRoot(),
      count: 2 * size * Double(pastCount) / (size + Double(pastCount)),
      level: level,
      expectedCount: size
    )
    if value - past > width { change = .rise }
    if past - value > width { change = .fall }
  }

  /// With what else is not known of it: wider bounds, and only changes that are larger.
  func widened(by slack: Double, in range: ClosedRange<Double>) -> Indicator {
    var indicator = self
    indicator.lower = lower.map { max(range.lowerBound, $0 - slack) }
    indicator.upper = upper.map { min(range.upperBound, $0 + slack) }
    if let effect, abs(effect) <= slack { indicator.change = nil }
    return indicator
  }

  /// Without bounds, and without a level at which anything is proved.
  var unproved: Indicator {
    var indicator = self
    (indicator.lower, indicator.upper, indicator.level) = (nil, nil, nil)
    indicator.change = nil
    return indicator
  }

  /// F1 = 2J/(1 + J), which grows with the share J of hits among all that are positive in either
  /// way; this is the indicator of J.
  var f1OfOverlap: Indicator {
    func f1(_ overlap: Double) -> Double { 2 * overlap / (1 + overlap) }
    var indicator = self
    indicator.value = value.map(f1)
    indicator.lower = lower.map(f1)
    indicator.upper = upper.map(f1)
    indicator.baseline = baseline.map(f1)
    if let value = indicator.value { indicator.effect = indicator.baseline.map { value - $0 } }
    return indicator
  }
}
