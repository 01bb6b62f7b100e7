extension Span<UInt8> {
  /// Eight bytes from an offset as a little-endian number.
  ///
  /// - Precondition: they lie inside the span.
  @inline(__always)
  public func littleEndianWord(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= count - 8, "eight bytes lie inside the span")
    // Inside the bounds by the precondition, and every pattern of bits is a number.
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    )
  }

  /// The bytes from an offset to the end, fewer than eight, as a little-endian number.
  @inline(__always)
  public func littleEndianTail(at offset: Int, count tail: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<tail {
      word |= UInt64(self[offset + index]) &<< UInt64(8 * index)
    }
    return word
  }
}
