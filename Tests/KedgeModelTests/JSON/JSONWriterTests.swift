import Foundation
import KedgeModel
import KedgeTestSupport
import Testing

/// Order, escaping and layout of what the writer makes.
struct JSONWriterTests {
  @Test func `canonical text sorts names by their UTF-16 units at every level`() {
    // The sample of RFC 8785, 3.2.3: the emoji's surrogates come before U+FB33.
    let value: JSONValue = [
      "\u{20AC}": "Euro Sign", "\r": "Carriage Return", "\u{FB33}": "Hebrew Letter", "1": "One",
      "\u{1F600}": "Emoji", "\u{80}": "Control", "\u{F6}": "Latin Letter",
    ]

    let names = value.canonicalNames

    #expect(names == ["\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"])
    #expect(
      JSONValue.array([["b": ["d": 1, "c": 2], "a": true]]).canonical
        == #"[{"a":true,"b":{"c":2,"d":1}}]"#
    )
  }

  @Test func `compact text keeps the order of the members`() {
    let value: JSONValue = ["z": 1, "a": [.null, false, "x"], "m": [:], "e": []]

    #expect(value.compact == #"{"z":1,"a":[null,false,"x"],"m":{},"e":[]}"#)
  }

  @Test func `pretty text puts each member on a line of its own`() {
    let value: JSONValue = ["z": 1, "a": [true, ["k": "v"]], "m": [:], "e": []]

    #expect(
      value.pretty == """
        {
          "z": 1,
          "a": [
            true,
            {
              "k": "v"
            }
          ],
          "m": {},
          "e": []
        }
        """
    )
  }

  @Test(
    arguments: [
      ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#), ("\"\\/", #""\"\\/""#),
      ("\u{0}\u{1}\u{F}\u{10}\u{1F}", #""\u0000\u0001\u000f\u0010\u001f""#),
      ("\u{7F}é€😀\u{2028}", "\"\u{7F}é€😀\u{2028}\""),
    ])
  func `a text escapes what must be escaped and nothing else`(text: String, written: String) {
    #expect(JSONValue.string(text).compact == written)
  }

  @Test(arguments: 0..<UInt64(200))
  func `every form reads back as the same value`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let value = RandomJSON.value(depth: 4, using: &random)

    #expect(try JSONValue(parsing: value.compact.utf8).compact == value.compact)
    #expect(try JSONValue(parsing: value.pretty.utf8).compact == value.compact)
    let canonical = value.canonical
    #expect(try JSONValue(parsing: canonical.utf8).canonical == canonical)
  }

  @Test(arguments: 0..<UInt64(200))
  func `Foundation reads the same value`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let value = RandomJSON.value(depth: 4, using: &random)

    let read = try JSONSerialization.jsonObject(
      with: Data(value.compact.utf8),
      options: .fragmentsAllowed
    )

    #expect(RandomJSON.isSame(value, read), "\(value.compact)")
  }
}

extension JSONValue {
  /// Names of the members in the order of the canonical text.
  fileprivate var canonicalNames: [String] {
    guard let parsed = try? JSONValue(parsing: canonical.utf8) else { return [] }
    return parsed.members.map(\.name)
  }
}
