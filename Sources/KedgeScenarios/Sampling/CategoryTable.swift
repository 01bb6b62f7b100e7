/// Categories with the upper ends of their shares, scaled to 2^32.
struct CategoryTable {
  private var values: [[UInt8]] = []
  private var ends: [UInt64] = []

  /// Prepares the bytes that a record carries for each category.
  ///
  /// - Precondition: a share is above 0 and none is below.
  init(_ shares: [CategoryShare]) {
    let total = shares.reduce(Int128(0)) { $0 + Int128($1.share.count) }
    precondition(total > 0, "a category needs a share above 0")
    var sum = Int128(0)
    for share in shares {
      sum += Int128(share.share.count)
      values.append(Array(share.value.utf8))
      ends.append(UInt64((sum << 32) / total))
    }
  }

  /// One category, as text.
  func draw(_ generator: inout SplitMix64) -> [UInt8] {
    let point = generator.next() >> 32
    var index = 0
    while index < values.count - 1, ends[index] <= point { index += 1 }
    return values[index]
  }
}
