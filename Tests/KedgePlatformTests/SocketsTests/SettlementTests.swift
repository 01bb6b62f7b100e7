import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Settlement after a death")
struct SettlementTests {
  /// One row of the table: what the dead process left, and what must arrive.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var register: Int32?
    var chunk: Int64?
    var tail = ""
    var queued = "one\ntwo\n"
    var settlement: Settlement
    var arrives: String
  }

  static let cases = [
    Case(
      testDescription: "nothing registered, no row",
      register: nil,
      chunk: nil,
      settlement: .readOn,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "nothing registered, row",
      register: -1,
      chunk: 5,
      settlement: .readOn,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "nothing pending",
      register: 5 << 24,
      chunk: 5,
      settlement: .readOn,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "committed, not taken",
      register: 5 << 24 | 8,
      chunk: 5,
      settlement: .drop(bytes: 8),
      arrives: "end\n"
    ),
    Case(
      testDescription: "committed, half taken",
      register: 5 << 24 | 4,
      chunk: 5,
      queued: "two\n",
      settlement: .drop(bytes: 4),
      arrives: "end\n"
    ),
    Case(
      testDescription: "registered, not committed",
      register: 6 << 24 | 8,
      chunk: 5,
      settlement: .lookAgain,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "registered, not committed, with an open line",
      register: 6 << 24 | 8,
      chunk: 5,
      tail: "ta",
      settlement: .lookAgain,
      arrives: "taone\ntwo\nend\n"
    ),
    Case(
      testDescription: "chunk 128 committed",
      register: 0 << 24 | 8,
      chunk: 128,
      settlement: .drop(bytes: 8),
      arrives: "end\n"
    ),
    Case(
      testDescription: "chunk 127 committed, 128 registered",
      register: 0 << 24 | 8,
      chunk: 127,
      settlement: .lookAgain,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "chunk 128 registered, row lost",
      register: 0 << 24 | 8,
      chunk: nil,
      settlement: .lookAgain,
      arrives: "one\ntwo\nend\n"
    ),
    Case(
      testDescription: "bytes came after the registered ones",
      register: 5 << 24 | 4,
      chunk: 5,
      settlement: .drop(bytes: 4),
      arrives: "two\nend\n"
    ),
  ]

  @Test(arguments: cases)
  func `the table decides by register and row`(row: Case) {
    #expect(Settlement(register: row.register, committedChunk: row.chunk) == row.settlement)
  }

  @Test(arguments: cases)
  func `a real socket gives every line once`(row: Case) throws {
    let bench = try IngestBench()
    let pair = try SocketPair()
    pair.client.send(row.queued)
    if let register = row.register {
      #expect(StreamSocket.setRegister(pair.daemon.number, register))
    }
    _ = bench.store.store(pair.daemon.number, name: "in-1-1")
    do {
      let spool = try SpoolStore(
        path: bench.folder.path("spool.db"),
        appliedSequence: 0,
        durability: .process,
        quarantineSeconds: 1
      )
      if let chunk = row.chunk {
        var record = SpoolConnection(name: "in-1-1", uid: 0)
        record.chunk = chunk
        _ = try spool.append(
          [
            SpoolUpdate(
              connection: record,
              tail: .replaced(Array(row.tail.utf8)),
              chunk: nil,
              isFinished: false
            )
          ],
          releasing: nil
        )
      }
    }
    try bench.start()
    bench.work()
    pair.client.send("end\n")
    bench.work()
    #expect(bench.text == row.arrives)
    #expect(pair.daemon.waitingCount == 0)
  }

  @Test func `the register of a socket outlives its owner and counts what is taken`() throws {
    let pair = try SocketPair()
    pair.client.send("0123456789")
    #expect(StreamSocket.register(pair.daemon.number) == PeekRegister.unset)
    let marker = PeekRegister(chunk: 130, pending: 10)
    #expect(StreamSocket.setRegister(pair.daemon.number, marker.value))
    let copy = pair.daemon.copy()
    #expect(StreamSocket.take(copy.number, count: 4) == 4)
    let value = try #require(StreamSocket.register(pair.daemon.number))
    #expect(PeekRegister(value) == PeekRegister(chunk: 2, pending: 6))
  }

  @Test(arguments: [0, 1, 127, 128, 129, 1 << 40] as [Int64])
  func `a register reads back as it was written`(chunk: Int64) throws {
    let marker = PeekRegister(chunk: chunk, pending: PeekRegister.pendingLimit - 1)
    #expect(marker.value >= 0)
    #expect(PeekRegister(marker.value) == marker)
    #expect(PeekRegister(PeekRegister.unset) == nil)
  }
}
