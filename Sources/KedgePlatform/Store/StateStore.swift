import FoundationEssentials
import GRDB
import KedgeModel

/// The engine's state on disk: state.db, a table of keys and values.
///
/// One transaction holds everything that belongs together; what is not in it did not happen.
/// Every value carries a checksum. Belongs to the thread of the engine.
public final class StateStore {
  /// One key with its value.
  public struct Entry: Equatable, Sendable {
    /// The key; any bytes.
    public var key: [UInt8]
    /// The value; any bytes.
    public var value: [UInt8]

    /// Makes an entry.
    public init(key: [UInt8], value: [UInt8]) {
      self.key = key
      self.value = value
    }
  }

  /// One change: a new value, or `nil` to remove the key.
  public struct Change: Equatable, Sendable {
    /// The key; any bytes.
    public var key: [UInt8]
    /// The new value, or `nil` to remove the key.
    public var value: [UInt8]?

    /// Makes a change.
    public init(key: [UInt8], value: [UInt8]?) {
      self.key = key
      self.value = value
    }
  }

  /// The version of what this program writes; an older state is put aside.
  public static let schemaVersion = 7

  /// The damaged predecessor; the daemon is degraded if there is one.
  public let quarantined: Quarantine?

  /// Number of the last chunk of the spool that the state contains; 0 if there is none.
  public private(set) var spoolSequence: Int64 = 0

  private let path: String
  private let file: DatabaseFile

  /// Opens or makes the state.
  ///
  /// - Parameters:
  ///   - path: The file, such as `/var/lib/kedge/state.db`.
  ///   - durability: What a commit survives.
  ///   - quarantineSeconds: Seconds since the epoch for the name of a damaged file.
  ///   - restore: Uses everything that was committed, in the order of the keys' bytes. A state in
  ///     which it finds a `StateError` is damaged; it is then called again for the fresh one.
  /// - Throws: `StoreError.ownedByProcess`, `.newerSchema` with nothing changed, `.notWritable`;
  ///   `.damaged` only where a fresh store does not do either, since it leads to one and to
  ///   `quarantined`; `.failed` for another error of `restore`.
  public init(
    path: String,
    durability: Durability,
    quarantineSeconds: Int64,
    restore: ([Entry]) throws -> Void = { _ in }
  ) throws(StoreError) {
    self.path = path
    let schema = DatabaseFile.Schema(
      version: Self.schemaVersion,
      creation: """
        CREATE TABLE state(key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;
        """,
      pageBytes: 4_096
    )
    file = try DatabaseFile(
      path: path,
      schema: schema,
      durability: durability,
      quarantineSeconds: quarantineSeconds,
      verify: { database in
        let entries = try Self.entries(database, path: path)
        do {
          try restore(entries)
        } catch let error as StateError {
          throw StoreError.damaged(path: path, detail: "\(error)")
        }
      }
    )
    quarantined = file.quarantined
    spoolSequence = try translated(path) {
      try file.queue.read { database in
        let sql = "SELECT value FROM meta WHERE key = 'spool'"
        return try Int64.fetchOne(database, sql: sql) ?? 0
      }
    }
  }

  /// Everything that was committed, in the order of the keys' bytes.
  public func load() throws(StoreError) -> [Entry] {
    try translated(path) {
      try file.queue.read { database in try Self.entries(database, path: path) }
    }
  }

  /// Writes changes and the position in the spool in one transaction.
  ///
  /// - Parameters:
  ///   - changes: In order; a later change of the same key wins.
  ///   - spoolSequence: Number of the last chunk that the new state contains.
  ///   - meanwhile: Called now and then: a commit may take tens of milliseconds.
  /// - Precondition: `spoolSequence` does not go back.
  /// - Throws: `StoreError`; then nothing of it was written, and `.full` may succeed later.
  public func commit(
    _ changes: [Change],
    spoolSequence: Int64,
    meanwhile: () -> Void = {}
  ) throws(StoreError) {
    precondition(spoolSequence >= self.spoolSequence, "the position in the spool went back")
    try translated(path) {
      try file.queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          try Self.write(changes, database, meanwhile)
          try database.execute(
            sql: "INSERT OR REPLACE INTO meta VALUES('spool', ?)",
            arguments: [spoolSequence]
          )
          return .commit
        }
      }
    }
    self.spoolSequence = spoolSequence
  }

  private static let rowsBetweenBreaks = 64

  private static func write(
    _ changes: [Change],
    _ database: Database,
    _ meanwhile: () -> Void
  ) throws {
    let insert = try database.cachedStatement(
      sql: "INSERT INTO state VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
    )
    let remove = try database.cachedStatement(sql: "DELETE FROM state WHERE key = ?")
    for (number, change) in changes.enumerated() {
      if number % rowsBetweenBreaks == 0 { meanwhile() }
      guard let value = change.value else {
        try remove.execute(arguments: [Data(change.key)])
        continue
      }
      try insert.execute(arguments: [Data(change.key), sealed(value, for: change.key)])
    }
  }

  private static func entries(_ database: Database, path: String) throws -> [Entry] {
    let rows = try Row.fetchCursor(database, sql: "SELECT key, value FROM state ORDER BY key")
    var entries: [Entry] = []
    while let row = try rows.next() {
      let key: [UInt8] = Array(row[0] as Data)
      guard let value = opened(Array(row[1] as Data), for: key) else {
        throw StoreError.damaged(path: path, detail: "a value does not fit its checksum")
      }
      entries.append(Entry(key: key, value: value))
    }
    return entries
  }

  /// The value with the checksum of key and value behind it, eight bytes.
  private static func sealed(_ value: [UInt8], for key: [UInt8]) -> Data {
    var sum = UInt64(bitPattern: Checksum(key + value).number)
    var bytes = Data(value)
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: sum))
      sum >>= 8
    }
    return bytes
  }

  private static func opened(_ bytes: [UInt8], for key: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 8 else { return nil }
    let value = Array(bytes.dropLast(8))
    return Array(sealed(value, for: key)) == bytes ? value : nil
  }
}
