/// Whole lines of one connection, committed and not yet part of the engine's state.
public struct SpoolChunk: Equatable, Sendable {
  /// Number in the order of commits over all connections; grows by 1, never comes back.
  public var sequence: Int64
  /// Name of the connection.
  public var connection: String
  /// The source that the connection declared, or an empty string.
  public var source: String
  /// User that wrote the bytes.
  public var uid: UInt32
  /// Whole lines, each with its newline; empty when only the counts matter.
  public var bytes: [UInt8]
  /// Lines without an end within the limit, which were left out.
  public var tooLong: Int
  /// Lines that will never get their end, which were left out.
  public var torn: Int
}

/// What the spool remembers of a connection over a restart.
public struct SpoolConnection: Equatable, Sendable {
  /// Name of the connection, such as `in-7-12`.
  public var name: String
  /// The source that it declared, or an empty string.
  public var source: String
  /// User that wrote the last bytes.
  public var uid: UInt32
  /// Whether it asked for acknowledgements.
  public var wantsAcknowledgements: Bool
  /// Whether its first line was seen, so that none can be a greeting any more.
  public var isGreeted: Bool
  /// Number of the last committed chunk of this connection.
  public var chunk: Int64
  /// Lines that are durable, the greeting excepted.
  public var lines: Int64
  /// Whether bytes up to the next newline belong to a line that was left out.
  public var isDiscarding: Bool
  /// The open line: bytes after the last newline.
  public var tail: [UInt8]

  /// A connection of which nothing was committed yet.
  public init(name: String, uid: UInt32) {
    self.name = name
    source = ""
    self.uid = uid
    wantsAcknowledgements = false
    isGreeted = false
    chunk = 0
    lines = 0
    isDiscarding = false
    tail = []
  }
}

/// One connection's part of a transaction.
struct SpoolUpdate: Equatable {
  /// The connection as it is after the transaction.
  var connection: SpoolConnection
  /// What becomes of the stored open line.
  var tail: TailUpdate
  /// What the engine will get; the sequence number is given by the store.
  var chunk: SpoolChunk?
  /// Whether the connection is over, so that its row goes.
  var isFinished: Bool

  enum TailUpdate: Equatable {
    /// The line grew by these bytes, none included.
    case grown([UInt8])
    /// The line ended, and this is the next one.
    case replaced([UInt8])
  }
}
