import KedgeTestSupport
import Testing

@testable import KedgeDecoding

/// The descriptors of a text, by a describer that has seen another one before.
private func describe(_ text: String) -> TextDescriptors {
  var describer = TextDescriber()
  var words = WordHashes()
  _ = describer.describe("one two one two one two one two one two".utf8.span, words: &words)
  return describer.describe(Array(text.utf8).span, words: &words)
}

@Suite struct TextDescriberTests {
  @Test(arguments: 0..<UInt64(100))
  func `random texts are described as the definitions say`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var describer = TextDescriber()
    var (words, inputWords) = (WordHashes(), WordHashes())
    for _ in 0..<10 {
      let input = RandomText.bytes(&random, pieces: random.number(0...80))
      var output = RandomText.bytes(&random, pieces: random.number(0...80))
      if random.happens(0.5) { output += input[..<random.number(0...input.count)] }
      _ = describer.describe(input.span, words: &inputWords)

      var descriptors = describer.describe(output.span, words: &words)
      let echo = describer.echo(of: words, in: inputWords)

      let reference = ReferenceText(output)
      // These three have tables of their own.
      descriptors.hasCodeFence = false
      descriptors.hasURL = false
      descriptors.isJSON = false
      #expect(descriptors == reference.descriptors, "\(String(decoding: output, as: UTF8.self))")
      #expect(echo == reference.echo(in: ReferenceText(input)))
    }
  }

  @Test func `every scalar has the class and script that its properties tell`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let found = ScalarClasses.all[scalar]
      let isRight =
        found == ScalarClass(scalar) && found.isWord == ReferenceText.isWord(scalar)
        && found.isSpace == scalar.properties.isWhitespace
        && (found.script != .none) == ReferenceText.isLetter(scalar)
      // An expectation for each scalar would take minutes.
      if !isRight { Issue.record("U+\(String(value, radix: 16))") }
      guard ReferenceText.isLetter(scalar), found.script != ReferenceText.script(scalar) else {
        continue
      }
      // A block may hold a letter whose name tells another script, or none.
      let isBorderline = found.script == .other || ReferenceText.script(scalar) == .other
      if !isBorderline { Issue.record("script of U+\(String(value, radix: 16))") }
    }
  }

  @Test(arguments: [
    ("", 0, 0, 1, true), (" \t\r\n\u{A0}\u{2003}", 6, 0, 2, true), ("word", 4, 1, 1, false),
    ("one two", 7, 2, 1, false), ("a\nb", 3, 2, 2, false), ("a\nb\n", 4, 2, 3, false),
    ("...", 3, 0, 1, false), ("x", 1, 1, 1, false), ("\n", 1, 0, 2, true), ("é", 1, 1, 1, false),
    ("don't", 5, 2, 1, false), ("a_b", 3, 2, 1, false), ("12345678", 8, 1, 1, false),
  ])
  func `small texts are counted`(text: String, chars: Int, words: Int, lines: Int, isEmpty: Bool) {
    let found = describe(text)
    #expect(found.chars == chars && found.words == words)
    #expect(found.lines == lines && found.isEmpty == isEmpty)
  }

  @Test func `repetition is 0 below eight words and nears 1 where one word comes again`() {
    #expect(describe("a a a a a a a").repetition == 0)
    #expect(describe("a a a a a a a a").repetition == 1 - 1.0 / 5)
    #expect(describe(String(repeating: "spam ", count: 4_000)).repetition == 1 - 1.0 / 3_997)
    // Of 5,000 words the first 4,096 count.
    let tail = (0..<904).map { " w\($0)" }.joined()
    let repeated = String(repeating: "spam ", count: 4_096)
    #expect(describe(repeated + tail).repetition == 1 - 1.0 / 4_093)
    #expect(describe((0..<5_000).map { "w\($0) " }.joined()).repetition == 0)
  }

  @Test func `of scripts with equally many letters the first case counts`() {
    #expect(describe("ab вг").script == .latin)
    #expect(describe("ab вг").scriptShare == 0.5)
    #expect(describe("a вг 1").script == .cyrillic)
    #expect(describe("12 !").script == .none)
    #expect(describe("12 !").scriptShare == 0)
  }

  @Test func `hostile texts take no more than linear time`() {
    let texts = ["@", "a@", "a@b.", "`", " `", ":", "http://", "www.", "1 ", "[", "{\"", "\u{FF}"]
    for text in texts {
      let long = String(repeating: text, count: (256 << 10) / text.utf8.count)
      let clock = ContinuousClock()
      let time = clock.measure { _ = describe(long) }
      // Thousands of times what linear work takes would be far above this.
      #expect(time < .seconds(2), "\(text)")
    }
  }
}
