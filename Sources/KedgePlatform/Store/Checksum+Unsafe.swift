/// The eight bytes from `offset` on, the first one lowest.
///
/// - Precondition: the span has them.
@inline(__always)
func littleEndianWord(of bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  // The load checks that the eight bytes lie inside the span; every bit pattern is a number.
  let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  return UInt64(littleEndian: word)
}
