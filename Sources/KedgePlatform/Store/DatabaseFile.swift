import GRDB
import Glibc

/// Opens a database of Kedge: lock, schema version, integrity, quarantine, durability.
struct DatabaseFile {
  /// What a database must look like.
  struct Schema {
    /// Version that this program writes; `PRAGMA user_version`, and `schema` in table `meta`.
    var version: Int
    /// Statements that make the tables of an empty database, `meta` excepted.
    var creation: String
    /// Bytes of a page, fixed when the file is made.
    var pageBytes: Int
    /// Pages of the log beyond which it is copied back; SQLite's own default.
    var logPages = 1_000
  }

  let queue: DatabaseQueue
  /// The damaged predecessor, if there was one.
  let quarantined: Quarantine?
  private let lock: StoreLock

  /// Opens or makes the database at `path`; a damaged one is put aside as `*.bad-<seconds>`.
  ///
  /// `verify` throws `StoreError.damaged` for content that SQLite cannot judge.
  init(
    path: String,
    schema: Schema,
    durability: Durability,
    quarantineSeconds: Int64,
    verify: (Database) throws -> Void
  ) throws(StoreError) {
    lock = try StoreLock(path: path + ".lock", store: path)
    do {
      queue = try Self.open(path, schema, durability, verify)
      quarantined = nil
    } catch .damaged(_, let reason) {
      let name = try Self.putAside(path, seconds: quarantineSeconds)
      quarantined = Quarantine(path: name, reason: reason)
      queue = try Self.open(path, schema, durability, verify)
    }
  }

  private static func open(
    _ path: String,
    _ schema: Schema,
    _ durability: Durability,
    _ verify: (Database) throws -> Void
  ) throws(StoreError) -> DatabaseQueue {
    try refuseNewer(path, schema)
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA page_size = \(schema.pageBytes)")
    }
    return try translated(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = \(durability.synchronousPragma)")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = \(schema.logPages)")
        try check(database, path)
        try create(database, schema, path)
        try verify(database)
      }
      return queue
    }
  }

  /// Looks through a read-only connection, so that a newer file stays as it is, byte for byte.
  private static func refuseNewer(_ path: String, _ schema: Schema) throws(StoreError) {
    guard fileExists(path) else { return }
    try refuseStump(path)
    var configuration = Configuration()
    configuration.readonly = true
    try translated(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { database in
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version > schema.version else { return }
        // A flipped bit in the header looks like a newer version, but does not agree with `meta`.
        let sql = "SELECT value FROM meta WHERE key = 'schema'"
        guard try Int.fetchOne(database, sql: sql) == version else {
          throw StoreError.damaged(path: path, detail: "schema version \(version) is not its own")
        }
        throw StoreError.newerSchema(path: path, found: version, supported: schema.version)
      }
    }
  }

  /// SQLite takes a file that is shorter than any page for an empty one.
  private static func refuseStump(_ path: String) throws(StoreError) {
    let size: Int64
    do {
      size = try FileStatus.of(path: path, followsLinks: true).size
    } catch {
      throw .notWritable(path: path, detail: error.description)
    }
    guard size == 0 || size >= 512 else {
      throw .damaged(path: path, detail: "only \(size) bytes")
    }
  }

  private static func check(_ database: Database, _ path: String) throws {
    let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? "no answer"
    guard answer == "ok" else { throw StoreError.damaged(path: path, detail: answer) }
  }

  private static func create(_ database: Database, _ schema: Schema, _ path: String) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if version == schema.version, tables > 0 { return }
    guard version == 0, tables == 0 else {
      throw StoreError.damaged(path: path, detail: "version \(version) with \(tables) tables")
    }
    try database.inTransaction(.immediate) {
      try database.execute(
        sql: """
          CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID, STRICT;
          INSERT INTO meta VALUES('schema', \(schema.version));
          PRAGMA user_version = \(schema.version);
          \(schema.creation)
          """
      )
      return .commit
    }
  }

  private static func putAside(_ path: String, seconds: Int64) throws(StoreError) -> String {
    var name = "\(path).bad-\(seconds)"
    var number = 1
    while fileExists(name) {
      number += 1
      name = "\(path).bad-\(seconds)-\(number)"
    }
    for suffix in ["-wal", "-shm", ""] where fileExists(path + suffix) {
      do {
        try renameFile(path + suffix, to: name + suffix)
      } catch {
        throw .notWritable(path: path, detail: error.description)
      }
    }
    return name
  }
}
