/// Says which segments of the table of ids may hold a hash, in one look at memory.
///
/// Eight Bloom filters side by side: bit `n` of each byte belongs to the segments whose number is
/// `n` modulo 8. The three bytes of a hash lie within 64 bytes, so that a look-up waits for memory
/// once and not once for each segment.
///
/// - Note: Bloom, Commun. ACM 13 (1970), doi:10.1145/362686.362692; blocks as by Putze, Sanders,
///   Singler, WEA 2007, doi:10.1007/978-3-540-72845-0_9.
struct IdFilter: Sendable {
  /// Segments that are told apart.
  static let segmentCount = 8
  /// At most one entry of a segment for so many bytes: about one look-up in a hundred is in vain.
  static let bytesPerEntry = 16

  /// Size a power of two, 64 at least.
  private var bytes: [UInt8]

  /// Makes an empty filter for at most so many entries of one segment.
  init(entries: Int) {
    var size = 64
    while size < entries * IdFilter.bytesPerEntry { size *= 2 }
    bytes = Array(repeating: 0, count: size)
  }

  /// Entries of one segment that the filter has room for.
  var capacity: Int { bytes.count / IdFilter.bytesPerEntry }

  /// The segments that may hold a hash, a bit each.
  @inline(__always)
  func segments(of hash: UInt64) -> UInt8 {
    let (first, second, third) = places(of: hash)
    return bytes[first] & bytes[second] & bytes[third]
  }

  /// Notes that a segment holds a hash.
  mutating func insert(_ hash: UInt64, segment: Int) {
    let (first, second, third) = places(of: hash)
    let bit = IdFilter.bit(ofSegment: segment)
    bytes[first] |= bit
    bytes[second] |= bit
    bytes[third] |= bit
  }

  /// Notes that a segment holds nothing.
  mutating func clear(segment: Int) {
    let others = ~IdFilter.bit(ofSegment: segment)
    var span = bytes.mutableSpan
    for index in span.indices { span[index] &= others }
  }

  @inline(__always)
  static func bit(ofSegment number: Int) -> UInt8 {
    1 << UInt8(truncatingIfNeeded: number & (segmentCount - 1))
  }

  /// The high bits choose the 64 bytes: the low ones choose the place in a segment's index.
  @inline(__always)
  private func places(of hash: UInt64) -> (Int, Int, Int) {
    let start = Int(truncatingIfNeeded: hash >> 18) & (bytes.count - 1) & ~63
    return (
      start | Int(truncatingIfNeeded: hash) & 63, start | Int(truncatingIfNeeded: hash >> 6) & 63,
      start | Int(truncatingIfNeeded: hash >> 12) & 63
    )
  }
}
