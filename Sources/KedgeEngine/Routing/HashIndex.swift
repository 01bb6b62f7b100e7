/// Finds a small number by a 64-bit hash: open addressing over two flat arrays.
///
/// - Complexity: O(1) a look-up; 24 bytes an entry at most.
struct HashIndex: Equatable, Sendable {
  private var keys: [UInt64] = []
  /// The number plus one; 0 is free.
  private var values: [Int32] = []
  private(set) var count = 0

  /// The number of a hash, or `nil`.
  @inline(__always)
  subscript(hash: UInt64) -> Int32? {
    guard count > 0 else { return nil }
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while values[slot] != 0 {
      if keys[slot] == hash { return values[slot] - 1 }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Enters a hash; its number is replaced where it is there.
  ///
  /// - Precondition: `number` is not negative.
  mutating func set(_ hash: UInt64, _ number: Int32) {
    precondition(number >= 0, "numbers are not negative")
    if (count + 1) * 2 > keys.count { grow() }
    if enter(hash, number) { count += 1 }
  }

  /// - Returns: whether the hash is new.
  private mutating func enter(_ hash: UInt64, _ number: Int32) -> Bool {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while values[slot] != 0, keys[slot] != hash { slot = (slot + 1) & mask }
    let isNew = values[slot] == 0
    keys[slot] = hash
    values[slot] = number + 1
    return isNew
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    let size = max(16, keys.count * 2)
    keys = Array(repeating: 0, count: size)
    values = Array(repeating: 0, count: size)
    for (key, value) in zip(oldKeys, oldValues) where value != 0 { _ = enter(key, value - 1) }
  }

  static func == (left: HashIndex, right: HashIndex) -> Bool {
    left.count == right.count
      && zip(left.keys, left.values).allSatisfy { key, value in
        value == 0 || right[key] == value - 1
      }
  }
}
