/// The rules for names (FORMATS section 3).
enum Name {
  /// Whether a name has 1 or more bytes and no control character (U+0000 to 1F, 7F to 9F).
  static func isLegal(_ name: [UInt8]) -> Bool {
    !name.isEmpty && !hasControl(name)
  }

  /// Whether there is a control character in UTF-8 text.
  static func hasControl(_ name: [UInt8]) -> Bool {
    for (index, byte) in name.enumerated() {
      if byte < 0x20 || byte == 0x7F { return true }
      // U+0080 to U+009F are C2 80 to C2 9F.
      if byte == 0xC2 && index + 1 < name.count && name[index + 1] < 0xA0 { return true }
    }
    return false
  }

  /// Whether a name is `[A-Za-z_][A-Za-z0-9_.-]{0,62}`.
  static func isSegmentKey(_ name: [UInt8]) -> Bool {
    guard let first = name.first, name.count <= 63, isLetter(first) else { return false }
    return name.dropFirst().allSatisfy { byte in
      isLetter(byte) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
  }

  /// A name of at most `limit` bytes: a longer one becomes a prefix, `~` and 8 hash characters.
  ///
  /// The prefix ends before a character that would be cut. The hash is FNV-1a of 64 bits over the
  /// whole name, its halves joined by exclusive or, as 8 lower-case hexadecimal digits.
  static func shortened(_ name: [UInt8], limit: Int) -> [UInt8] {
    guard name.count > limit else { return name }
    var end = limit - 9
    while end > 0 && name[end] & 0xC0 == 0x80 { end -= 1 }
    var short = Array(name[..<end])
    short.append(UInt8(ascii: "~"))
    let hash = fnv1a(name)
    let folded = UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    for position in 0..<8 {
      let digit = UInt8(truncatingIfNeeded: folded >> UInt32(28 - position * 4) & 0xF)
      short.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
    return short
  }

  /// FNV-1a of 64 bits.
  ///
  /// - Note: Fowler, Noll, Vo, Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
  static func fnv1a(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
