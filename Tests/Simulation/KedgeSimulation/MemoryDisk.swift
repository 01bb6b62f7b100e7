public import KedgeDecoding
public import KedgeEngine

/// A disk in memory: commits are written at once and durable when they are synced.
public struct MemoryDisk: Sendable {
  /// One commit: what changed, and how far the log of inputs was read.
  private struct Commit: Sendable {
    var changes: [StateChange]
    var position: Int
    var tails: [LineCutter.State]
  }

  private var values: [[UInt8]: [UInt8]] = [:]
  private var unsynced: [Commit] = []
  /// Steps of the log that the durable state covers.
  public private(set) var position = 0
  /// Open tails of the inputs at that place.
  public private(set) var tails: [LineCutter.State] = []

  /// Makes an empty disk.
  public init() {}

  /// Whether anything was ever made durable.
  public var isEmpty: Bool { values.isEmpty }

  /// Writes a commit, which a crash may lose until it is synced.
  public mutating func write(
    _ changes: [StateChange],
    position: Int,
    tails: [LineCutter.State]
  ) {
    unsynced.append(Commit(changes: changes, position: position, tails: tails))
  }

  /// Makes what was written durable.
  public mutating func sync() {
    keep(unsynced.count)
  }

  /// Loses what was written after the first `kept` unsynced commits.
  public mutating func crash(keeping kept: Int) {
    keep(min(kept, unsynced.count))
    unsynced = []
  }

  private mutating func keep(_ count: Int) {
    for commit in unsynced.prefix(count) {
      for change in commit.changes { values[change.key] = change.value }
      position = commit.position
      tails = commit.tails
    }
    unsynced.removeFirst(count)
  }

  /// The stored values, in order of their keys.
  public var entries: [StateEntry] {
    values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { StateEntry(key: $0.key, value: $0.value) }
  }
}
