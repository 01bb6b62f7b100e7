public import KedgeModel
import KedgeStatistics

/// What normal was of one model: frozen cells of every field, and what each series held.
public struct Baseline: Equatable, Sendable {
  /// Names its content; the same content has the same id.
  public internal(set) var id: String
  /// The version whose records it was made of.
  public let version: String
  /// Inference records in it.
  public let records: Int
  /// Earliest event time in it.
  public let start: Timestamp
  /// Latest event time in it.
  public let end: Timestamp
  /// How the panes were cut between which its fields were seen to vary.
  let pane: WindowSettings.Pane
  /// The fields, by index of the model's fields at the time of freezing.
  public let fields: [FieldReference]
  /// What each segment held, the total first.
  let segments: [SegmentBaseline]

  /// What the baseline held of one segment, or `nil` where it saw none of its records.
  subscript(segment: [SegmentValue]) -> SegmentBaseline? {
    segments.first { $0.segment == segment }
  }
}

/// What the baseline held of one segment.
struct SegmentBaseline: Equatable, Sendable {
  let segment: [SegmentValue]
  let pane: Pane
  /// What is normal of each field, by its index.
  let norms: [FieldNorm]

  init(
    segment: [SegmentValue],
    pane: Pane,
    spreads: [FieldSpread],
    references: [FieldReference]
  ) {
    self.segment = segment
    self.pane = pane
    norms = zip(references, spreads).enumerated().map { index, field in
      FieldNorm(pane.field(index), field.1, field.0)
    }
  }
}

/// What is normal of one field in one segment.
///
/// A class, so that each window is handed one reference and not the arrays one by one.
final class FieldNorm: Equatable, Sendable {
  let pane: FieldPane
  /// How it varied within the baseline.
  let spread: FieldSpread
  let summary: MomentsSummary
  let quantiles: FieldQuantiles
  /// Counts in the deciles of its grid, and those without a value as 0.
  let deciles: [UInt64]
  /// What is normal of means of its values; of a boolean, of the rate of `true`.
  let ofValues: MeanNorm?

  init(_ pane: FieldPane, _ spread: FieldSpread, _ reference: FieldReference?) {
    self.pane = pane
    self.spread = spread
    summary = pane.summary
    quantiles = FieldQuantiles(pane)
    switch reference?.shape {
    case .numeric(let numeric):
      deciles = pane.grid?.counts(in: numeric.deciles) ?? []
      ofValues = MeanNorm(summary, skewness: numeric.skewness, spread.values)
    case .categorical(let table) where reference?.type == .boolean:
      deciles = []
      ofValues = pane.categories.flatMap {
        MeanNorm(trues: $0.trues(table), of: $0.total - $0.missing, spread.values)
      }
    case .categorical, .vector, .uncounted, nil: (deciles, ofValues) = ([], nil)
    }
  }

  /// Scores by which its spread is judged; made anew each time, for few fields ask for them.
  func scores(in grid: DriftGrid) -> NormalScores? {
    pane.grid.map { NormalScores(baseline: $0, grid: grid) }
  }

  static func == (left: FieldNorm, right: FieldNorm) -> Bool {
    left.pane == right.pane && left.spread == right.spread
  }
}
