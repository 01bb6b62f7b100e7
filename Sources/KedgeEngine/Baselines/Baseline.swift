public import KedgeModel

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

  /// How fields varied within a segment; empty where panes are cut in another way now.
  func spreads(of segment: [SegmentValue], _ window: WindowSettings) -> [FieldSpread] {
    window.pane == pane ? self[segment]?.spreads ?? [] : []
  }
}

/// What the baseline held of one segment.
struct SegmentBaseline: Equatable, Sendable {
  let segment: [SegmentValue]
  let pane: Pane
  /// How the fields varied within it, by index of the field.
  let spreads: [FieldSpread]
}
