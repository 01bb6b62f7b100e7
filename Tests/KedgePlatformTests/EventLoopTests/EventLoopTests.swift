import Glibc
import Testing

@testable import KedgePlatform

@Suite("Event loop")
struct EventLoopTests {
  private final class Log {
    var words: [String] = []
  }

  @Test func `a readable descriptor calls its action`() throws {
    let loop = try EventLoop()
    let pair = try SocketPair()
    let log = Log()
    _ = try loop.watch(pair.daemon.number) {
      log.words.append(pair.daemon.received())
      loop.stop()
    }
    pair.client.send("hello")
    try loop.run()
    #expect(log.words == ["hello"])
  }

  @Test func `a paused source is silent and a resumed one is not`() throws {
    let loop = try EventLoop()
    let pair = try SocketPair()
    let log = Log()
    let source = try loop.watch(pair.daemon.number) { log.words.append(pair.daemon.received()) }
    pair.client.send("a")
    source.pause()
    #expect(try !loop.turn(timeout: .zero))
    source.resume()
    #expect(try loop.turn(timeout: .seconds(5)))
    #expect(log.words == ["a"])
  }

  @Test func `an action may cancel its own source`() throws {
    let loop = try EventLoop()
    let pair = try SocketPair()
    let log = Log()
    var source: EventSource?
    source = try loop.watch(pair.daemon.number) {
      log.words.append("once")
      source?.cancel()
    }
    pair.client.send("a")
    #expect(try loop.turn(timeout: .seconds(5)))
    #expect(try !loop.turn(timeout: .milliseconds(1)))
    #expect(log.words == ["once"])
  }

  @Test func `a timer fires once for each start`() throws {
    let loop = try EventLoop()
    let log = Log()
    var timer: EventTimer?
    timer = try loop.timer {
      log.words.append("tick")
      guard log.words.count < 3 else { return loop.stop() }
      do {
        try timer?.start(after: .milliseconds(1))
      } catch {
        Issue.record(error)
      }
    }
    try timer?.start(after: .milliseconds(1))
    try loop.run()
    #expect(log.words == ["tick", "tick", "tick"])
    #expect(try !loop2IsBusy())
  }

  private func loop2IsBusy() throws -> Bool {
    let loop = try EventLoop()
    _ = try loop.timer {}
    return try loop.turn(timeout: .zero)
  }

  @Test func `messages of another thread arrive in order`() throws {
    let loop = try EventLoop()
    let log = Log()
    let mailbox = try loop.mailbox(limit: 100) { (word: String) in
      log.words.append(word)
      if word == "9" { loop.stop() }
    }
    let thread = try WorkerThread(name: "poster") {
      for number in 0..<10 { _ = mailbox.post("\(number)") }
    }
    try loop.run()
    thread.join()
    #expect(log.words == (0..<10).map { "\($0)" })
  }

  @Test func `a full mailbox refuses`() throws {
    let mailbox = try Mailbox<Int>(limit: 1)
    #expect(mailbox.post(1))
    #expect(!mailbox.post(2))
    #expect(mailbox.takeAll() == [1])
    #expect(mailbox.post(3))
  }

  @Test func `a blocked signal calls its action`() throws {
    let loop = try EventLoop()
    let log = Log()
    _ = try loop.onSignal(SIGUSR2) {
      log.words.append("signal")
      loop.stop()
    }
    // To this thread alone: the others have not blocked the signal.
    #expect(pthread_kill(pthread_self(), SIGUSR2) == 0)
    try loop.run()
    #expect(log.words == ["signal"])
  }

  @Test func `one descriptor stands for many connections`() throws {
    let set = try ConnectionSet()
    let pairs = try (0..<100).map { _ in try SocketPair() }
    for pair in pairs { try set.add(pair.daemon.number) }
    #expect(set.takeReady().isEmpty)
    for pair in pairs { pair.client.send("x") }
    var seen: Set<Int32> = []
    for _ in 0..<2 { seen.formUnion(set.takeReady().map(\.descriptor)) }
    #expect(seen == Set(pairs.map(\.daemon.number)))

    try set.remove(pairs[0].daemon.number)
    try set.change(pairs[1].daemon.number, isReadable: true, isWritable: true)
    let again = set.takeReady() + set.takeReady()
    #expect(!again.contains { $0.descriptor == pairs[0].daemon.number })
    #expect(again.contains { $0.descriptor == pairs[1].daemon.number && $0.isWritable })
  }
}
