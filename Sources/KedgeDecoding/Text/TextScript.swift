/// The writing systems that texts are told apart by.
enum TextScript: UInt8, CaseIterable, Sendable {
  /// No letter at all.
  case none
  /// Letters of Europe and much of the world, with their accents.
  case latin
  /// Russian, Ukrainian, Bulgarian, Serbian and others.
  case cyrillic
  /// Chinese characters, also those of Japanese.
  case han
  /// Arabic, Persian, Urdu and others.
  case arabic
  /// Hindi, Marathi, Nepali and others.
  case devanagari
  /// Greek.
  case greek
  /// Hebrew and Yiddish.
  case hebrew
  /// Korean syllables and their parts.
  case hangul
  /// Hiragana and Katakana.
  case kana
  /// Thai.
  case thai
  /// Letters of any other script.
  case other

  /// The script of a letter, by the block it stands in.
  ///
  /// - Note: Unicode 16.0, Blocks.txt; blocks that hold letters of several scripts are `other`.
  init(letter value: UInt32) {
    for block in Self.blocks where block.range.contains(value) {
      self = block.script
      return
    }
    self = .other
  }

  private static let blocks: [(range: ClosedRange<UInt32>, script: TextScript)] = [
    (0x0000...0x02AF, .latin), (0x1D00...0x1D25, .latin), (0x1E00...0x1EFF, .latin),
    (0x2C60...0x2C7F, .latin), (0xA722...0xA7FF, .latin), (0xAB30...0xAB5A, .latin),
    (0xFB00...0xFB06, .latin), (0xFF21...0xFF5A, .latin),
    (0x0400...0x052F, .cyrillic), (0x1C80...0x1C8F, .cyrillic), (0xA640...0xA69F, .cyrillic),
    (0x3005...0x3005, .han), (0x3400...0x4DBF, .han), (0x4E00...0x9FFF, .han),
    (0xF900...0xFAFF, .han), (0x20000...0x3FFFF, .han),
    (0x0600...0x06FF, .arabic), (0x0750...0x077F, .arabic), (0x0870...0x08FF, .arabic),
    (0xFB50...0xFDFF, .arabic), (0xFE70...0xFEFC, .arabic),
    (0x0900...0x097F, .devanagari), (0xA8E0...0xA8FF, .devanagari),
    (0x0370...0x03FF, .greek), (0x1F00...0x1FFF, .greek),
    (0x0590...0x05FF, .hebrew), (0xFB1D...0xFB4F, .hebrew),
    (0x1100...0x11FF, .hangul), (0x3130...0x318F, .hangul), (0xA960...0xA97F, .hangul),
    (0xAC00...0xD7FF, .hangul), (0xFFA0...0xFFDC, .hangul),
    (0x3040...0x30FF, .kana), (0x31F0...0x31FF, .kana), (0xFF66...0xFF9F, .kana),
    (0x0E00...0x0E7F, .thai),
  ]
}
