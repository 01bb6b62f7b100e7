/// MurmurHash3 for x64 with 128 bits: an unkeyed hash, for sketches exchanged with DataSketches.
///
/// Not for tables keyed by text that others choose; `SipHash` is.
public enum MurmurHash3 {
  /// Both halves of the hash of some bytes.
  ///
  /// - Complexity: O(count), no allocation.
  public static func hash(_ bytes: Span<UInt8>, seed: UInt64) -> (low: UInt64, high: UInt64) {
    var (h1, h2) = (seed, seed)
    let blocks = bytes.count / 16
    for block in 0..<blocks {
      h1 ^= mixedLow(bytes.littleEndianWord(at: 16 * block))
      h1 = (h1.rotatedLeft(by: 27) &+ h2) &* 5 &+ 0x52DC_E729
      h2 ^= mixedHigh(bytes.littleEndianWord(at: 16 * block + 8))
      h2 = (h2.rotatedLeft(by: 31) &+ h1) &* 5 &+ 0x3849_5AB5
    }
    let start = 16 * blocks
    let tail = bytes.count - start
    if tail > 8 {
      h2 ^= mixedHigh(bytes.littleEndianTail(at: start + 8, count: tail - 8))
      h1 ^= mixedLow(bytes.littleEndianWord(at: start))
    } else if tail == 8 {
      h1 ^= mixedLow(bytes.littleEndianWord(at: start))
    } else if tail > 0 {
      h1 ^= mixedLow(bytes.littleEndianTail(at: start, count: tail))
    }
    h1 ^= UInt64(bytes.count)
    h2 ^= UInt64(bytes.count)
    h1 &+= h2
    h2 &+= h1
    h1 = finished(h1)
    h2 = finished(h2)
    h1 &+= h2
    h2 &+= h1
    return (h1, h2)
  }

  private static let factor1: UInt64 = 0x87C3_7B91_1142_53D5
  private static let factor2: UInt64 = 0x4CF5_AD43_2745_937F

  @inline(__always)
  private static func mixedLow(_ word: UInt64) -> UInt64 {
    (word &* factor1).rotatedLeft(by: 31) &* factor2
  }

  @inline(__always)
  private static func mixedHigh(_ word: UInt64) -> UInt64 {
    (word &* factor2).rotatedLeft(by: 33) &* factor1
  }

  @inline(__always)
  private static func finished(_ hash: UInt64) -> UInt64 {
    var hash = hash
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ (hash >> 33)
  }
}
