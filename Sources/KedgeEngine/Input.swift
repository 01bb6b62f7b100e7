public import KedgeModel

/// What the engine is told.
public enum Input: Sendable {
  /// Records of one block of one input, or some of its rows in turn.
  case records(RecordBatch, BlockOrigin, rows: Range<Int>)
  /// Where the records stand that an input has and that were not told yet: their oldest event time
  /// as far as it is known, `nil` where there are none. Windows wait for them.
  case backlog(input: Int, from: Timestamp?)
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
  /// By when the lines had arrived, where no arrival is known: when their file was last changed.
  public var arrivedBy: Timestamp?

  /// Makes an origin.
  public init(input: Int, arrivedBy: Timestamp? = nil) {
    self.input = input
    self.arrivedBy = arrivedBy
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
