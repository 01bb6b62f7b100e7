import Foundation
import KedgeTestSupport
import Testing

@testable import KedgeDecoding

@Suite struct JSONTextTests {
  private func isJSON(_ text: String) -> Bool { JSONText.isJSON(text.utf8.span) }

  @Test(arguments: [
    ("{}", true), (" [1, 2]\n", true), ("\"text\"", true), ("42", true), ("-0.5e3", true),
    ("true", true), ("null", true), ("```json\n{\"a\": 1}\n```", true), ("```\n[]\n```\n", true),
    ("~~~\n1\n~~~", true), ("{\n  \"a\": [\n    1\n  ]\n}", true), ("````\n{}\n````", true),
    ("", false), ("   ", false), ("```", false), ("``````", false), ("```json\n{}", false),
    ("{} {}", false), ("{\"a\":1,}", false), ("Here: {}", false), ("1. First, in 2024", false),
    ("tree", false), ("{'a':1}", false), ("nul", false), ("[1]]", false), ("```json {} ```", false),
    ("\u{FEFF}{}", false),
  ])
  func `an answer is JSON alone or inside a fence`(text: String, expected: Bool) {
    #expect(isJSON(text) == expected)
  }

  @Test(arguments: 0..<UInt64(40))
  func `random documents are accepted as by Foundation`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var accepted = 0
    for round in 0..<200 {
      var text = value(&random, depth: 4)
      if round % 2 == 1 { text = damaged(text, &random) }
      let expected = isAcceptedByFoundation(text)
      accepted += expected ? 1 : 0
      #expect(isJSON(text) == expected, "\(text)")
      #expect(isJSON("```json\n\(text)\n```") == expected, "\(text)")
    }
    #expect(accepted >= 100 && accepted < 200)
  }

  private func isAcceptedByFoundation(_ text: String) -> Bool {
    // Foundation lets a comma stand before the end of a container; no string here has both.
    let dense = text.filter { !$0.isWhitespace }
    if dense.contains(",]") || dense.contains(",}") { return false }
    let data = Data(text.utf8)
    return (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
  }

  private func value(_ random: inout SplitMix64, depth: Int) -> String {
    let space = random.pick(["", "", " ", "\n", "\t "])
    switch random.number(depth > 0 ? 0...6 : 2...6) {
    case 0:
      let items = (0..<random.number(0...4)).map { _ in value(&random, depth: depth - 1) }
      return "[\(space)\(items.joined(separator: ",\(space)"))]"
    case 1:
      // Foundation refuses some objects with a key twice, and RFC 8259 leaves them open.
      let members = (0..<random.number(0...4)).map {
        "\"k\($0)\"\(space):\(value(&random, depth: depth - 1))"
      }
      return "{\(members.joined(separator: "\(space),"))\(space)}"
    case 2: return random.pick(["true", "false", "null"])
    case 3: return random.pick(["0", "-1", "12.50", "1e3", "-2.5E-7", "9007199254740993"])
    default:
      return random.pick(["\"\"", "\"a b\"", "\"\\n\\u00e9\"", "\"é\"", "\"\\\"\"", "\"😀\""])
    }
  }

  private func damaged(_ text: String, _ random: inout SplitMix64) -> String {
    var scalars = Array(text.unicodeScalars)
    let index = random.number(0...(scalars.count - 1))
    let scalar = random.pick(Array("{}[]\",:x0-.e \\".unicodeScalars))
    switch random.number(0...2) {
    case 0: scalars[index] = scalar
    case 1: scalars.insert(scalar, at: index)
    default: scalars.remove(at: index)
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
