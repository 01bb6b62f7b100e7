public import KedgeModel

/// What the engine is told.
public enum Input: Sendable {
  /// Records of one block of one input, or some of its rows in turn.
  case records(RecordBatch, BlockOrigin, rows: Range<Int>)
  /// What an input has beside the records that come next, `nil` where that is nothing. Windows wait
  /// for it.
  case backlog(input: Int, Backlog?)
  /// Time has passed; told once a second by the daemon, never in a replay.
  case tick
  /// An input has come to its end and will bring nothing more.
  case endOfInput
  /// What became of an action.
  case report(ActionReport)
}

/// Records that an input has and that were not told yet.
///
/// As long as there are some, its time goes on with its records and not with the clock.
public struct Backlog: Equatable, Sendable {
  /// Where the file stands whose records come next, `nil` where that is not known.
  ///
  /// It goes on with each of them.
  public var own: Timestamp?
  /// Oldest event time of what the other files hold; `nil` where there are none, or none is known.
  public var others: Timestamp?

  /// Makes a backlog.
  public init(own: Timestamp? = nil, others: Timestamp? = nil) {
    self.own = own
    self.others = others
  }

  /// One of which nothing is known yet: nothing moves on.
  public static let unknown = Backlog(others: Timestamp(nanoseconds: .min))
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
