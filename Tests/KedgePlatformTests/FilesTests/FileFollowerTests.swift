import Foundation
import KedgeDecoding
import KedgeEngine
import KedgeModel
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("File follower")
struct FileFollowerTests {
  @Test func `lines are read as they come, half ones when they are whole`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntw")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one"])
    try bench.append("a.log", "o\n")
    try bench.append("b.log", "x\n")
    bench.work()
    #expect(bench.lines == ["one", "two", "x"])
  }

  @Test func `a change wakes without a sweep`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\n")
    try bench.start()
    bench.work()
    bench.work(seconds: 0)
    let follower = try #require(bench.follower)
    #expect(!isReadable(follower.wakeDescriptor, within: .zero))
    try bench.append("a.log", "two\n")
    try bench.append("new.log", "three\n")
    #expect(isReadable(follower.wakeDescriptor, within: .seconds(5)))
    bench.work(seconds: 0)
    #expect(bench.lines == ["one", "two", "three"])
  }

  @Test func `one poll is limited`() throws {
    let bench = try FollowBench()
    bench.settings.blockBytes = 100
    try bench.append("a.log", String(repeating: "0123456789\n", count: 100))
    try bench.start()
    let turn = try #require(bench.follower).poll(limitBytes: 250, now: .seconds(1))
    #expect(turn.blocks.map(\.bytes.count) == [100, 100, 100])
    #expect(turn.blocks.map(\.offset) == [0, 100, 200])
    #expect(turn.hasMore)
    #expect(bench.follower?.lagBytes == 800)
  }

  @Test func `of several files the one that stands at the oldest time is read next`() throws {
    let bench = try FollowBench("*.csv")
    bench.settings.blockBytes = 64
    func append(_ name: String, _ hours: ClosedRange<Int>) throws {
      try bench.append(name, "id,time,model\n")
      for hour in hours { try bench.append(name, "r,2026-01-05T\(hour):00:00Z,m\n") }
    }
    try append("a.csv", 12...19)
    try append("b.csv", 10...17)
    try bench.append("c.csv", "id,time,model\n")
    var settings = DecoderSettings()
    settings.format = .csv(CSVSettings())
    try bench.start(times: EventTimes(settings))

    let turn = try #require(bench.follower).poll(limitBytes: 1 << 20, now: .seconds(1))
    #expect(turn.blocks.map { String($0.path.suffix(5)) }.first == "c.csv")
    // The file whose block comes never stands behind the others.
    for block in turn.blocks.dropFirst() {
      let backlog = try #require(block.backlog)
      if let own = backlog.own, let others = backlog.others { #expect(own <= others) }
    }
    let stands = turn.blocks.compactMap { $0.backlog?.own }
    #expect(stands == stands.sorted())
    #expect(Set(stands).count > 4)
    #expect(turn.isCaughtUp)
    #expect(try #require(bench.follower).poll(limitBytes: 1, now: .seconds(2)).isCaughtUp == false)
  }

  @Test func `the end of a rotated file does not hide that all is read`() throws {
    let bench = try FollowBench()
    let line = #"{"time":1767225600,"model":"m"}"# + "\n"
    try bench.append("a.log", line)
    try bench.start(times: EventTimes(DecoderSettings()))
    let follower = try #require(bench.follower)
    #expect(follower.poll(limitBytes: 1 << 20, now: .seconds(1)).isCaughtUp)
    try bench.rename("a.log", "a.log.1")
    _ = follower.poll(limitBytes: 1 << 20, now: .seconds(2))
    try bench.append("a.log", line + line)
    // The new file is read in the turn in which the old one is closed.
    let turn = follower.poll(limitBytes: 1 << 20, now: .seconds(8))
    #expect(turn.blocks.map(\.end) == [.open, .rotated])
    #expect(turn.blocks[0].backlog != nil)
    #expect(turn.isCaughtUp)
    #expect(!follower.poll(limitBytes: 1 << 20, now: .seconds(9)).isCaughtUp)
    follower.expectBacklog()
    #expect(follower.poll(limitBytes: 1 << 20, now: .seconds(10)).isCaughtUp)
  }

  @Test func `a file of one byte is read`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "\n")
    try bench.start()
    let turn = try #require(bench.follower).poll(limitBytes: 250, now: .seconds(1))
    #expect(turn.blocks.map(\.bytes) == [[10]])
  }

  @Test func `reading goes on at the checkpoint after a restart`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntwo\nha")
    try bench.start()
    bench.work()
    try bench.append("a.log", "lf\nfour\n")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one", "two", "half", "four"])
    #expect(bench.notices == [])
  }

  @Test func `start at the end skips what is there and reads what comes`() throws {
    let bench = try FollowBench()
    bench.settings.startsAtEnd = true
    try bench.append("a.log", "old\n")
    try bench.start()
    bench.work()
    try bench.append("a.log", "new\n")
    try bench.append("b.log", "all of it\n")
    bench.work()
    #expect(bench.lines == ["new", "all of it"])
  }

  @Test func `a renamed file is finished before its successor`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntw")
    try bench.start()
    bench.work()
    try bench.append("a.log", "o\nthree\n")
    try bench.rename("a.log", "a.log.1")
    try bench.append("a.log", "four\n")
    try bench.append("a.log.1", "late\n")
    bench.work()
    #expect(bench.lines == ["one", "two", "three", "late", "four"])
    bench.work(seconds: 10)
    #expect(bench.ends == [.rotated])
    #expect(bench.follower?.fileCount == 1)
    #expect(bench.notices == [])
  }

  @Test func `a file renamed within the pattern is not read again`() throws {
    let bench = try FollowBench("a.log*")
    try bench.append("a.log", "one\n")
    try bench.start()
    bench.work()
    try bench.rename("a.log", "a.log.1")
    try bench.append("a.log", "two\n")
    bench.work(seconds: 10)
    #expect(bench.lines == ["one", "two"])
    #expect(bench.ends == [])
  }

  @Test func `two rotations between two looks lose nothing`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\n")
    try bench.start()
    bench.work()
    try bench.append("a.log", "two\n")
    try bench.rename("a.log", "a.log.1")
    try bench.append("a.log", "three\n")
    try bench.rename("a.log.1", "a.log.2")
    try bench.rename("a.log", "a.log.1")
    try bench.append("a.log", "four\n")
    bench.work()
    bench.work()
    #expect(bench.lines.sorted() == ["four", "one", "three", "two"])
    #expect(bench.lines.prefix(3) == ["one", "two", "three"])
  }

  @Test func `a rotation while nobody looked is found by number and fingerprint`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntwo\n")
    try bench.start()
    bench.work()
    try bench.append("a.log", "three\n")
    try bench.rename("a.log", "a.log.1")
    try bench.append("a.log", "four\n")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one", "two", "three", "four"])
    #expect(bench.notices == [])
  }

  @Test func `a file that is gone at the start is reported and skipped`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\nhalf")
    try bench.start()
    bench.work()
    try bench.remove("a.log")
    try bench.start()
    bench.work()
    #expect(bench.notices == [.missing(path: bench.folder.path("a.log"), lostBytes: 4)])
  }

  @Test func `copytruncate begins anew and estimates the loss`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntwo\n")
    try bench.start()
    bench.work()
    try bench.truncate("a.log")
    try bench.append("a.log", "new\n")
    bench.work()
    #expect(bench.lines == ["one", "two", "new"])
    #expect(bench.ends == [.truncated])
    #expect(bench.notices == [.truncated(path: bench.folder.path("a.log"), lostBytes: 0)])
  }

  @Test func `copytruncate is seen when the file is longer again`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntwo\n")
    try bench.start()
    bench.work()
    try bench.truncate("a.log")
    try bench.append("a.log", "three\nfour\nfive\n")
    bench.work()
    #expect(bench.lines == ["one", "two", "three", "four", "five"])
    #expect(bench.ends == [.truncated])
  }

  @Test func `copytruncate while nobody looked is seen at the start`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\ntwo\n")
    try bench.start()
    bench.work()
    try bench.truncate("a.log")
    try bench.append("a.log", "three\nfour\nfive\n")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one", "two", "three", "four", "five"])
    #expect(bench.notices == [.truncated(path: bench.folder.path("a.log"), lostBytes: 0)])
  }

  @Test func `a deleted file is finished`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\n")
    try bench.start()
    bench.work()
    try bench.append("a.log", "two\n")
    try bench.remove("a.log")
    bench.work()
    bench.work(seconds: 10)
    #expect(bench.lines == ["one", "two"])
    #expect(bench.ends == [.deleted])
    #expect(bench.follower?.fileCount == 0)
  }

  @Test func `what is no plain file is skipped with one notice`() throws {
    let bench = try FollowBench("*")
    try bench.append("a.gz", "x")
    try FileManager.default.createDirectory(
      atPath: bench.folder.path("d"),
      withIntermediateDirectories: false
    )
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.path("l"),
      withDestinationPath: "/etc/hostname"
    )
    makePipe(bench.folder.path("p"))
    try bench.start()
    for _ in 0..<3 { bench.work() }
    #expect(
      bench.notices == [
        .skipped(path: bench.folder.path("a.gz"), .compressed),
        .skipped(path: bench.folder.path("d"), .notRegular),
        .skipped(path: bench.folder.path("l"), .link),
        .skipped(path: bench.folder.path("p"), .notRegular),
      ]
    )
    #expect(bench.lines == [])
  }

  @Test func `a link is followed on request`() throws {
    let bench = try FollowBench()
    try bench.append("target", "one\n")
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.path("a.log"),
      withDestinationPath: bench.folder.path("target")
    )
    bench.settings.followsLinks = true
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func `a closed file is tried again`() throws {
    let bench = try FollowBench()
    try bench.append("a.log", "one\n")
    try bench.start()
    let path = bench.folder.path("a.log")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    for _ in 0..<3 { bench.work() }
    #expect(bench.notices.count == 1)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    bench.work(seconds: 60)
    #expect(bench.lines == ["one"])
    #expect(bench.notices.last == .readable(path: path))
  }

  @Test func `a run of zero bytes is left out and counted once`() throws {
    let bench = try FollowBench()
    bench.settings.blockBytes = 64
    try bench.append("a.log", "one\nha" + String(repeating: "\0", count: 1_000) + "two\n")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one", "two"])
    #expect(bench.notices == [.holes(path: bench.folder.path("a.log"), count: 1)])
    try bench.append("a.log", "three\n")
    try bench.start()
    bench.work()
    #expect(bench.lines == ["one", "two", "three"])
  }

  /// Numbered lines, written in pieces, with rotations and restarts anywhere.
  @Test(arguments: 0..<UInt64(30))
  func `every line comes once and in order over rotations and restarts`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bench = try FollowBench()
    bench.settings.blockBytes = Int.random(in: 1...200, using: &random)
    try bench.start()
    var unsent = Array((0..<200).map { "line \($0)\n" }.joined().utf8)
    var generation = 0
    while !unsent.isEmpty {
      let count = min(unsent.count, Int.random(in: 1...60, using: &random))
      try bench.append("a.log", String(decoding: unsent[..<count], as: UTF8.self))
      let isWhole = unsent[count - 1] == 10
      unsent.removeFirst(count)
      switch Int.random(in: 0..<8, using: &random) {
      case 0 where isWhole:
        bench.work(limitBytes: 50)
        generation += 1
        try bench.rename("a.log", "a.log.\(generation)")
      case 1, 2: bench.work(limitBytes: Int.random(in: 1...300, using: &random))
      case 3: try bench.start()
      default: break
      }
    }
    bench.work()
    bench.work()
    let wrong = bench.lines.enumerated().first { $1 != "line \($0)" }
    #expect(wrong == nil && bench.lines.count == 200, "\(String(describing: wrong))")
  }
}
