@testable import KedgeDecoding

/// A slow description of a text that follows the definitions word by word, for comparison.
struct ReferenceText {
  let scalars: [Unicode.Scalar]
  let words: [[Unicode.Scalar]]

  init(_ bytes: [UInt8]) {
    scalars = Self.decode(bytes)
    words = scalars.split { !Self.isWord($0) }.map(Array.init)
  }

  /// The scalars of bytes; one that begins none is U+FFFD.
  private static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var index = 0
    while index < bytes.count {
      let found = (1...4).lazy.compactMap { length -> (Unicode.Scalar, Int)? in
        guard index + length <= bytes.count,
          let text = String(validating: bytes[index..<index + length], as: UTF8.self),
          let scalar = text.unicodeScalars.first
        else { return nil }
        return (scalar, length)
      }.first
      scalars.append(found?.0 ?? "\u{FFFD}")
      index += found?.1 ?? 1
    }
    return scalars
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber: true
    default: isLetter(scalar)
    }
  }

  /// The script that the name of a letter tells.
  static func script(_ letter: Unicode.Scalar) -> TextScript {
    let name = letter.properties.name ?? letter.properties.nameAlias ?? ""
    let words = name.split { $0 == " " || $0 == "-" }.map(String.init)
    let scripts: [(String, TextScript)] = [
      ("LATIN", .latin), ("CYRILLIC", .cyrillic), ("IDEOGRAPH", .han), ("IDEOGRAPHIC", .han),
      ("ARABIC", .arabic), ("DEVANAGARI", .devanagari), ("GREEK", .greek), ("HEBREW", .hebrew),
      ("HANGUL", .hangul), ("HIRAGANA", .kana), ("KATAKANA", .kana), ("THAI", .thai),
    ]
    return scripts.first { words.contains($0.0) }?.1 ?? .other
  }

  var descriptors: TextDescriptors {
    var result = TextDescriptors()
    result.chars = scalars.count
    result.words = words.count
    result.lines = scalars.count { $0 == "\n" } + 1
    result.isEmpty = scalars.allSatisfy(\.properties.isWhitespace)
    result.repetition = repetition
    let letters = scalars.filter(Self.isLetter)
    var counts: [TextScript: Int] = [:]
    for letter in letters { counts[Self.script(letter), default: 0] += 1 }
    for script in TextScript.allCases where counts[script] ?? 0 > counts[result.script] ?? 0 {
      result.script = script
    }
    if let largest = counts[result.script] {
      result.scriptShare = Double(largest) / Double(letters.count)
    }
    result.hasLongNumber = hasLongNumber
    return result
  }

  private var repetition: Double {
    let kept = Array(words.prefix(4_096))
    guard kept.count >= 8 else { return 0 }
    let grams = Self.grams(kept, length: 4)
    return 1 - Double(Set(grams).count) / Double(grams.count)
  }

  /// Every place where a run could begin is tried.
  private var hasLongNumber: Bool {
    let isDigit = { (scalar: Unicode.Scalar) in ("0"..."9").contains(scalar) }
    for start in scalars.indices where isDigit(scalars[start]) {
      var (index, digits) = (start, 0)
      while index < scalars.count {
        if isDigit(scalars[index]) {
          digits += 1
        } else if !" -".unicodeScalars.contains(scalars[index]) || !isDigit(scalars[index - 1]) {
          break
        }
        if digits == 9 { return true }
        index += 1
      }
    }
    return false
  }

  func echo(in input: ReferenceText) -> Double {
    let grams = Self.grams(Array(words.prefix(4_096)), length: 5)
    let known = Set(Self.grams(Array(input.words.prefix(4_096)), length: 5))
    guard !grams.isEmpty else { return 0 }
    return Double(grams.count { known.contains($0) }) / Double(grams.count)
  }

  private static func grams(_ words: [[Unicode.Scalar]], length: Int) -> [[[Unicode.Scalar]]] {
    guard words.count >= length else { return [] }
    return (0...(words.count - length)).map { Array(words[$0..<$0 + length]) }
  }
}
