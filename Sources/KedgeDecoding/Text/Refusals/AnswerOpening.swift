/// The beginning of an answer as words and ends of sentences.
///
/// Words are in lower case. A contraction becomes the words it stands for, so `I can't`, `I cannot`
/// and `I can not` are the same three; each character of Han, Kana and Thai is a word.
struct AnswerOpening {
  /// Scalars of an answer that are looked at.
  static let scalarsMax = 400

  /// Stands for a full stop, colon, question or exclamation mark or newline, or several in a row.
  static let sentenceEnd: UInt64 = 0

  /// Hashes of the words, and ends of sentences; at most `scalarsMax` tokens.
  private(set) var tokens: [UInt64] = []

  private let classes = ScalarClasses.all
  private var word = WordHash()
  /// Whether an apostrophe stands before the word that is read.
  private var isSuffix = false

  /// Reads an answer.
  ///
  /// - Complexity: O(`scalarsMax`).
  init(of answer: Span<UInt8>) {
    tokens.reserveCapacity(128)
    var index = 0
    var scalars = 0
    while index < answer.count, scalars < Self.scalarsMax {
      let decoded = answer.scalar(at: index)
      read(decoded.scalar)
      index = decoded.end
      scalars += 1
    }
    // A word that is cut off is none.
    if index == answer.count { endWord() }
  }

  private mutating func read(_ scalar: Unicode.Scalar) {
    let scalarClass = classes[scalar]
    if scalarClass.isWord {
      add(scalar, scalarClass)
      return
    }
    let hadWord = !word.isEmpty
    endWord()
    switch scalar {
    case "'", "\u{2018}", "\u{2019}", "\u{02BC}", "\u{FF07}": isSuffix = hadWord
    case ".", "!", "?", ":", "\n", "\u{3002}", "\u{FF01}", "\u{FF1F}", "\u{FF1A}":
      if tokens.last != Self.sentenceEnd { tokens.append(Self.sentenceEnd) }
    default: break
    }
  }

  @inline(__always)
  private mutating func add(_ scalar: Unicode.Scalar, _ scalarClass: ScalarClass) {
    if scalar.isASCII {
      word.add(scalarClass.isCapital ? scalar.value | 0x20 : scalar.value)
      return
    }
    let script = scalarClass.script
    let isAlone = script == .han || script == .kana || script == .thai
    if isAlone { endWord() }
    if scalarClass.isCapital {
      for lower in scalar.properties.lowercaseMapping.unicodeScalars { word.add(lower.value) }
    } else {
      word.add(scalar.value)
    }
    if isAlone { endWord() }
  }

  private mutating func endWord() {
    defer { isSuffix = false }
    guard !word.isEmpty else { return }
    let hash = word.value
    word = WordHash()
    if isSuffix, let whole = EnglishContractions.suffixes[hash] {
      if whole == EnglishContractions.not, let last = tokens.last {
        tokens[tokens.count - 1] = EnglishContractions.stems[last] ?? last
      }
      tokens.append(whole)
    } else if hash == EnglishContractions.cannot {
      tokens.append(EnglishContractions.can)
      tokens.append(EnglishContractions.not)
    } else {
      tokens.append(hash)
    }
  }
}

/// A hash of a word's scalars in lower case, never that of the end of a sentence.
struct WordHash {
  private var hash: UInt64 = 0
  var isEmpty: Bool { hash == 0 }
  var value: UInt64 { WordHashes.mix(hash) | 1 }

  @inline(__always)
  mutating func add(_ scalar: UInt32) {
    hash = (hash ^ UInt64(scalar) &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  /// The hash of a word in lower case.
  static func of(_ word: String) -> UInt64 {
    var hash = WordHash()
    for scalar in word.unicodeScalars { hash.add(scalar.value) }
    return hash.value
  }
}

/// What stands for what behind or before an English apostrophe.
private enum EnglishContractions {
  static let can = WordHash.of("can")
  static let cannot = WordHash.of("cannot")
  static let not = WordHash.of("not")

  static let suffixes = hashed([
    ("t", "not"), ("m", "am"), ("re", "are"), ("s", "is"), ("ve", "have"), ("ll", "will"),
    ("d", "would"),
  ])

  /// What stands before `not` where `n't` was cut behind its first letter.
  static let stems = hashed([
    ("don", "do"), ("doesn", "does"), ("didn", "did"), ("won", "will"), ("wouldn", "would"),
    ("couldn", "could"), ("shouldn", "should"), ("isn", "is"), ("aren", "are"), ("wasn", "was"),
    ("weren", "were"), ("haven", "have"), ("hasn", "has"), ("mustn", "must"), ("mayn", "may"),
  ])

  private static func hashed(_ pairs: [(String, String)]) -> [UInt64: UInt64] {
    var table: [UInt64: UInt64] = [:]
    for (short, whole) in pairs { table[WordHash.of(short)] = WordHash.of(whole) }
    return table
  }
}
