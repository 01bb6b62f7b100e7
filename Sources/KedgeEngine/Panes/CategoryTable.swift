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
      if let word = CategoryTable.word(Array(value.utf8).span) { shorts.set(word, Int32(place)) }
    }
    shortPlaces = shorts
  }

  static func == (left: CategoryTable, right: CategoryTable) -> Bool {
    left.top == right.top && left.rest == right.rest && left.places == right.places
  }

  /// The place of a frequent short name, without a hash; `nil` for any other.
  @inline(__always)
  func place(ofShort slice: TextSlice, in batch: borrowing RecordBatch) -> Int32? {
    guard slice.lengthBytes <= 8 else { return nil }
    let start = Int(slice.offset)
    return CategoryTable.word(
      batch.text.span.extracting(start..<(start + Int(slice.lengthBytes)))
    ).flatMap { shortPlaces[$0] }
  }

  /// The place of a value: below `top.count`, or that for other, or one more for unseen.
  func place(of hash: UInt64) -> Int32 {
    places[hash] ?? Int32(top.count + 1)
  }

  /// One to eight bytes, none of them zero, as a number whose low bits differ well.
  ///
  /// Without zero bytes, words of different lengths differ; the odd factor keeps them apart.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>) -> UInt64? {
    guard !bytes.isEmpty, bytes.count <= 8 else { return nil }
    var word: UInt64 = 0
    for index in bytes.indices {
      guard bytes[index] != 0 else { return nil }
      word = word << 8 | UInt64(bytes[index])
    }
    let product = word &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 32)
  }
}
