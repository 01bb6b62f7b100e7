/// A short fingerprint of bytes: SipHash-2-4 with a fixed key.
///
/// The key is fixed because fingerprints are compared over restarts; they tell files apart and do
/// not resist somebody who forges files.
///
/// - Complexity: O(bytes); no allocation.
/// - Note: J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012,
///   doi:10.1007/978-3-642-34931-7_28.
struct SipHash {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64

  /// The fingerprint of `bytes` under a key of two words.
  static func hash(
    _ bytes: ArraySlice<UInt8>,
    key: (UInt64, UInt64) = (0x6b65_6467_6500_0001, 0x6669_6c65_0000_0001)
  ) -> UInt64 {
    var state = SipHash(key: key)
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << shift
      shift += 8
      if shift == 64 {
        state.absorb(word)
        word = 0
        shift = 0
      }
    }
    state.absorb(word | UInt64(bytes.count & 0xff) << 56)
    return state.finish()
  }

  private init(key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  private mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  private mutating func finish() -> UInt64 {
    v2 ^= 0xff
    for _ in 0..<4 { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }

  private mutating func round() {
    v0 &+= v1
    v1 = v1.rotated(13) ^ v0
    v0 = v0.rotated(32)
    v2 &+= v3
    v3 = v3.rotated(16) ^ v2
    v0 &+= v3
    v3 = v3.rotated(21) ^ v0
    v2 &+= v1
    v1 = v1.rotated(17) ^ v2
    v2 = v2.rotated(32)
  }
}

extension UInt64 {
  fileprivate func rotated(_ count: UInt64) -> UInt64 { self << count | self >> (64 - count) }
}
