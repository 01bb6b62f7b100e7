/// Hashes of the first words of a text, in their order.
///
/// Words are equal here where their bytes are; that two different ones share a hash of 64 bits is
/// left out of account. Holds 32 KiB.
struct WordHashes: Sendable {
  /// Words that are kept of a text.
  static let countMax = 4_096

  /// Room for all; those behind `count` are of no meaning.
  private var hashes = [UInt64](repeating: 0, count: countMax)

  /// Words kept, 0 to `countMax`.
  private(set) var count = 0

  /// Makes an empty list.
  init() {}

  /// Takes the words of a text in place of those of before.
  mutating func fill(_ text: Span<UInt8>, by scan: inout TextScan) {
    var room = hashes.mutableSpan
    scan.run(text, &room)
    count = min(scan.words, Self.countMax)
  }

  /// A hash of bytes, eight at a time; the last step takes 1 to 8 of them.
  ///
  /// - Precondition: the range is not empty and lies inside the text.
  @inline(__always)
  static func hash(_ range: Range<Int>, of text: Span<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: range.count) &* 0x9E37_79B9_7F4A_7C15
    var index = range.lowerBound
    while range.upperBound &- index > 8 {
      hash = mix(hash ^ text.eightBytes(at: index))
      index &+= 8
    }
    return mix(hash ^ text.bytes(at: index, count: range.upperBound &- index))
  }

  /// Folds the product with an odd constant: every bit of the result depends on every bit given.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x2D35_8DCC_AA6C_78A5).multipliedFullWidth(by: 0x8BB8_4B93_962E_ACC9)
    return product.high ^ product.low
  }

  /// The hash of the words from an index on: 1 to 5 of them, whose order counts.
  @inline(__always)
  func gram(at index: Int, length: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: length)
    for word in index..<index &+ length {
      hash = (hash &* 0xD6E8_FEB8_6659_FD93).rotatedLeft(by: 29) ^ hashes[word]
    }
    return Self.mix(hash)
  }
}

extension UInt64 {
  /// The bits turned towards the high end.
  @inline(__always)
  fileprivate func rotatedLeft(by count: UInt64) -> UInt64 {
    (self &<< count) | (self &>> (64 - count))
  }
}
