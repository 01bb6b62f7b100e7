import KedgeStatistics

/// What is normal of means of some values.
struct MeanNorm: Equatable, Sendable {
  let mean: Double
  /// Of single values, above 0.
  let variance: Double
  /// Values in the baseline.
  let count: Double
  /// Of single values.
  let skewness: Double
  let spread: PaneSpread

  /// `nil` where the values do not vary.
  init?(mean: Double, variance: Double, count: Double, skewness: Double, spread: PaneSpread) {
    guard variance > 0 else { return nil }
    self.mean = mean
    self.variance = variance
    self.count = count
    self.skewness = skewness
    self.spread = spread
  }

  init?(_ summary: MomentsSummary, skewness: Double, _ spread: PaneSpread) {
    guard let deviation = summary.deviation else { return nil }
    self.init(
      mean: summary.mean,
      variance: deviation * deviation,
      count: summary.count,
      skewness: skewness,
      spread: spread
    )
  }

  /// Of the spread of the scores of so many values, within panes.
  init?(_ scores: NormalScores, of count: UInt64, _ spread: PaneSpread) {
    self.init(
      mean: spread.mean,
      variance: scores.variance,
      count: Double(count),
      skewness: scores.skewness,
      spread: spread
    )
  }

  /// Of a boolean as 0 and 1.
  init?(trues: UInt64, of count: UInt64, _ spread: PaneSpread) {
    guard trues > 0, trues < count else { return nil }
    let rate = Double(trues) / Double(count)
    let variance = rate * (1 - rate)
    self.init(
      mean: rate,
      variance: variance,
      count: Double(count),
      skewness: (1 - 2 * rate) / variance.squareRoot(),
      spread: spread
    )
  }

  /// Standard deviation of single values.
  var deviation: Double { variance.squareRoot() }
}
