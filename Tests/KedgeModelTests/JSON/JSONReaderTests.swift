import Foundation
import KedgeModel
import KedgeTestSupport
import Testing

/// What is JSON and what is not, against Foundation and the JSONTestSuite.
struct JSONReaderTests {
  private static let suite = "json/JSONTestSuite"

  private static func accepts(_ bytes: some Sequence<UInt8>) -> Bool {
    do {
      _ = try JSONValue(parsing: bytes)
      return true
    } catch {
      return false
    }
  }

  private static func foundationAccepts(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      return true
    } catch {
      return false
    }
  }

  @Test(.enabled(if: SharedData.has(suite)))
  func `the test suite's valid documents are read and its others are not`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: SharedData.url(JSONReaderTests.suite),
      includingPropertiesForKeys: nil
    )
    var counts = (valid: 0, invalid: 0)
    for file in files.sorted(by: { $0.path < $1.path }) {
      let bytes = [UInt8](try Data(contentsOf: file))
      switch file.lastPathComponent.prefix(2) {
      case "y_":
        counts.valid += 1
        #expect(JSONReaderTests.accepts(bytes), "\(file.lastPathComponent)")
      case "n_":
        counts.invalid += 1
        #expect(!JSONReaderTests.accepts(bytes), "\(file.lastPathComponent)")
      default: _ = JSONReaderTests.accepts(bytes)
      }
    }
    #expect(counts.valid == 95)
    #expect(counts.invalid == 188)
  }

  @Test(
    arguments: [
      ("", 0, "expected a value"), ("{\"a\" 1}", 5, "expected a colon"),
      ("[1 2]", 3, "expected a comma or ]"), ("{\"a\":1,}", 7, "expected a name"),
      ("[1] x", 4, "expected the end of the document"), ("\"a", 2, "expected a closing quote"),
      ("\"\\x\"", 3, "expected an escape"), ("\"\\ud800x\"", 7, "expected a second surrogate"),
      ("tru", 0, "expected true"), ("[01]", 1, "expected a value"),
      ("1e999", 0, "expected a value"),
      ("\"\n\"", 1, "expected no control character"),
      ("\"\\u12", 3, "expected four hexadecimal digits"),
    ])
  func `an error names its place`(text: String, offset: Int, message: String) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }

    #expect(error.offset == offset)
    #expect(error.message == message)
  }

  @Test func `64 levels are read and 65 are not`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    #expect(JSONReaderTests.accepts(nested(64).utf8))
    #expect(!JSONReaderTests.accepts(nested(65).utf8))
    #expect(!JSONReaderTests.accepts(String(repeating: "[", count: 1_000_000).utf8))
  }

  @Test func `numbers keep their kind`() throws {
    func read(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8) }

    #expect(try read("9223372036854775807") == .int(.max))
    #expect(try read("-9223372036854775808") == .int(.min))
    #expect(try read("9223372036854775808") == .double(9_223_372_036_854_775_808))
    #expect(try read("1.0") == .double(1))
    #expect(try read("1e2") == .double(100))
    #expect(try read("1.0").integer == 1)
    #expect(try read("1.5").integer == nil)
    #expect(try read("2").number == 2)
  }

  @Test func `a name that stands twice is kept twice, and the first is found`() throws {
    let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#.utf8)

    #expect(value.members.map(\.name) == ["a", "b", "a"])
    #expect(value["a"] == 1)
    #expect(value["c"] == nil)
  }

  /// Both read or both refuse what is left of a document after a few bytes of it were changed.
  ///
  /// Allowed differences: Foundation guesses UTF-16 and UTF-32 from the first bytes and skips a
  /// byte order mark.
  @Test(arguments: 0..<UInt64(300))
  func `Foundation agrees on documents with errors`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      var bytes = Array(RandomJSON.value(depth: 3, using: &random).compact.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        JSONReaderTests.mutate(&bytes, using: &random)
      }
      if bytes.prefix(4).contains(where: { $0 == 0 || $0 >= 0xEF }) { continue }

      let isRead = JSONReaderTests.accepts(bytes)

      guard isRead == JSONReaderTests.foundationAccepts(bytes) else {
        Issue.record(
          "\(isRead ? "accepted" : "refused"): \(String(decoding: bytes, as: UTF8.self))"
        )
        return
      }
    }
  }

  private static let interesting =
    Array("{}[]\":,\\/+-.eE0123456789 \n\tntfu\u{7F}".utf8) + [
      0x00, 0x1F, 0x80, 0xC0, 0xC3, 0xE2, 0xED, 0xA0, 0xF4, 0xFF,
    ]

  private static func mutate(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let byte = interesting.randomElement(using: &random) ?? 0
    let place = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes.insert(byte, at: place)
    case 1 where place < bytes.count: bytes[place] = byte
    case 2 where place < bytes.count: bytes.remove(at: place)
    default: bytes.removeSubrange(min(place, bytes.count - bytes.count / 4)...)
    }
  }
}
