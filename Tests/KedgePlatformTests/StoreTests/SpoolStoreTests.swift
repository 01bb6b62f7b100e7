import Foundation
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Spool store")
struct SpoolStoreTests {
  private func open(
    _ folder: TemporaryFolder,
    applied: Int64 = 0,
    seconds: Int64 = 1
  ) throws -> SpoolStore {
    try SpoolStore(
      path: folder.path("spool.db"),
      appliedSequence: applied,
      durability: .process,
      quarantineSeconds: seconds
    )
  }

  private func update(
    _ name: String,
    _ lines: String,
    tail: SpoolUpdate.TailUpdate = .grown([]),
    chunk: Int64 = 1,
    isFinished: Bool = false
  ) -> SpoolUpdate {
    var connection = SpoolConnection(name: name, uid: 1_000)
    connection.source = "checkout"
    connection.chunk = chunk
    connection.lines = 3
    connection.isGreeted = true
    return SpoolUpdate(
      connection: connection,
      tail: tail,
      chunk: lines.isEmpty
        ? nil : connection.chunk(bytes: Array(lines.utf8), tooLong: 0, torn: 0),
      isFinished: isFinished
    )
  }

  @Test func `chunks and connections are there after a reopening`() throws {
    let folder = try TemporaryFolder()
    var expected: [SpoolChunk] = []
    do {
      let spool = try open(folder)
      #expect(spool.epoch == 1)
      expected = try spool.append(
        [update("in-1-1", "a\n", tail: .grown([98])), update("in-1-2", "c\n")],
        releasing: nil
      )
      _ = try spool.append(
        [update("in-1-1", "", tail: .grown([99, 100]), chunk: 2)],
        releasing: nil
      )
    }
    let spool = try open(folder)
    #expect(spool.epoch == 2)
    #expect(expected.map(\.sequence) == [1, 2])
    #expect(try spool.chunks(after: 0, maxBytes: 1 << 20) == expected)
    #expect(spool.storedBytes == 4)
    let connections = try spool.connections()
    #expect(connections.map(\.name) == ["in-1-1", "in-1-2"])
    #expect(connections[0].tail == Array("bcd".utf8))
    #expect(connections[0].chunk == 2)
    #expect(connections[0].source == "checkout")
    #expect(connections[1].lines == 3)
  }

  @Test func `a chunk of counts alone is kept`() throws {
    let folder = try TemporaryFolder()
    let spool = try open(folder)
    var counts = update("in-1-1", "x")
    counts.chunk = counts.connection.chunk(bytes: [], tooLong: 2, torn: 1)
    _ = try spool.append([counts], releasing: nil)
    let chunk = try #require(try spool.chunks(after: 0, maxBytes: 1).first)
    #expect(chunk.bytes.isEmpty && chunk.tooLong == 2 && chunk.torn == 1)
  }

  @Test func `a replaced tail forgets its pieces and a finished connection its row`() throws {
    let folder = try TemporaryFolder()
    let spool = try open(folder)
    _ = try spool.append([update("in-1-1", "", tail: .grown([1, 2]))], releasing: nil)
    _ = try spool.append(
      [update("in-1-1", "", tail: .replaced([3]), chunk: 2)],
      releasing: nil
    )
    #expect(try spool.connections().map(\.tail) == [[3]])
    _ = try spool.append([update("in-1-1", "", isFinished: true)], releasing: nil)
    #expect(try spool.connections().isEmpty)
  }

  @Test func `numbers never come back, over removal, reopening and a lost file`() throws {
    let folder = try TemporaryFolder()
    do {
      let spool = try open(folder)
      _ = try spool.append([update("in-1-1", "a\n"), update("in-1-2", "b\n")], releasing: nil)
      try spool.removeChunks(through: 2)
      #expect(spool.storedBytes == 0)
      #expect(spool.lastSequence == 2)
    }
    do { #expect(try open(folder).lastSequence == 2) }
    try FileManager.default.removeItem(atPath: folder.path("spool.db"))
    let spool = try open(folder, applied: 50)
    #expect(try spool.append([update("in-1-1", "c\n")], releasing: nil)[0].sequence == 51)
  }

  @Test func `released chunks go with the next transaction`() throws {
    let folder = try TemporaryFolder()
    let spool = try open(folder)
    _ = try spool.append([update("in-1-1", "a\n"), update("in-1-2", "bb\n")], releasing: nil)
    _ = try spool.append([update("in-1-1", "ccc\n", chunk: 2)], releasing: 1)
    #expect(try spool.chunks(after: 0, maxBytes: 1 << 20).map(\.sequence) == [2, 3])
    #expect(spool.storedBytes == 7)
  }

  @Test func `pages of chunks are limited in bytes and never empty`() throws {
    let folder = try TemporaryFolder()
    let spool = try open(folder)
    for number in 1...5 {
      _ = try spool.append(
        [update("in-1-1", "0123456789\n", chunk: Int64(number))],
        releasing: nil
      )
    }
    #expect(try spool.chunks(after: 0, maxBytes: 1).map(\.sequence) == [1])
    #expect(try spool.chunks(after: 1, maxBytes: 25).map(\.sequence) == [2, 3])
    #expect(try spool.chunks(after: 5, maxBytes: 25).isEmpty)
  }

  @Test func `a full disk keeps nothing of a transaction and later accepts it`() throws {
    let folder = try TemporaryFolder()
    let spool = try open(folder)
    _ = try spool.append([update("in-1-1", "a\n")], releasing: nil)
    try spool.limitPages(to: 8)
    let large = String(repeating: "x", count: 300_000) + "\n"
    #expect(throws: StoreError.full(path: folder.path("spool.db"))) {
      try spool.append([update("in-1-1", large, chunk: 2)], releasing: nil)
    }
    #expect(try spool.connections().map(\.chunk) == [1])
    #expect(spool.lastSequence == 1)
    try spool.limitPages(to: 1_000)
    #expect(
      try spool.append([update("in-1-1", large, chunk: 2)], releasing: nil)[0].sequence == 2
    )
  }

  @Test(arguments: 0..<UInt64(40))
  func `a flipped bit anywhere gives everything or a quarantine`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("spool.db")
    var chunks: [SpoolChunk] = []
    do {
      let spool = try open(folder)
      let lines = String(repeating: "{\"a\":1}\n", count: 3_000)
      for number in 1...4 {
        chunks += try spool.append(
          [update("in-1-1", lines, tail: .replaced([1, 2]), chunk: Int64(number))],
          releasing: nil
        )
      }
    }
    var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    var random = SplitMix64(seed: seed)
    bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: path))

    let spool = try open(folder)
    let found = try spool.chunks(after: 0, maxBytes: 1 << 20)
    #expect(found == (spool.quarantined == nil ? chunks : []))
    #expect(try spool.connections().count == (spool.quarantined == nil ? 1 : 0))
  }
}
