import KedgeRules
import KedgeTestSupport
import Testing

/// Globs against a matcher that tries everything.
struct GlobTests {
  private static func matches(
    _ pattern: ArraySlice<Unicode.Scalar>,
    _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return (text.startIndex...text.endIndex).contains {
        matches(pattern.dropFirst(), text[$0...])
      }
    }
    guard let scalar = text.first, first == "?" || first == scalar else { return false }
    return matches(pattern.dropFirst(), text.dropFirst())
  }

  /// Every text of at most `count` symbols.
  private static func texts(_ symbols: [String], upTo count: Int) -> [String] {
    guard count > 0 else { return [""] }
    let shorter = texts(symbols, upTo: count - 1)
    let longest = shorter.filter { $0.count == count - 1 }
    return shorter + longest.flatMap { text in symbols.map { text + $0 } }
  }

  @Test func `every short pattern agrees with brute force on every short text`() {
    let patterns = GlobTests.texts(["a", "b", "*", "?"], upTo: 5)
    let texts = GlobTests.texts(["a", "b"], upTo: 5)
    #expect(patterns.count == 1_365)
    #expect(texts.count == 63)
    for pattern in patterns {
      let glob = Glob(pattern)
      let scalars = Array(pattern.unicodeScalars)
      for text in texts
      where glob.matches(text) != GlobTests.matches(scalars[...], Array(text.unicodeScalars)[...]) {
        Issue.record("\(pattern) on \(text)")
      }
    }
  }

  @Test(arguments: 0..<UInt64(20))
  func `longer patterns agree too`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func text(_ symbols: [String], _ count: Int) -> String {
      (0..<count).map { _ in symbols.randomElement(using: &random) ?? "" }.joined()
    }
    for _ in 0..<200 {
      let pattern = text(["a", "é", "*", "?", "😀"], Int.random(in: 0...8, using: &random))
      let subject = text(["a", "é", "😀"], Int.random(in: 0...12, using: &random))
      let expected = GlobTests.matches(
        Array(pattern.unicodeScalars)[...],
        Array(subject.unicodeScalars)[...]
      )

      #expect(Glob(pattern).matches(subject) == expected, "\(pattern) on \(subject)")
    }
  }

  @Test func `brackets and dots are ordinary characters`() {
    #expect(Glob("fraud-*").matches("fraud-eu"))
    #expect(!Glob("fraud-*").matches("xfraud-eu"))
    #expect(Glob("v1.?").matches("v1.2"))
    #expect(!Glob("v1.?").matches("v1x2"))
    #expect(!Glob("[ab]").matches("a"))
  }

  @Test func `many stars end in time`() {
    let pattern = String(repeating: "*a", count: 200) + "b"

    #expect(!Glob(pattern).matches(String(repeating: "a", count: 5_000)))
  }
}
