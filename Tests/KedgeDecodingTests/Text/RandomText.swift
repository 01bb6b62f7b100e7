import KedgeTestSupport

/// Texts with words of several scripts, repeats, digits and broken bytes.
struct RandomText {
  private static let pieces: [String] = [
    "the", "model", "answers", "a", "Question", "naïve", "e\u{301}te\u{301}", "привет", "Мир",
    "日本語", "ひらがな", "カタカナ", "한국어", "नमस्ते", "שלום", "مرحبا", "γειά", "สวัสดี", "ሰላም", "𠮷野",
    "𝒜", "１２", "x1y2", "internationalisation", "42", "555-123-4567", "12 345 678", "1", "007", "٣٤",
    "don't", "😀", "\u{FEFF}", "\u{200D}", "#", "...", "-", "`", "~", "@", ":", "_", "(", "\"",
  ]
  private static let gaps = [
    " ", " ", " ", " ", "", "\n", "\t", "  ", "\r\n", "\u{A0}", "\u{3000}", ", ", "-",
  ]
  private static let broken: [[UInt8]] = [
    [0xFF], [0xC3], [0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80], [0xF5], [0xC3, 0x28],
  ]

  /// A text of some pieces, of which a random few come most of the time.
  static func bytes(_ random: inout SplitMix64, pieces count: Int) -> [UInt8] {
    let known = (0..<random.number(1...12)).map { _ in random.pick(pieces) }
    let brokenShare = random.happens(0.5) ? 0 : 0.1
    var bytes: [UInt8] = []
    for _ in 0..<count {
      if random.happens(brokenShare) { bytes += random.pick(broken) }
      bytes += (random.happens(0.8) ? random.pick(known) : random.pick(pieces)).utf8
      bytes += random.pick(gaps).utf8
    }
    return bytes
  }
}
