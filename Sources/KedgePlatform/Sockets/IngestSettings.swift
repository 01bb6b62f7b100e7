/// The limits of the ingest socket.
public struct IngestSettings: Equatable, Sendable {
  /// Bytes that an open line may have; a longer one is left out and counted.
  public var lineBytesMax = 1 << 20
  /// Bytes that are looked at in one connection at once.
  public var readBytes = 262_144
  /// Bytes of one transaction, about.
  public var groupBytesMax = 1 << 20
  /// Connections that are open at the same time; accepting pauses there.
  public var connectionsMax = 1_024
  /// Connections of one user; one more is closed at once.
  public var connectionsPerUidMax = 512
  /// Bytes in the spool at which reading stops.
  public var spoolBytesMax = 1 << 30
  /// Connections that the service manager keeps over a restart.
  public var storedMax = 512

  /// The defaults.
  public init() {}
}

/// What the ingest socket has counted since the start.
public struct IngestCounters: Equatable, Sendable {
  /// Connections accepted.
  public var accepted = 0
  /// Connections taken over from a predecessor.
  public var adopted = 0
  /// Connections that ended.
  public var ended = 0
  /// Connections that a predecessor had and nobody kept.
  public var connectionsLost = 0
  /// Connections closed at once, because their user had too many.
  public var refused = 0
  /// Times that accepting paused.
  public var acceptPaused = 0
  /// Bytes committed to the spool.
  public var bytes = 0
  /// Transactions committed to the spool.
  public var transactions = 0
  /// Bytes of a predecessor that were committed and not yet taken; they were dropped once.
  public var settledBytes = 0
  /// Lines that exceeded the limit.
  public var tooLong = 0
  /// Lines that never got their end.
  public var torn = 0
  /// Acknowledgements replaced before their client read them.
  public var acknowledgementsDropped = 0

  /// Nothing yet.
  public init() {}
}

/// Something about the ingest socket that the operator should know.
public enum IngestNotice: Equatable, Sendable {
  /// Accepting pauses: too many connections, or no free descriptor.
  case acceptPaused
  /// Accepting goes on.
  case acceptResumed
  /// A connection will not survive a restart; said once.
  case notRestartSafe
  /// A user has too many connections; said once a user.
  case refused(uid: UInt32)
  /// Connections of a predecessor are gone.
  case connectionsLost(Int)
  /// The spool cannot be written: reading stops until `retry` succeeds.
  case spoolFailed(StoreError)
  /// The spool can be written again.
  case spoolHealed
  /// The spool has reached its limit: reading stops until chunks are released.
  case spoolFull
  /// A client does not read its acknowledgements and was closed.
  case acknowledgementsUnread(connection: String)
}
