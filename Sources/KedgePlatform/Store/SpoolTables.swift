import FoundationEssentials
import GRDB

/// The statements of spool.db; each function is part of a transaction of its caller.
enum SpoolTables {
  static let creation = """
    INSERT INTO meta VALUES('epoch', 0);
    INSERT INTO meta VALUES('sequence', 0);
    CREATE TABLE connection(
      name TEXT PRIMARY KEY, source TEXT NOT NULL, uid INTEGER NOT NULL,
      acknowledged INTEGER NOT NULL, greeted INTEGER NOT NULL, chunk INTEGER NOT NULL,
      lines INTEGER NOT NULL, discarding INTEGER NOT NULL,
      checksum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE tail(
      connection TEXT NOT NULL, chunk INTEGER NOT NULL, bytes BLOB NOT NULL,
      checksum INTEGER NOT NULL, PRIMARY KEY(connection, chunk)) WITHOUT ROWID, STRICT;
    CREATE TABLE chunk(
      sequence INTEGER PRIMARY KEY, connection TEXT NOT NULL, source TEXT NOT NULL,
      uid INTEGER NOT NULL, too_long INTEGER NOT NULL, torn INTEGER NOT NULL,
      checksum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
    """

  /// Raises the epoch and names the last sequence number that was ever given.
  static func start(
    _ database: Database,
    appliedSequence: Int64
  ) throws -> (epoch: Int64, lastSequence: Int64) {
    try database.execute(sql: "UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
    let epoch = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'epoch'")
    let removed = try Int64.fetchOne(
      database,
      sql: "SELECT value FROM meta WHERE key = 'sequence'"
    )
    let kept = try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM chunk")
    return (epoch ?? 1, max(removed ?? 0, kept ?? 0, appliedSequence))
  }

  /// Number and size of every chunk, oldest first.
  static func sizes(_ database: Database) throws -> [(sequence: Int64, bytes: Int)] {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT sequence, length(bytes) FROM chunk ORDER BY sequence"
    )
    var sizes: [(sequence: Int64, bytes: Int)] = []
    while let row = try rows.next() { sizes.append((row[0], row[1])) }
    return sizes
  }

  /// Reads everything once, so that damage is found before anything is built upon it.
  static func verify(_ database: Database, path: String) throws {
    _ = try connections(database, path: path)
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM chunk")
    while let row = try rows.next() { _ = try chunk(row, path: path) }
  }

  static func insert(_ database: Database, _ chunk: SpoolChunk) throws {
    try database.cachedStatement(sql: "INSERT INTO chunk VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: [
        chunk.sequence, chunk.connection, chunk.source, Int64(chunk.uid), chunk.tooLong,
        chunk.torn, checksum(chunk), Data(chunk.bytes),
      ])
  }

  static func write(_ database: Database, _ update: SpoolUpdate) throws {
    let connection = update.connection
    let removal = try database.cachedStatement(sql: "DELETE FROM tail WHERE connection = ?")
    guard !update.isFinished else {
      try removal.execute(arguments: [connection.name])
      try database.cachedStatement(sql: "DELETE FROM connection WHERE name = ?")
        .execute(arguments: [connection.name])
      return
    }
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO connection VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [
      connection.name, connection.source, Int64(connection.uid),
      connection.wantsAcknowledgements, connection.isGreeted, connection.chunk,
      connection.lines, connection.isDiscarding, checksum(connection),
    ])
    switch update.tail {
    case .grown(let bytes):
      try add(database, bytes, to: connection)
    case .replaced(let bytes):
      try removal.execute(arguments: [connection.name])
      try add(database, bytes, to: connection)
    }
  }

  private static func add(
    _ database: Database,
    _ bytes: [UInt8],
    to connection: SpoolConnection
  ) throws {
    guard !bytes.isEmpty else { return }
    try database.cachedStatement(sql: "INSERT INTO tail VALUES(?, ?, ?, ?)").execute(
      arguments: [connection.name, connection.chunk, Data(bytes), Checksum(bytes).number])
  }

  static func remove(_ database: Database, through sequence: Int64) throws {
    try database.cachedStatement(sql: "DELETE FROM chunk WHERE sequence <= ?")
      .execute(arguments: [sequence])
    try database.cachedStatement(
      sql: "UPDATE meta SET value = max(value, ?) WHERE key = 'sequence'"
    ).execute(arguments: [sequence])
  }

  static func chunks(
    _ database: Database,
    after first: Int64,
    through last: Int64,
    path: String
  ) throws -> [SpoolChunk] {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT * FROM chunk WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
      arguments: [first, last]
    )
    var chunks: [SpoolChunk] = []
    while let row = try rows.next() { chunks.append(try chunk(row, path: path)) }
    return chunks
  }

  private static func chunk(_ row: Row, path: String) throws -> SpoolChunk {
    let chunk = SpoolChunk(
      sequence: row[0],
      connection: row[1],
      source: row[2],
      uid: UInt32(truncatingIfNeeded: row[3] as Int64),
      bytes: Array(row[7] as Data),
      tooLong: row[4],
      torn: row[5]
    )
    try require(checksum(chunk) == row[6], path)
    return chunk
  }

  static func connections(_ database: Database, path: String) throws -> [SpoolConnection] {
    var connections: [SpoolConnection] = []
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM connection ORDER BY name")
    while let row = try rows.next() {
      var connection = SpoolConnection(
        name: row[0],
        uid: UInt32(truncatingIfNeeded: row[2] as Int64)
      )
      connection.source = row[1]
      connection.wantsAcknowledgements = row[3]
      connection.isGreeted = row[4]
      connection.chunk = row[5]
      connection.lines = row[6]
      connection.isDiscarding = row[7]
      try require(checksum(connection) == row[8], path)
      connection.tail = try tail(database, of: connection.name, path: path)
      connections.append(connection)
    }
    return connections
  }

  private static func tail(
    _ database: Database,
    of connection: String,
    path: String
  ) throws -> [UInt8] {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT bytes, checksum FROM tail WHERE connection = ? ORDER BY chunk",
      arguments: [connection]
    )
    var tail: [UInt8] = []
    while let row = try rows.next() {
      let piece: [UInt8] = Array(row[0] as Data)
      try require(Checksum(piece).number == row[1], path)
      tail += piece
    }
    return tail
  }

  private static func checksum(_ chunk: SpoolChunk) -> Int64 {
    let head =
      "\(chunk.sequence) \(chunk.connection) \(chunk.source) \(chunk.uid)"
      + " \(chunk.tooLong) \(chunk.torn)"
    return Checksum(Array(head.utf8)).number ^ Checksum(chunk.bytes).number
  }

  private static func checksum(_ connection: SpoolConnection) -> Int64 {
    let text =
      "\(connection.name) \(connection.source) \(connection.uid)"
      + " \(connection.wantsAcknowledgements) \(connection.isGreeted) \(connection.chunk)"
      + " \(connection.lines) \(connection.isDiscarding)"
    return Checksum(Array(text.utf8)).number
  }

  private static func require(_ isIntact: Bool, _ path: String) throws {
    guard isIntact else {
      throw StoreError.damaged(path: path, detail: "a row does not fit its checksum")
    }
  }
}
