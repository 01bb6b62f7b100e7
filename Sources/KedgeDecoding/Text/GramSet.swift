/// A set of hashes with room for the runs of words of one text; its memory is used again.
///
/// Open addressing, at most half full. At most 64 KiB.
struct GramSet {
  /// Places looked at for one hash.
  ///
  /// Random hashes stay far below it. A text made to collide costs no more than this, and those of
  /// its hashes that find no place count as absent.
  private static let probesMax = 64

  /// 0 marks a free place.
  private var places: [UInt64] = []
  private var mask = 0

  /// Makes room for some hashes and forgets those of before.
  mutating func clear(forCount count: Int) {
    var size = 16
    while size < 2 * count { size *= 2 }
    mask = size - 1
    if places.count < size {
      places = [UInt64](repeating: 0, count: size)
    } else {
      for place in 0..<size { places[place] = 0 }
    }
  }

  /// Adds a hash; answers whether it was absent.
  @inline(__always)
  mutating func insert(_ hash: UInt64) -> Bool {
    let value = hash | 1
    var place = Int(truncatingIfNeeded: hash &>> 32) & mask
    for _ in 0..<Self.probesMax {
      if places[place] == 0 {
        places[place] = value
        return true
      }
      if places[place] == value { return false }
      place = (place &+ 1) & mask
    }
    return true
  }

  /// Whether a hash was added.
  @inline(__always)
  func contains(_ hash: UInt64) -> Bool {
    let value = hash | 1
    var place = Int(truncatingIfNeeded: hash &>> 32) & mask
    for _ in 0..<Self.probesMax {
      if places[place] == value { return true }
      if places[place] == 0 { return false }
      place = (place &+ 1) & mask
    }
    return false
  }
}
