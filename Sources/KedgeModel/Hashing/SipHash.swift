/// SipHash-1-3: a keyed hash of 64 bits, for tables keyed by text that others choose.
///
/// One round a word and three at the end, as in the tables of Python, Rust and Swift; nobody sees a
/// hash who could learn the key from it.
///
/// - Note: Aumasson and Bernstein, INDOCRYPT 2012, doi:10.1007/978-3-642-34931-7_28.
public struct SipHash: Equatable, Sendable {
  /// First half of the key, little-endian.
  public let key0: UInt64
  /// Second half of the key, little-endian.
  public let key1: UInt64

  /// Makes the hash function of a key.
  public init(key0: UInt64, key1: UInt64) {
    self.key0 = key0
    self.key1 = key1
  }

  /// The hash of some bytes.
  ///
  /// - Complexity: O(count), no allocation.
  public func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var state = State(key0: key0, key1: key1)
    let words = bytes.count / 8
    for word in 0..<words {
      state.absorb(bytes.littleEndianWord(at: 8 * word))
    }
    let tail = bytes.littleEndianTail(at: 8 * words, count: bytes.count - 8 * words)
    state.absorb(tail | UInt64(truncatingIfNeeded: bytes.count) << 56)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(key0: UInt64, key1: UInt64) {
      v0 = key0 ^ 0x736F_6D65_7073_6575
      v1 = key1 ^ 0x646F_7261_6E64_6F6D
      v2 = key0 ^ 0x6C79_6765_6E65_7261
      v3 = key1 ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      v0 ^= word
    }

    @inline(__always)
    mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<3 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    @inline(__always)
    private mutating func round() {
      v0 &+= v1
      v2 &+= v3
      v1 = v1.rotatedLeft(by: 13) ^ v0
      v3 = v3.rotatedLeft(by: 16) ^ v2
      v0 = v0.rotatedLeft(by: 32)
      v2 &+= v1
      v0 &+= v3
      v1 = v1.rotatedLeft(by: 17) ^ v2
      v3 = v3.rotatedLeft(by: 21) ^ v0
      v2 = v2.rotatedLeft(by: 32)
    }
  }
}

extension UInt64 {
  /// The bits turned towards the high end.
  @inline(__always)
  func rotatedLeft(by count: UInt64) -> UInt64 {
    (self &<< count) | (self &>> (64 - count))
  }
}
