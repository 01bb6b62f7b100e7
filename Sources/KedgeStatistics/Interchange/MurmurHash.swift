/// MurmurHash3, x64, 128 bits: the hash of Apache DataSketches, for the exchange of sketches only.
///
/// Anybody who knows it can make names collide; Kedge's own tables use a keyed hash.
///
/// - Note: Austin Appleby, MurmurHash3, 2011; seed 9001 as in DataSketches.
enum MurmurHash {
  static let seed: UInt64 = 9_001
  private static let first: UInt64 = 0x87C3_7B91_1142_53D5
  private static let second: UInt64 = 0x4CF5_AD43_2745_937F

  static func hash(_ bytes: [UInt8], seed: UInt64 = MurmurHash.seed) -> (UInt64, UInt64) {
    var (h1, h2) = (seed, seed)
    let blocks = bytes.count / 16
    for block in 0..<blocks {
      h1 ^= mixFirst(word(bytes, at: block * 16, count: 8))
      h1 = rotated(h1, 27) &+ h2
      h1 = h1 &* 5 &+ 0x52DC_E729
      h2 ^= mixSecond(word(bytes, at: block * 16 + 8, count: 8))
      h2 = rotated(h2, 31) &+ h1
      h2 = h2 &* 5 &+ 0x3849_5AB5
    }
    let rest = bytes.count - blocks * 16
    if rest > 8 { h2 ^= mixSecond(word(bytes, at: blocks * 16 + 8, count: rest - 8)) }
    if rest > 0 { h1 ^= mixFirst(word(bytes, at: blocks * 16, count: Swift.min(rest, 8))) }
    h1 ^= UInt64(bytes.count)
    h2 ^= UInt64(bytes.count)
    h1 = h1 &+ h2
    h2 = h2 &+ h1
    (h1, h2) = (finished(h1), finished(h2))
    h1 = h1 &+ h2
    return (h1, h2 &+ h1)
  }

  private static func mixFirst(_ word: UInt64) -> UInt64 { rotated(word &* first, 31) &* second }

  private static func mixSecond(_ word: UInt64) -> UInt64 { rotated(word &* second, 33) &* first }

  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word << bits | word >> (64 - bits)
  }

  private static func finished(_ word: UInt64) -> UInt64 {
    var mixed = word ^ word >> 33
    mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed >> 33
    mixed = mixed &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ mixed >> 33
  }

  private static func word(_ bytes: [UInt8], at place: Int, count: Int) -> UInt64 {
    (0..<count).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }
}
