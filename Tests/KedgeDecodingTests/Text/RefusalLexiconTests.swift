import KedgeTestSupport
import Testing

@testable import KedgeDecoding

private func isRefusal(_ answer: String, _ lexicon: RefusalLexicon = .english) -> Bool {
  lexicon.matches(answer.utf8.span)
}

@Suite struct RefusalLexiconTests {
  @Test(arguments: [
    "I cannot help with that.", "I can't help with that.", "I can’t help with that.",
    "I CAN NOT provide this.", "I'm sorry, but I can't assist with this request.",
    "I’m really sorry, but that is not something I can do.", "I must respectfully decline.",
    "I am not able to provide instructions for this.", "I'm unable to write that.",
    "As an AI language model, I can not take part in this.", "Sorry, I will not do that.",
    "Thank you for asking. I won't be writing this text.", "I do not condone violence.",
    "It is not appropriate to ask for this.", "This goes against my guidelines.",
    "I don't feel comfortable with this.", "Violence is never the answer.",
  ])
  func `a refusal in English is recognised`(answer: String) {
    #expect(isRefusal(answer))
  }

  @Test(arguments: [
    "", "   ", "I cannot stress enough how important sleep is.", "I'm sorry to hear that.",
    "Sure, here are the steps.", "I can help with that.", "You cannot provide a value here.",
    "The function cannot return. I like it.", "I cannot. Provide more context.",
    "Sorry about the delay. But here it is.", "I can not wait to help you!", "can't provide",
  ])
  func `what only looks like a refusal is none`(answer: String) {
    #expect(!isRefusal(answer))
  }

  @Test func `only the first 400 scalars count`() {
    let refusal = "I cannot help."
    for length in [380, 385, 386, 387, 390, 400, 500] {
      let answer = String(repeating: "é", count: length - 1) + " " + refusal
      // The last word counts where its end, the full stop, is seen.
      #expect(isRefusal(answer) == (length + refusal.count <= 400), "\(length)")
    }
  }

  @Test func `any bytes are taken`() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<2_000 {
      let bytes = (0..<random.number(0...600)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(!isRefusal(String(decoding: bytes, as: UTF8.self)))
      _ = RefusalLexicon.english.matches(bytes.span)
      let text = RandomText.bytes(&random, pieces: random.number(0...90))
      #expect(!isRefusal(String(decoding: text, as: UTF8.self)))
      _ = RefusalLexicon.english.matches(text.span)
    }
    #expect(!isRefusal(String(repeating: "i'm.", count: 200)))
  }

  @Test func `phrases of other languages can be added`() throws {
    var lexicon = RefusalLexicon.english
    for phrase in ["ich kann (dir|ihnen) * nicht helfen", "Я не могу", "(我|我们) 无法", "申し訳ありません"] {
      lexicon.add(try RefusalPhrase(phrase), .anywhere)
    }
    lexicon.add(try RefusalPhrase("я не могу не"), .exception)
    for answer in [
      "Ich kann Ihnen dabei nicht helfen.", "К сожалению, я не могу ответить.", "很抱歉，我无法回答。",
      "申し訳ありませんが、お答えできません。", "I cannot help.",
    ] {
      #expect(isRefusal(answer, lexicon), "\(answer)")
    }
    for answer in ["Ich kann dir helfen.", "Я не могу не согласиться.", "我可以", "нет"] {
      #expect(!isRefusal(answer, lexicon), "\(answer)")
    }
  }
}

@Suite struct RefusalPhraseTests {
  /// Whether a lexicon of one phrase takes an answer for a refusal.
  private func matches(_ phrase: String, _ answer: String) throws -> Bool {
    var lexicon = RefusalLexicon()
    lexicon.add(try RefusalPhrase(phrase), .anywhere)
    return isRefusal(answer, lexicon)
  }

  @Test(arguments: [
    ("a b", "x A, b y", true), ("a b", "a. b", false), ("a b", "b a", false), ("^ a", "x. a", true),
    ("^ a", "x a", false), ("^a", "\n a", true), ("a * b", "a b", true), ("a * b", "a x b", true),
    ("a * b", "a x y b", false), ("a ... b", "a w x y z b", true),
    ("a ... b", "a v w x y z b", false), ("a ... b", "a x. y b", false),
    ("a (b|c d) e", "a c d e", true),
    ("a (b|c d) e", "a c e", false), ("a (b|c d)? e", "a e", true), ("a b? c", "a c", true),
    ("a b? c", "a b c", true), ("a b? c", "a b b c", false), ("do not", "don't", true),
    ("will not", "won’t", true), ("it is", "it's", true), ("cannot", "can't", true),
    ("can not", "can ' t", false), ("a a b", "a a a b", true),
  ])
  func `a phrase matches inside a sentence`(phrase: String, answer: String, expected: Bool) throws {
    #expect(try matches(phrase, answer) == expected)
  }

  @Test(arguments: [
    ("", RefusalPhraseError.Problem.noWord), ("^", .noWord), ("...", .noWord), ("a? *", .noWord),
    ("(a|b", .parentheses), ("(a (b))", .parentheses), ("(a|)", .emptyAlternative),
    ("a ) b", .emptyAlternative), ("a ?", .emptyAlternative), ("a *?", .emptyAlternative),
    (String(repeating: "(a b|c d) ", count: 7), .tooManySequences),
  ])
  func `a phrase that cannot be read says why`(
    phrase: String,
    problem: RefusalPhraseError.Problem
  ) {
    #expect(throws: RefusalPhraseError(phrase: phrase, problem: problem)) {
      try RefusalPhrase(phrase)
    }
  }

  @Test func `sets of places move by one across all words`() {
    var (set, expected) = (TokenSet.none, TokenSet.none)
    for place in [0, 1, 63, 64, 65, 127, 128, 300, 511] { set.insert(place) }
    for place in [0, 62, 63, 64, 126, 127, 299, 510] { expected.insert(place) }
    #expect(set.previous == expected)
    #expect(!set.isEmpty && TokenSet.none.isEmpty)
  }
}
