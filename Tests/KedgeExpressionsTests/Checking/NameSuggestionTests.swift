import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("suggested names")
struct NameSuggestionTests {
  @Test(
    arguments: [
      ("psy", ["psi", "js"], "psi"), ("metirc", ["mean", "metric"], "metric"),
      ("refusal_rat", ["refusal_rate", "error_rate"], "refusal_rate"), ("xyz", ["psi"], nil),
      ("ab", ["aa", "ac"], "aa"), ("", ["a"], "a"), ("latency", ["latency"], nil), ("a", [], nil),
    ] as [(String, [String], String?)]
  )
  func `the nearest name is suggested, if it is near`(
    _ name: String,
    _ candidates: [String],
    _ expected: String?
  ) {
    let suggestion = Diagnostic.suggestion(for: name, among: candidates)

    #expect(suggestion == expected.map { "did you mean `\($0)`?" })
  }

  /// All texts that one edit of `text` can make over a small alphabet.
  private func edits(_ text: [Character]) -> Set<[Character]> {
    var result: Set<[Character]> = []
    let alphabet: [Character] = ["a", "b", "c"]
    for index in text.indices {
      var shorter = text
      shorter.remove(at: index)
      result.insert(shorter)
      for letter in alphabet {
        var replaced = text
        replaced[index] = letter
        result.insert(replaced)
      }
      if index + 1 < text.count {
        var swapped = text
        swapped.swapAt(index, index + 1)
        result.insert(swapped)
      }
    }
    for index in 0...text.count {
      for letter in alphabet { result.insert(text[..<index] + [letter] + text[index...]) }
    }
    return result
  }

  @Test(arguments: 0..<50)
  func `exactly the names one edit away are near a name of three letters`(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let name = (0..<3).map { _ in ["a", "b", "c"].randomElement(using: &generator) ?? "a" }
    let other = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
      ["a", "b", "c"].randomElement(using: &generator) ?? "a"
    }
    let isNear = edits(name.map { Character($0) }).contains(other.map { Character($0) })

    let suggestion = Diagnostic.suggestion(for: name.joined(), among: [other.joined()])

    #expect((suggestion != nil) == (isNear && name != other))
  }
}
