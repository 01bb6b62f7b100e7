import KedgeModel

/// The categories of a field that are known, and how a value finds its place.
///
/// The first `top.count` places are the baseline's most frequent values; further values that the
/// baseline has seen are `other`; anything else is `unseen`.
struct CategoryTable: Equatable, Sendable {
  /// Distinct values remembered at most; a field with more is an identifier.
  static let distinctMax = 4_096

  /// The values with a place of their own, most frequent first.
  let top: [String]
  /// The other values of the baseline.
  let rest: [String]
  private let places: HashIndex

  init(top: [String], rest: [String], hash: KeyedHash) {
    self.top = top
    self.rest = rest
    var places = HashIndex()
    for value in rest { places.set(hash(value), Int32(top.count)) }
    for (place, value) in top.enumerated() { places.set(hash(value), Int32(place)) }
    self.places = places
  }

  /// The place of a value: below `top.count`, or that for other, or one more for unseen.
  func place(of hash: UInt64) -> Int32 {
    places[hash] ?? Int32(top.count + 1)
  }
}
