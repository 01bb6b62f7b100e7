import KedgeModel
import KedgeStatistics

/// Hashes names that users choose, under a key of the installation.
///
/// Nothing visible depends on the order of its values.
struct KeyedHash: Equatable, Sendable {
  private let sipHash: SipHash

  init(_ key: HashKey) {
    sipHash = SipHash(key0: key.first, key1: key.second)
  }

  /// The hash of a slice of a batch's text.
  @inline(__always)
  func callAsFunction(_ slice: TextSlice, in batch: borrowing RecordBatch) -> UInt64 {
    let start = Int(slice.offset)
    return sipHash.hash(
      batch.text.span.extracting(start..<(start + Int(slice.lengthBytes)))
    )
  }

  /// The hash of a text.
  func callAsFunction(_ text: String) -> UInt64 {
    sipHash.hash(Array(text.utf8).span)
  }
}

/// Joins hashes of parts to the hash of the whole; order matters.
struct HashJoin {
  private(set) var value: UInt64

  init(seed: UInt64) {
    value = seed
  }

  mutating func add(_ part: UInt64) {
    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over both halves.
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15 &+ part
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    value = mixed ^ (mixed >> 31)
  }
}
