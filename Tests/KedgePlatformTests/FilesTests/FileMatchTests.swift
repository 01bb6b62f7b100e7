import Testing

@testable import KedgePlatform

@Suite("File identity")
struct FileMatchTests {
  /// A file of the table: its bytes decide every fingerprint.
  struct File: Sendable {
    var inode: UInt64 = 7
    var birth: Int64? = 100
    var bytes: [UInt8]

    func checkpoint(offset: Int) -> FileCheckpoint {
      let header = bytes.prefix(FileIdentity.headerLengthMax)
      return FileCheckpoint(
        path: "/log",
        identity: FileIdentity(
          device: 1,
          inode: inode,
          birth: birth,
          headerLength: header.count,
          headerHash: FileIdentity.fingerprint(header)
        ),
        offset: Int64(offset),
        tailHash: FileIdentity.fingerprint(bytes[..<offset].suffix(64)),
        sizeSeen: Int64(bytes.count)
      )
    }

    func observed(by checkpoint: FileCheckpoint) -> FileObservation {
      let length = checkpoint.identity.headerLength
      let offset = Int(checkpoint.offset)
      return FileObservation(
        device: 1,
        inode: inode,
        birth: birth,
        size: Int64(bytes.count),
        headerHash: bytes.count >= length ? FileIdentity.fingerprint(bytes[..<length]) : nil,
        tailHash: bytes.count >= offset
          ? FileIdentity.fingerprint(bytes[..<offset].suffix(64)) : nil
      )
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var then: File
    var offset: Int
    var now: File
    var match: FileMatch
  }

  static func text(_ word: String, _ count: Int) -> [UInt8] {
    Array(String(repeating: word + "\n", count: count).utf8)
  }

  static let long = text("0123456", 500)

  static let cases = [
    Case(
      testDescription: "unchanged",
      then: File(bytes: long),
      offset: 4_000,
      now: File(bytes: long),
      match: .resume
    ),
    Case(
      testDescription: "grown",
      then: File(bytes: long),
      offset: 3_000,
      now: File(bytes: long + text("x", 10)),
      match: .resume
    ),
    Case(
      testDescription: "renamed and another file in its place",
      then: File(bytes: long),
      offset: 4_000,
      now: File(inode: 8, bytes: long),
      match: .other
    ),
    Case(
      testDescription: "copied and truncated, still short",
      then: File(bytes: long),
      offset: 3_900,
      now: File(bytes: text("new", 3)),
      match: .truncated(lostBytes: 100)
    ),
    Case(
      testDescription: "copied and truncated to nothing",
      then: File(bytes: long),
      offset: 4_000,
      now: File(bytes: []),
      match: .truncated(lostBytes: 0)
    ),
    Case(
      testDescription: "truncated, longer again, other beginning",
      then: File(bytes: long),
      offset: 4_000,
      now: File(bytes: text("7654321", 600)),
      match: .truncated(lostBytes: 0)
    ),
    Case(
      testDescription: "truncated, longer again, same header",
      then: File(bytes: long),
      offset: 4_000,
      now: File(bytes: Array(long[..<2_000]) + text("another", 400)),
      match: .truncated(lostBytes: 0)
    ),
    Case(
      testDescription: "number reused, born later",
      then: File(bytes: long),
      offset: 4_000,
      now: File(birth: 200, bytes: long),
      match: .other
    ),
    Case(
      testDescription: "number reused, birth unknown, other content",
      then: File(birth: nil, bytes: long),
      offset: 4_000,
      now: File(birth: nil, bytes: text("6543210", 700)),
      match: .truncated(lostBytes: 0)
    ),
    Case(
      testDescription: "birth known only now",
      then: File(birth: nil, bytes: long),
      offset: 4_000,
      now: File(bytes: long),
      match: .resume
    ),
    Case(
      testDescription: "two generations with one header",
      then: File(bytes: long),
      offset: 4_000,
      now: File(inode: 9, birth: 300, bytes: long),
      match: .other
    ),
    Case(
      testDescription: "empty twins",
      then: File(bytes: []),
      offset: 0,
      now: File(inode: 8, bytes: []),
      match: .other
    ),
    Case(
      testDescription: "empty and still empty",
      then: File(bytes: []),
      offset: 0,
      now: File(bytes: []),
      match: .resume
    ),
    Case(
      testDescription: "empty, then written",
      then: File(bytes: []),
      offset: 0,
      now: File(bytes: long),
      match: .resume
    ),
    Case(
      testDescription: "one byte",
      then: File(bytes: [10]),
      offset: 1,
      now: File(bytes: [10, 97]),
      match: .resume
    ),
    Case(
      testDescription: "one byte, another one",
      then: File(bytes: [10]),
      offset: 1,
      now: File(bytes: [97, 10]),
      match: .truncated(lostBytes: 0)
    ),
    Case(
      testDescription: "grown across the header",
      then: File(bytes: Array(long[..<1_000])),
      offset: 1_000,
      now: File(bytes: long),
      match: .resume
    ),
    Case(
      testDescription: "grown across the header, changed within it",
      then: File(bytes: Array(long[..<1_000])),
      offset: 500,
      now: File(bytes: Array(long[..<900]) + text("other", 300)),
      match: .truncated(lostBytes: 500)
    ),
  ]

  @Test(arguments: cases)
  func `fileIdentity`(row: Case) {
    let checkpoint = row.then.checkpoint(offset: row.offset)
    #expect(FileMatch(checkpoint, row.now.observed(by: checkpoint)) == row.match)
  }

  @Test(arguments: cases)
  func `a checkpoint reads back as it was written`(row: Case) {
    let checkpoint = row.then.checkpoint(offset: row.offset)
    #expect(FileCheckpoint(encoded: checkpoint.encoded) == checkpoint)
    #expect(FileCheckpoint(encoded: Array(checkpoint.encoded.prefix(40))) == nil)
    #expect(FileCheckpoint(encoded: [9] + checkpoint.encoded.dropFirst()) == nil)
  }
}
