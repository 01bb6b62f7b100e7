import Glibc
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Ingest listener")
struct IngestListenerTests {
  @Test func `lines arrive whole, in order and once, however they are cut`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    for piece in ["o", "ne\ntw", "o\n\nth", "ree"] {
      client.send(piece)
      bench.work()
    }
    #expect(bench.text == "one\ntwo\n\n")
    client.send("\n")
    bench.work()
    #expect(bench.text == "one\ntwo\n\nthree\n")
    #expect(bench.chunks.map(\.sequence) == Array(1...Int64(bench.chunks.count)))
    #expect(bench.chunks[0].connection == "in-1-1")
    #expect(bench.chunks[0].uid == getuid())
  }

  @Test func `an open line survives a death`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send("one\ntw")
    bench.work()
    bench.stop()
    client.send("o\nthr")
    try bench.start(applied: 1)
    bench.work()
    client.send("ee\n")
    bench.work()
    #expect(bench.text == "one\ntwo\nthree\n")
    #expect(Set(bench.chunks.map(\.connection)) == ["in-1-1"])
    #expect(try bench.connect().number >= 0)
    #expect(bench.store.kept.map(\.name) == ["in-1-1", "in-2-1"])
  }

  @Test func `chunks that the state lacks are handed on again, before new ones`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    for line in ["a\n", "b\n", "c\n"] {
      client.send(line)
      bench.work()
    }
    bench.chunks = []
    client.send("d\n")
    try bench.start(applied: 1)
    bench.work()
    #expect(bench.text == "b\nc\nd\n")
    #expect(bench.chunks.map(\.sequence) == [2, 3, 4])
  }

  @Test func `an end of file counts the open line as torn and forgets the connection`() throws {
    let bench = try IngestBench()
    try bench.start()
    do {
      let client = try bench.connect()
      client.send("one\nhalf")
    }
    bench.work()
    #expect(bench.text == "one\n")
    #expect(bench.chunks.map(\.torn) == [0, 1])
    #expect(try bench.spool?.connections().isEmpty == true)
    #expect(bench.store.removed == ["in-1-1"])
    #expect(bench.listener?.connectionCount == 0)
    #expect(bench.listener?.counters.torn == 1)
  }

  @Test func `what was written before a hang-up and a death is kept`() throws {
    let bench = try IngestBench()
    try bench.start()
    do {
      let client = try bench.connect()
      bench.stop()
      client.send("one\ntwo\nha")
    }
    try bench.start()
    bench.work()
    #expect(bench.text == "one\ntwo\n")
    #expect(bench.chunks.reduce(0) { $0 + $1.torn } == 1)
  }

  @Test func `a row without a descriptor is a lost connection`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send("one\nha")
    bench.work()
    bench.stop()
    bench.store.remove(name: "in-1-1")
    try bench.start(applied: 1)
    #expect(bench.listener?.counters.connectionsLost == 1)
    #expect(bench.notices == [.connectionsLost(1)])
    #expect(bench.chunks.last?.torn == 1)
    #expect(try bench.spool?.connections().isEmpty == true)
  }

  @Test func `a greeting names the source and asks for acknowledgements`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send(#"{"kedge":"hello","source":"checkout","ack":true}"# + "\n")
    bench.work()
    #expect(client.received() == "")
    client.send("a\nb\nc")
    bench.work()
    #expect(client.received() == "{\"ack\":2}\n")
    #expect(bench.text == "a\nb\n")
    #expect(bench.chunks.allSatisfy { $0.source == "checkout" })

    try bench.start(applied: 1)
    bench.work()
    #expect(client.received() == "{\"ack\":2}\n")
    client.send("\n")
    bench.work()
    #expect(client.received() == "{\"ack\":3}\n")
    #expect(bench.chunks.last?.source == "checkout")
  }

  @Test func `a greeting is the first line or nothing`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    let hello = #"{"kedge":"hello","ack":true}"# + "\n"
    client.send("a\n" + hello)
    bench.work()
    #expect(bench.text == "a\n" + hello)
    #expect(client.received() == "")
  }

  @Test func `a line without end is left out, counted once, over a death too`() throws {
    let bench = try IngestBench()
    bench.settings.lineBytesMax = 100
    try bench.start()
    let client = try bench.connect()
    client.send("ok\n")
    for _ in 0..<5 {
      client.send(String(repeating: "x", count: 60))
      bench.work()
    }
    try bench.start(applied: bench.chunks.last?.sequence ?? 0)
    client.send("end of it\nnext\n")
    bench.work()
    #expect(bench.text == "ok\nnext\n")
    #expect(bench.chunks.reduce(0) { $0 + $1.tooLong } == 1)
  }

  @Test func `a full consumer stops reading and loses nothing`() throws {
    let bench = try IngestBench()
    bench.room = 1
    try bench.start()
    let client = try bench.connect()
    for line in ["a\n", "b\n", "c\n"] {
      client.send(line)
      bench.work()
    }
    #expect(bench.text == "a\n")
    #expect(bench.listener?.isReading == false)
    bench.room = .max
    bench.listener?.resume()
    bench.work()
    #expect(bench.text == "a\nb\nc\n")
    #expect(bench.chunks.map(\.sequence) == [1, 2, 3])
  }

  @Test func `pause leaves bytes with the client`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    bench.listener?.pause()
    client.send("a\n")
    bench.work()
    #expect(bench.text == "")
    bench.listener?.resume()
    bench.work()
    #expect(bench.text == "a\n")
  }

  @Test func `a spool over its limit stops reading until chunks are released`() throws {
    let bench = try IngestBench()
    bench.settings.spoolBytesMax = 4
    try bench.start()
    let client = try bench.connect()
    client.send("abcd\n")
    bench.work()
    client.send("e\n")
    bench.work()
    #expect(bench.text == "abcd\n")
    #expect(bench.notices == [.spoolFull])
    bench.listener?.release(through: 1)
    bench.work()
    #expect(bench.text == "abcd\ne\n")
  }

  @Test func `a full disk takes nothing from the client and heals`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send("a\n")
    bench.work()
    try bench.spool?.limitPages(to: 1)
    client.send(String(repeating: "x", count: 100_000) + "\n")
    bench.work()
    guard case .full = bench.listener?.failure else {
      Issue.record("\(String(describing: bench.listener?.failure))")
      return
    }
    #expect(bench.text == "a\n")
    try bench.spool?.limitPages(to: 100_000)
    bench.listener?.retry()
    bench.work()
    #expect(bench.text.utf8.count == 2 + 100_001)
    #expect(bench.notices.count == 2 && bench.notices.last == .spoolHealed)
  }

  @Test func `a damaged spool is replaced while connections go on`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send("a\nhal")
    bench.work()
    let fresh = try SpoolStore(
      path: bench.folder.path("fresh.db"),
      appliedSequence: 1,
      durability: .process,
      quarantineSeconds: 1
    )
    try bench.listener?.replaceSpool(by: fresh)
    client.send("f\n")
    bench.work()
    #expect(bench.text == "a\nhalf\n")
    #expect(bench.chunks.map(\.sequence) == [1, 2])
    #expect(try fresh.connections().map(\.chunk) == [2])
  }

  @Test func `connections beyond the limit wait, those of one user are refused`() throws {
    let bench = try IngestBench()
    bench.settings.connectionsMax = 2
    try bench.start()
    var clients = try (0..<3).map { _ in try bench.connect() }
    #expect(bench.listener?.connectionCount == 2)
    #expect(bench.notices == [.acceptPaused])
    clients.removeFirst()
    bench.work()
    #expect(bench.notices == [.acceptPaused, .acceptResumed])
    bench.work()
    #expect(bench.listener?.connectionCount == 2)

    bench.settings.connectionsMax = 10
    bench.settings.connectionsPerUidMax = 2
    bench.notices = []
    try bench.start()
    let refused = try bench.connect()
    #expect(bench.listener?.counters.refused == 1)
    #expect(bench.notices == [.refused(uid: getuid())])
    #expect(refused.waitingCount == 0)
  }

  @Test func `a place in the store that becomes free goes to one that had none`() throws {
    let bench = try IngestBench()
    bench.settings.storedMax = 1
    try bench.start()
    var clients = try (0..<2).map { _ in try bench.connect() }
    #expect(bench.store.kept.map(\.name) == ["in-1-1"])
    #expect(bench.notices == [.notRestartSafe])
    clients.removeFirst()
    bench.work()
    #expect(bench.store.kept.map(\.name) == ["in-1-2"])
    #expect(bench.listener?.storedCount == 1)
    _ = clients
  }

  @Test func `an urgent byte is an ordinary one and does not spin`() throws {
    let bench = try IngestBench()
    try bench.start()
    let client = try bench.connect()
    client.send("a")
    // One byte of a literal that lives as long as the program.
    #expect(unsafe Glibc.send(client.number, "u", 1, Int32(MSG_OOB)) == 1)
    client.send("b\n")
    bench.work()
    #expect(bench.text == "aub\n")
  }

  /// Numbered lines of several clients, cut anywhere, with deaths between any two steps.
  @Test(arguments: 0..<UInt64(20))
  func `nothing is lost, torn, doubled or exchanged over deaths`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bench = try IngestBench()
    try bench.start()
    let clients = try (0..<5).map { _ in try bench.connect() }
    var unsent = (0..<5).map { client in
      Array((0..<60).map { "\(client):\($0)\n" }.joined().utf8)
    }
    var applied: Int64 = 0
    while unsent.contains(where: { !$0.isEmpty }) {
      let number = Int.random(in: 0..<5, using: &random)
      let count = min(Int.random(in: 1...40, using: &random), unsent[number].count)
      clients[number].send(Array(unsent[number].prefix(count)))
      unsent[number].removeFirst(count)
      if Int.random(in: 0..<3, using: &random) == 0 { bench.work() }
      guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
      // The state may lag behind what was handed on: the rest comes again.
      let last = bench.chunks.last?.sequence ?? 0
      applied = Int64.random(in: applied...max(applied, last), using: &random)
      bench.chunks.removeAll { $0.sequence > applied }
      try bench.start(applied: applied)
    }
    bench.work()
    for client in 0..<5 {
      let lines = bench.text.split(separator: "\n").filter { $0.hasPrefix("\(client):") }
      let wrong = lines.enumerated().first { $1 != "\(client):\($0)" }
      #expect(wrong == nil && lines.count == 60, "\(String(describing: wrong))")
    }
    #expect(bench.text.split(separator: "\n").count == 300)
  }

  @Test func `a loop drives it`() throws {
    let bench = try IngestBench()
    try bench.start()
    let loop = try EventLoop()
    let acceptor = try UnixListener.bind(
      path: bench.folder.path("other"),
      mode: 0o600,
      backlog: 8
    )
    try bench.listener?.start(listener: acceptor, on: loop)
    let client = try UnixListener.connect(path: bench.folder.path("other"))
    client.send("a\n")
    while bench.text.isEmpty { #expect(try loop.turn(timeout: .seconds(5))) }
    bench.listener?.pause()
    client.send("b\n")
    #expect(try !loop.turn(timeout: .milliseconds(1)))
    bench.listener?.resume()
    while bench.text.count < 4 { #expect(try loop.turn(timeout: .seconds(5))) }
    #expect(bench.text == "a\nb\n")
    bench.listener?.stop()
  }
}
