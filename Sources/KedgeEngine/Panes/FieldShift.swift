import KedgeModel
import KedgeStatistics

/// The detectors of changes of one field of one series, fed with panes as they close.
struct FieldShift: Equatable, Sendable {
  /// Of the mean; of a boolean, of the rate of `true`.
  var mean = MeanShift()
  /// Of the spread.
  var spread = MeanShift()
  /// Of the share of names that the baseline does not have.
  var novelty = NoveltyDetector()
  /// Values of panes with too few of them.
  var waiting = PaneSums()
  /// Panes that were shown to it.
  var panes = 0

  /// What panes are judged by.
  struct Context {
    let norm: FieldNorm
    let field: Field
    let shape: FieldReference.Shape
    /// Probability of an alarm with each pane, where nothing changed.
    let level: Double
    /// Probability that the baseline is further off than what is let pass.
    let baselineLevel: Double
  }

  /// Takes the values of a pane that has closed.
  mutating func take(_ pane: FieldPane, _ context: Context) {
    let limit = FieldShift.limit(context.field)
    panes += 1
    switch context.shape {
    case .numeric(let numeric):
      take(pane, numeric.grid, context, limit)
    case .categorical(let table):
      guard let names = pane.categories else { return }
      let count = names.total - names.missing
      if context.field.type == .boolean {
        guard let norm = context.norm.ofValues else { return }
        let values = PaneSums(count: Double(count), sum: Double(names.trues(table)))
        guard let value = waiting.take(values) else { break }
        let levels = (context.level, context.baselineLevel)
        mean.take(value.mean, of: value.count, norm, limit: limit * norm.deviation, levels)
      } else if let baseline = context.norm.spread.novelty {
        novelty.update(
          novel: names.unseen,
          of: count,
          baseline: baseline,
          limit: limit,
          level: context.level
        )
      }
    case .vector, .uncounted: return
    }
  }

  /// Numbers: half of the level is for the mean, half for the spread.
  private mutating func take(
    _ pane: FieldPane,
    _ cells: DriftGrid,
    _ context: Context,
    _ limit: Double
  ) {
    guard let moments = pane.moments, let average = moments.mean, let grid = pane.grid,
      let past = context.norm.pane.grid, let scores = context.norm.scores(in: cells)
    else { return }
    let count = Double(moments.count)
    let scored = scores.sums(of: grid)
    let values = PaneSums(
      count: count,
      sum: average * count,
      scores: scored.means,
      squares: scored.squares
    )
    guard let value = waiting.take(values) else { return }
    let levels = (context.level / 2, context.baselineLevel / 2)
    if let norm = context.norm.ofValues {
      mean.take(value.mean, of: value.count, norm, limit: limit * norm.deviation, levels)
    }
    if let norm = MeanNorm(scores, of: past.count, context.norm.spread.scores) {
      // Of (1 - limit)² from 1: a fall is nearer than a rise, as far as there can be one.
      let shift = limit * (limit < 1 ? 2 - limit : 2 + limit) * norm.mean
      spread.take(value.spread, of: value.count, norm, limit: shift, levels)
    }
  }

  /// The least change that matters: of a number or a boolean, in standard deviations of the baseline;
  /// of names, as a share of records.
  static func limit(_ field: Field) -> Double {
    if case .effect(let declared) = field.settings.limits["change"] { return declared }
    return field.type == .category ? 0.005 : 0.1
  }
}

/// A detector of shifts of a mean.
///
/// STATISTICS 6: values are means of panes less the baseline's, over σ with σ² = (τ² + s²/n)·f, where
/// f is the inflation of dependent panes. The mean of the baseline has an error of its own, which is
/// let pass with each value; so is half of the least shift that matters.
struct MeanShift: Equatable, Sendable {
  var detector = ShiftDetector()
  /// Means taken so far.
  var length = 0

  /// The least allowance, in units of σ.
  static let allowanceMin = 0.25

  /// Takes the mean of a pane.
  ///
  /// - Parameters:
  ///   - mean: The mean.
  ///   - count: Of so many values.
  ///   - norm: What is normal of them.
  ///   - limit: The least shift that matters, in their unit.
  ///   - levels: Probability of an alarm with each mean where nothing changed, and that the
  ///     baseline's mean is further off than what is let pass.
  mutating func take(
    _ mean: Double,
    of count: Double,
    _ norm: MeanNorm,
    limit: Double,
    _ levels: (test: Double, baseline: Double)
  ) {
    guard norm.spread.panes >= PaneSpread.panesMin, norm.spread.inflation.isFinite else { return }
    let (between, inflation) = (norm.spread.betweenVariance, norm.spread.inflation)
    let scale = ((between + norm.variance / count) * inflation).squareRoot()
    let error =
      ((norm.variance / norm.count + between / Double(norm.spread.panes)) * inflation)
      .squareRoot()
    let certainty = NormalDistribution.upperQuantile(levels.baseline / 2)
    let allowance = max(MeanShift.allowanceMin, (limit / 2 + certainty * error) / scale)
    length += 1
    detector.update(
      deviation: mean - norm.mean,
      deviationScale: scale,
      weight: count,
      allowance: allowance,
      threshold: ShiftDetector.threshold(
        averageRunLength: 1 / levels.test,
        allowance: allowance,
        skewness: norm.skewness / count.squareRoot()
      )
    )
  }

  /// The side that has gone further.
  var side: ShiftDetector.Side {
    detector.rise.sum >= detector.fall.sum ? detector.rise : detector.fall
  }
}
