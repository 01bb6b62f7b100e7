/// Where a string ends and what has to be known to read it.
struct ScannedString {
  /// Index of the closing quote.
  var end: Int
  var flags: RawValue.Flags
}

extension ScanBytes {
  /// Finds the end of the string whose first byte behind the quote stands at `start`.
  ///
  /// Checks escapes and, where bytes above 0x7E occur, that they are UTF-8.
  ///
  /// - Returns: the index of the closing quote, or a `ScanError`.
  @inline(__always)
  func scanString(at start: Int, flags: inout RawValue.Flags) -> ScanPosition {
    let run = plainRun(at: start)
    let end = start &+ run.length
    if self[end] == UInt8(ascii: "\"") && !run.isHigh { return end }
    var string = ScannedString(end: end, flags: run.isHigh ? .high : [])
    let position = finishString(at: start, &string)
    flags = string.flags
    return position
  }

  @inline(never)
  private func finishString(at start: Int, _ string: inout ScannedString) -> ScanPosition {
    var index = string.end
    while self[index] != UInt8(ascii: "\"") {
      guard self[index] == UInt8(ascii: "\\") else { return ScanError.notJSON }
      string.flags.insert(.escaped)
      index = skipEscape(at: index)
      if index < 0 { return index }
      let run = plainRun(at: index)
      if run.isHigh { string.flags.insert(.high) }
      index += run.length
    }
    if string.flags.contains(.high) && !isUTF8(start..<index) { return ScanError.badUTF8 }
    return index
  }

  /// The index behind the escape at an index; surrogates must come as a pair.
  private func skipEscape(at index: Int) -> ScanPosition {
    switch self[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return index + 2
    case UInt8(ascii: "u"):
      guard let unit = hexUnit(at: index + 2) else { return ScanError.notJSON }
      guard unit & 0xF800 == 0xD800 else { return index + 6 }
      guard unit < 0xDC00, self[index + 6] == UInt8(ascii: "\\"),
        self[index + 7] == UInt8(ascii: "u"), let low = hexUnit(at: index + 8),
        low & 0xFC00 == 0xDC00
      else { return ScanError.notJSON }
      return index + 12
    default: return ScanError.notJSON
    }
  }

  /// The UTF-16 unit that four hexadecimal digits at an index name.
  private func hexUnit(at index: Int) -> UInt32? {
    var unit: UInt32 = 0
    for offset in 0..<4 {
      guard let digit = hexDigit(self[index + offset]) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The number of Unicode scalars of a string that has been scanned.
  func characters(_ range: Range<Int>, hasEscapes: Bool) -> Int {
    var count = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let rest = range.upperBound &- index
      var word = eightBytes(at: index)
      // Bytes beyond the string become those that follow a lead byte, which do not count.
      if rest < 8 { word |= 0x8080_8080_8080_8080 &<< UInt64(truncatingIfNeeded: rest &* 8) }
      if rest < 8 { word &= ~(0x4040_4040_4040_4040 &<< UInt64(truncatingIfNeeded: rest &* 8)) }
      let following = word & (~word &<< 1) & 0x8080_8080_8080_8080
      let escape = hasEscapes ? zeroByte(word ^ 0x5C5C_5C5C_5C5C_5C5C) : 8
      if escape == 8 {
        count &+= 8 &- following.nonzeroBitCount
        index &+= 8
        continue
      }
      let before = following & ((1 &<< UInt64(truncatingIfNeeded: escape &* 8)) &- 1)
      count &+= escape &- before.nonzeroBitCount &+ 1
      index &+= escape
      // The scan has refused surrogates without their partner.
      let unit = self[index &+ 1] == UInt8(ascii: "u") ? hexUnit(at: index &+ 2) : nil
      index &+= unit.map { $0 & 0xFC00 == 0xD800 ? 12 : 6 } ?? 2
    }
    return count
  }

  /// Whether a text of bytes below 0x7F has a letter from A to Z.
  func hasUpperCase(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let word = eightBytes(at: index) & 0x7F7F_7F7F_7F7F_7F7F
      // The first sum reaches 0x80 from "A" on, the second one from the byte behind "Z" on.
      var upper = (word &+ 0x3F3F_3F3F_3F3F_3F3F) & ~(word &+ 0x2525_2525_2525_2525)
      upper &= 0x8080_8080_8080_8080
      let rest = range.upperBound &- index
      if rest < 8 { upper &= (1 &<< UInt64(truncatingIfNeeded: rest &* 8)) &- 1 }
      if upper != 0 { return true }
      index &+= 8
    }
    return false
  }

  /// The place of the first zero byte of a word; 8 where there is none.
  @inline(__always)
  private func zeroByte(_ word: UInt64) -> Int {
    // The lowest marked byte is a zero; only those behind it may be marked wrongly.
    let marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    return marks.trailingZeroBitCount &>> 3
  }

  /// Appends the text of a string that has been scanned, its escapes replaced.
  func unescape(_ range: Range<Int>, onto text: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      guard self[index] == UInt8(ascii: "\\") else {
        text.append(self[index])
        index += 1
        continue
      }
      guard self[index + 1] == UInt8(ascii: "u") else {
        text.append(Self.plainEscape(self[index + 1]))
        index += 2
        continue
      }
      var scalar = hexUnit(at: index + 2) ?? 0
      index += 6
      if scalar & 0xFC00 == 0xD800 {
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + (hexUnit(at: index + 2) ?? 0) & 0x3FF
        index += 6
      }
      // The scan has refused surrogates without their partner, so this is a scalar.
      if let valid = Unicode.Scalar(scalar) {
        text.append(contentsOf: UTF8.encode(valid) ?? .init())
      }
    }
  }

  private static func plainEscape(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  /// Whether bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
  ///
  /// - Note: Unicode 16.0, table 3-7.
  func isUTF8(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let lead = self[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length: Int
      let second: ClosedRange<UInt8>
      switch lead {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return false
      }
      guard index + length <= range.upperBound, second.contains(self[index + 1]) else {
        return false
      }
      if length > 2 && self[index + 2] & 0xC0 != 0x80 { return false }
      if length > 3 && self[index + 3] & 0xC0 != 0x80 { return false }
      index += length
    }
    return true
  }
}
