import KedgeStatistics

/// The detector of shifts of the mean of one field of one series, fed with panes as they close.
///
/// STATISTICS 6: values are means of panes less the baseline's, over σ with σ² = (τ² + s²/n)·f, where
/// f is the inflation of dependent panes. The mean of the baseline has an error of its own, which is
/// let pass with each value; so is half of the least shift that matters.
struct FieldShift: Equatable, Sendable {
  var detector = ShiftDetector()
  var waiting = PaneMean()
  /// Means taken so far.
  var length = 0

  /// The least allowance, in units of σ.
  static let allowanceMin = 0.25

  /// What the values are judged by.
  struct Context {
    let norm: FieldNorm
    /// Of the baseline's values.
    let skewness: Double
    /// The least shift that matters, in standard deviations of the baseline.
    let limit: Double
    /// Probability of an alarm with each mean, where nothing changed.
    let level: Double
    /// Probability that the baseline's mean is further off than what is let pass.
    let baselineLevel: Double
  }

  /// Takes the values of a pane that has closed.
  mutating func take(_ moments: Moments, _ context: Context) {
    let norm = context.norm
    guard let mean = moments.mean, let deviation = norm.summary.deviation, deviation > 0,
      norm.spread.panes >= FieldSpread.panesMin,
      let value = waiting.take(count: Double(moments.count), sum: mean * Double(moments.count))
    else { return }
    let (between, inflation) = (norm.spread.betweenVariance, norm.spread.inflation)
    let variance = deviation * deviation
    let scale = ((between + variance / value.count) * inflation).squareRoot()
    let error =
      ((variance / norm.summary.count + between / Double(norm.spread.panes)) * inflation)
      .squareRoot()
    let certainty = NormalDistribution.upperQuantile(context.baselineLevel / 2)
    let allowance = max(
      FieldShift.allowanceMin,
      (context.limit * deviation / 2 + certainty * error) / scale
    )
    length += 1
    detector.update(
      deviation: value.mean - norm.summary.mean,
      deviationScale: scale,
      weight: value.count,
      allowance: allowance,
      threshold: ShiftDetector.threshold(
        averageRunLength: 1 / context.level,
        allowance: allowance,
        skewness: context.skewness / value.count.squareRoot()
      )
    )
  }
}
