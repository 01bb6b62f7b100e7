/// What a time without offset means.
public enum TimeZoneRule: Equatable, Sendable {
  /// UTC.
  case utc
  /// The same offset all year, in seconds east of UTC.
  case fixed(offsetSeconds: Int)
  /// The offsets of a named zone, which the caller has looked up.
  case table(TimeZoneTable)

  /// Turns a local time into seconds since the epoch in UTC.
  ///
  /// - Parameter localSeconds: Seconds from 1970-01-01T00:00:00 on a local clock.
  /// - Returns: seconds from 1970-01-01T00:00:00Z.
  func utcSeconds(localSeconds: Int64) -> Int64 {
    switch self {
    case .utc: localSeconds
    case .fixed(let offset): localSeconds - Int64(offset)
    case .table(let table): table.utcSeconds(localSeconds: localSeconds)
    }
  }
}

/// The offsets of a time zone over time.
public struct TimeZoneTable: Equatable, Sendable {
  /// A change of the offset.
  public struct Transition: Equatable, Sendable {
    /// When it takes effect, in seconds since the epoch in UTC.
    public var utcSeconds: Int64
    /// Seconds east of UTC from then on.
    public var offsetSeconds: Int

    /// Makes a transition.
    public init(utcSeconds: Int64, offsetSeconds: Int) {
      self.utcSeconds = utcSeconds
      self.offsetSeconds = offsetSeconds
    }
  }

  /// Seconds east of UTC before the first transition.
  public let firstOffsetSeconds: Int
  /// The changes, in order of time.
  public let transitions: [Transition]

  /// Makes a table; the transitions are sorted by time.
  public init(firstOffsetSeconds: Int, transitions: [Transition]) {
    self.firstOffsetSeconds = firstOffsetSeconds
    self.transitions = transitions.sorted { $0.utcSeconds < $1.utcSeconds }
  }

  /// The instant at which the local clock shows a time.
  ///
  /// Of two such instants it is the earlier one; a time that the clock leaps over counts with the
  /// offset before the leap.
  ///
  /// - Complexity: O(transitions).
  func utcSeconds(localSeconds: Int64) -> Int64 {
    var offset = firstOffsetSeconds
    for transition in transitions {
      let instant = localSeconds - Int64(offset)
      if instant < transition.utcSeconds { return instant }
      // In the gap of a leap forward the offset before it is kept.
      if localSeconds - Int64(transition.offsetSeconds) < transition.utcSeconds { return instant }
      offset = transition.offsetSeconds
    }
    return localSeconds - Int64(offset)
  }
}
