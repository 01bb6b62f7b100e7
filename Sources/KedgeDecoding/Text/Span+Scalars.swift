/// One scalar of a text and where the next one begins.
struct DecodedScalar: Equatable {
  var scalar: Unicode.Scalar
  var end: Int
}

extension Span<UInt8> {
  /// The scalar that begins at an index.
  ///
  /// A byte that begins no well-formed sequence is read as U+FFFD, and it alone: the next scalar is
  /// read from the byte behind it.
  ///
  /// - Precondition: the index lies inside the span.
  /// - Note: Unicode 16.0, table 3-7.
  @inline(__always)
  func scalar(at index: Int) -> DecodedScalar {
    let lead = self[index]
    if lead < 0x80 { return DecodedScalar(scalar: Unicode.Scalar(lead), end: index &+ 1) }
    // Two bytes, as in Cyrillic, Greek, Hebrew and Arabic.
    if lead >= 0xC2, lead < 0xE0, index &+ 1 < count, self[index &+ 1] & 0xC0 == 0x80 {
      let value = UInt16(lead & 0x1F) &<< 6 | UInt16(self[index &+ 1] & 0x3F)
      if let scalar = Unicode.Scalar(value) {
        return DecodedScalar(scalar: scalar, end: index &+ 2)
      }
    }
    return longScalar(at: index, lead: lead)
  }

  private func longScalar(at index: Int, lead: UInt8) -> DecodedScalar {
    let broken = DecodedScalar(scalar: "\u{FFFD}", end: index + 1)
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, index + length <= count else { return broken }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = self[index + offset]
      guard byte & 0xC0 == 0x80 else { return broken }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let isOverlong = value < (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000)
    guard !isOverlong, let scalar = Unicode.Scalar(value) else { return broken }
    return DecodedScalar(scalar: scalar, end: index + length)
  }

  /// Whether the bytes from an index are those of a text of lower-case ASCII letters, in any case.
  ///
  /// Answers `false` where the text does not fit.
  func hasLetters(_ text: String, at index: Int) -> Bool {
    guard index >= 0, index + text.utf8.count <= count else { return false }
    var place = index
    for letter in text.utf8 {
      if self[place] | 0x20 != letter { return false }
      place += 1
    }
    return true
  }
}
