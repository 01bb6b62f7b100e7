/// Hashes names that users choose, under a key of the installation.
///
/// Nothing visible depends on the order of its values.
public struct KeyedHash: Equatable, Sendable {
  private let sipHash: SipHash

  /// Makes the hash function of a key.
  public init(_ key: HashKey) {
    sipHash = SipHash(key0: key.first, key1: key.second)
  }

  /// The hash of a slice of a batch's text.
  @inline(__always)
  public func callAsFunction(_ slice: TextSlice, in batch: borrowing RecordBatch) -> UInt64 {
    let start = Int(slice.offset)
    return sipHash.hash(
      batch.text.span.extracting(start..<(start + Int(slice.lengthBytes)))
    )
  }

  /// The hash of a text.
  public func callAsFunction(_ text: String) -> UInt64 {
    sipHash.hash(text.utf8.span)
  }
}

/// The key of a keyed hash.
public struct HashKey: Equatable, Sendable {
  /// The first eight bytes.
  public var first: UInt64
  /// The last eight bytes.
  public var second: UInt64

  /// Makes a key.
  public init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }
}
