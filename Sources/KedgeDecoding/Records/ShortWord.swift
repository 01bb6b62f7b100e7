/// The words that the rules compare with, made once for each block.
struct KnownWords {
  let status: [ShortWord] = ["ok", "error", "incomplete", "pending"]
  let roles: [ShortWord] = ["stable", "candidate", "shadow"]
  let events: [ShortWord] = ["deployed", "canary", "shadow", "promoted", "rolled_back", "retired"]
  let sourceKinds: [ShortWord] = ["human", "llm", "code"]
  let reservedNames: [ShortWord] = ["*", "__other__"]
  let kinds: [ShortWord] = ["inference", "feedback", "label", "evaluation", "deployment"]
}

/// A text of at most 24 bytes as three integers, for quick comparison with fixed words.
struct ShortWord: Equatable, ExpressibleByStringLiteral {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var length: Int

  /// The word of a literal.
  init(stringLiteral text: StaticString) {
    self.init(Array("\(text)".utf8))
  }

  /// The word of some bytes; longer ones equal no literal.
  init(_ bytes: [UInt8]) {
    length = bytes.count
    for (index, byte) in bytes.prefix(24).enumerated() {
      let part = UInt64(byte) << UInt64(index % 8 * 8)
      switch index / 8 {
      case 0: first |= part
      case 1: second |= part
      default: third |= part
      }
    }
  }

  /// The word at a place.
  @inline(__always)
  init(_ bytes: ScanBytes, at start: Int, length: Int) {
    self.length = length
    guard length <= 24 else { return }
    first = Self.part(bytes, at: start, length: length)
    if length > 8 { second = Self.part(bytes, at: start + 8, length: length - 8) }
    if length > 16 { third = Self.part(bytes, at: start + 16, length: length - 16) }
  }

  @inline(__always)
  private static func part(_ bytes: ScanBytes, at start: Int, length: Int) -> UInt64 {
    let word = bytes.eightBytes(at: start)
    return length >= 8 ? word : word & ((1 << UInt64(length * 8)) - 1)
  }
}
