extension Span<UInt8> {
  /// Eight bytes from an index, the first in the lowest bits.
  ///
  /// The twin of `littleEndianWord(at:)` in this module: twice a word, a call across modules is a
  /// fifth of the scan.
  ///
  /// - Precondition: they lie inside the span.
  @inline(__always)
  func eightBytes(at index: Int) -> UInt64 {
    precondition(index >= 0 && index <= count &- 8, "eight bytes lie inside the span")
    // Inside the bounds by the precondition, and every pattern of bits is a number.
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    )
  }

  /// The bytes from an index on, 1 to 8 of them, as eight of which those behind are 0.
  ///
  /// - Precondition: they lie inside the span.
  @inline(__always)
  func bytes(at index: Int, count length: Int) -> UInt64 {
    if index <= count &- 8 {
      return eightBytes(at: index) & (~0 &>> UInt64(truncatingIfNeeded: 64 &- length &* 8))
    }
    var word: UInt64 = 0
    for offset in 0..<length {
      word |= UInt64(self[index + offset]) &<< UInt64(truncatingIfNeeded: 8 &* offset)
    }
    return word
  }
}
