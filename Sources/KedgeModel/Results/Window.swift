/// One evaluation of one series: the stretch of time or count that its indicators are about.
public struct Window: Equatable, Sendable {
  /// Counts the evaluations of the series, from 0.
  public var index: Int
  /// Start of the window; of one that counts records, its earliest event time.
  public var start: Timestamp
  /// End of the window; of one that counts records, its latest event time.
  public var end: Timestamp
  /// Inference records in it.
  public var records: Int
  /// How often it was evaluated again because of late records, labels or feedback.
  public var revision: Int
  /// Whether the input ended before the window did.
  public var isPartial: Bool

  /// Makes a window.
  public init(
    index: Int,
    start: Timestamp,
    end: Timestamp,
    records: Int,
    revision: Int = 0,
    isPartial: Bool = false
  ) {
    self.index = index
    self.start = start
    self.end = end
    self.records = records
    self.revision = revision
    self.isPartial = isPartial
  }
}
