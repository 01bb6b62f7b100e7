/// A text on its way into a line, with the lengths that a reader must find.
struct MadeText {
  var written: [UInt8] = []
  var bytes = 0
  var characters = 0

  mutating func append(_ word: String) {
    written.append(contentsOf: word.utf8)
    bytes += word.utf8.count
    characters += word.unicodeScalars.count
  }

  mutating func append(escape: (written: StaticString, characters: Int, bytes: Int)) {
    written.append(escape.written)
    bytes += escape.bytes
    characters += escape.characters
  }
}

/// Draws texts.
struct TextMaker {
  let profile: Profile

  /// A text without escapes, of the length that the profile asks for.
  func input(_ random: inout RandomSource) -> MadeText {
    let isForeign = random.happens(percent: profile.foreignPercent)
    let goal = profile.textBytesMin + random.below(profile.textBytesSpread)
    var text = MadeText()
    while text.bytes < goal {
      if text.bytes > 0 { text.append(" ") }
      let words = isForeign && random.happens(percent: 50) ? Words.foreign : Words.plain
      text.append(words[random.below(words.count)])
    }
    return text
  }

  /// A short text with three to six escapes.
  func output(_ random: inout RandomSource) -> MadeText {
    var text = MadeText()
    for _ in 0..<(3 + random.below(4)) {
      text.append(Words.plain[random.below(Words.plain.count)])
      text.append(escape: Words.escapes[random.below(Words.escapes.count)])
      text.append(Words.plain[random.below(Words.plain.count)])
    }
    return text
  }
}
