import FoundationEssentials
import GRDB

/// Bytes from sockets that are not yet part of the engine's state: spool.db.
///
/// A chunk holds whole lines; an open line waits in pieces with its connection, so that a line that
/// grows byte by byte is written once. Belongs to the thread of the event loop.
public final class SpoolStore {
  /// The version of the tables that this program writes.
  public static let schemaVersion = 1

  /// The damaged predecessor; the daemon is degraded if there is one.
  public let quarantined: Quarantine?

  /// Number of starts of this spool; part of the connections' names, so that none comes back.
  public let epoch: Int64

  /// Bytes of chunks that are not released yet.
  public private(set) var storedBytes: Int

  /// Number of the last chunk; 0 before the first one.
  public private(set) var lastSequence: Int64

  private let path: String
  private let file: DatabaseFile
  private var sizes: [(sequence: Int64, bytes: Int)]

  /// Opens or makes the spool and raises its epoch.
  ///
  /// - Parameters:
  ///   - path: The file, such as `/var/lib/kedge/spool.db`.
  ///   - appliedSequence: Number of the last chunk in the engine's state: new chunks get higher
  ///     ones, also in a fresh spool that replaces a damaged one.
  ///   - durability: What a commit survives.
  ///   - quarantineSeconds: Seconds since the epoch for the name of a damaged file.
  /// - Throws: `StoreError.ownedByProcess`, `.newerSchema`, `.notWritable`, `.full`, `.failed`.
  public init(
    path: String,
    appliedSequence: Int64,
    durability: Durability,
    quarantineSeconds: Int64
  ) throws(StoreError) {
    self.path = path
    let schema = DatabaseFile.Schema(
      version: Self.schemaVersion,
      creation: SpoolTables.creation,
      pageBytes: 16_384,
      // 64 MiB: pages are used again before they are copied, since chunks are soon forgotten.
      logPages: 4_096
    )
    file = try DatabaseFile(
      path: path,
      schema: schema,
      durability: durability,
      quarantineSeconds: quarantineSeconds,
      verify: { database in try SpoolTables.verify(database, path: path) }
    )
    quarantined = file.quarantined
    (epoch, lastSequence) = try translated(path) { [file] in
      try file.queue.writeWithoutTransaction { database in
        try SpoolTables.start(database, appliedSequence: appliedSequence)
      }
    }
    sizes = try translated(path) { [file] in try file.queue.read(SpoolTables.sizes) }
    storedBytes = sizes.reduce(0) { $0 + $1.bytes }
  }

  /// The connections that had something committed and were not over, by name.
  public func connections() throws(StoreError) -> [SpoolConnection] {
    try translated(path) { try file.queue.read { try SpoolTables.connections($0, path: path) } }
  }

  /// The oldest chunks after a number, about `maxBytes` of them and at least one if there is any.
  public func chunks(
    after sequence: Int64,
    maxBytes: Int
  ) throws(StoreError) -> [SpoolChunk] {
    var last = sequence
    var bytes = 0
    for size in sizes where size.sequence > sequence {
      if last != sequence, bytes + size.bytes > maxBytes { break }
      bytes += size.bytes
      last = size.sequence
    }
    let range = (sequence, last)
    return try translated(path) {
      try file.queue.read { database in
        try SpoolTables.chunks(database, after: range.0, through: range.1, path: path)
      }
    }
  }

  /// Forgets chunks that are part of the engine's committed state.
  public func removeChunks(through sequence: Int64) throws(StoreError) {
    guard let first = sizes.first, first.sequence <= sequence else { return }
    try transaction { database in
      try SpoolTables.remove(database, through: sequence)
    }
    forgetSizes(through: sequence)
  }

  /// Writes a group of connections in one transaction.
  ///
  /// - Parameters:
  ///   - updates: At most one for each connection.
  ///   - released: Chunks up to this number are forgotten in the same transaction.
  /// - Returns: The chunks with their numbers, in the order of `updates`.
  /// - Throws: `StoreError`; then nothing was written.
  func append(
    _ updates: [SpoolUpdate],
    releasing released: Int64?
  ) throws(StoreError) -> [SpoolChunk] {
    var chunks: [SpoolChunk] = []
    for var chunk in updates.compactMap(\.chunk) {
      chunk.sequence = lastSequence + Int64(chunks.count) + 1
      chunks.append(chunk)
    }
    let removes = released.map { limit in (sizes.first?.sequence ?? .max) <= limit } ?? false
    try transaction { database in
      if removes, let released { try SpoolTables.remove(database, through: released) }
      for chunk in chunks { try SpoolTables.insert(database, chunk) }
      for update in updates { try SpoolTables.write(database, update) }
    }
    lastSequence += Int64(chunks.count)
    for chunk in chunks {
      sizes.append((chunk.sequence, chunk.bytes.count))
      storedBytes += chunk.bytes.count
    }
    if removes, let released { forgetSizes(through: released) }
    return chunks
  }

  /// Limits the file to a number of pages, so that tests meet a full disk.
  func limitPages(to count: Int) throws(StoreError) {
    try translated(path) {
      try file.queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA max_page_count = \(count)")
      }
    }
  }

  private func transaction(_ work: (Database) throws -> Void) throws(StoreError) {
    try translated(path) {
      try file.queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          try work(database)
          return .commit
        }
      }
    }
  }

  private func forgetSizes(through sequence: Int64) {
    let count = sizes.firstIndex { $0.sequence > sequence } ?? sizes.count
    for size in sizes[..<count] { storedBytes -= size.bytes }
    sizes.removeFirst(count)
  }
}
