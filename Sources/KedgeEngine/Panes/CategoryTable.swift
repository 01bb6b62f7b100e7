import KedgeModel

/// The categories of a field that are known, and how a value finds its place.
///
/// The first `top.count` places are the baseline's most frequent values; further values that the
/// baseline has seen are `other`; anything else is `unseen`. A class, so that the record path hands on
/// one reference and not the arrays one by one.
final class CategoryTable: Equatable, Sendable {
  /// Distinct values remembered at most; a field with more is an identifier.
  static let distinctMax = 4_096

  /// The values with a place of their own, most frequent first.
  let top: [String]
  /// The other values of the baseline.
  let rest: [String]
  private let places: HashIndex
  /// Places of names of at most eight bytes, by their bytes.
  private let shortPlaces: HashIndex

  init(top: [String], rest: [String], hash: KeyedHash) {
    self.top = top
    self.rest = rest
    var places = HashIndex()
    for value in rest { places.set(hash(value), Int32(top.count)) }
    for (place, value) in top.enumerated() { places.set(hash(value), Int32(place)) }
    self.places = places
    var shorts = HashIndex()
    for (place, value) in top.enumerated() {
      let bytes = value.utf8.span
      if let word = bytes.shortWord(at: 0, count: bytes.count) { shorts.set(word, Int32(place)) }
    }
    shortPlaces = shorts
  }

  static func == (left: CategoryTable, right: CategoryTable) -> Bool {
    left.top == right.top && left.rest == right.rest && left.places == right.places
  }

  /// The place of a frequent short name, without a hash; `nil` for any other.
  @inline(__always)
  func place(ofShort slice: TextSlice, in text: Span<UInt8>) -> Int32? {
    let word = text.shortWord(at: Int(slice.offset), count: Int(slice.lengthBytes))
    return word.flatMap { shortPlaces[$0] }
  }

  /// The place of a value: below `top.count`, or that for other, or one more for unseen.
  func place(of hash: UInt64) -> Int32 {
    places[hash] ?? Int32(top.count + 1)
  }
}

extension Span<UInt8> {
  /// One to eight bytes, none of them zero, as a number whose low bits differ well; else `nil`.
  ///
  /// Without zero bytes, words of different lengths differ; the odd factor keeps them apart.
  @inline(__always)
  fileprivate func shortWord(at offset: Int, count: Int) -> UInt64? {
    guard count > 0, count <= 8 else { return nil }
    var word: UInt64
    if offset + 8 <= self.count {
      word = littleEndianWord(at: offset) & (UInt64.max >> UInt64(64 - 8 * count))
    } else {
      word = littleEndianTail(at: offset, count: count)
    }
    // The highest bit of each byte that is zero, or above one that is.
    let filled = word | ~(UInt64.max >> UInt64(64 - 8 * count))
    guard (filled &- 0x0101_0101_0101_0101) & ~filled & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    let product = word &* 0x9E37_79B9_7F4A_7C15
    word = product ^ (product >> 32)
    return word
  }
}
