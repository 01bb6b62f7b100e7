public import KedgeModel

/// What the engine is told.
public enum Input: Sendable {
  /// Records of one block of one input, or some of its rows in turn.
  case records(RecordBatch, BlockOrigin, rows: Range<Int>)
  /// Time has passed; told once a second by the daemon, never in a replay.
  case tick
  /// An input has come to its end and will bring nothing more.
  case endOfInput
  /// What became of an action.
  case report(ActionReport)
}

/// Where a block came from.
public struct BlockOrigin: Equatable, Sendable {
  /// Index of the input in the settings.
  public var input: Int
  /// Hash of what identifies the file, where the input has files.
  public var place: UInt64
  /// Offset of the block in that file.
  public var offset: Int64
  /// Makes an origin.
  public init(input: Int, place: UInt64 = 0, offset: Int64 = 0) {
    self.input = input
    self.place = place
    self.offset = offset
  }
}

/// What a unit says of the action of an event.
public struct ActionReport: Equatable, Sendable {
  /// The event's id.
  public var event: String
  /// What became of it.
  public var result: ActionResult
  /// More about it, such as an exit status.
  public var detail: String

  /// Makes a report.
  public init(event: String, result: ActionResult, detail: String = "") {
    self.event = event
    self.result = result
    self.detail = detail
  }
}
