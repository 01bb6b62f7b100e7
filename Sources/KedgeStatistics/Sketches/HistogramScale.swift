import func Glibc.exp2

/// The bucket borders of an exponential histogram (OpenTelemetry): bucket i holds
/// (base^i, base^(i+1)] with base = 2^(2^-scale).
enum HistogramScale {
  /// The finest scale, 32 buckets for a factor of two.
  static let finest = 5

  /// The bucket of a positive finite number at the finest scale.
  ///
  /// The exponent gives the octave; the top six bits of the significand give a place in a table,
  /// and one comparison with the border in that place decides exactly.
  @inline(__always)
  static func index(of value: Double) -> Int {
    let bits = value.bitPattern
    let exponent = Int(truncatingIfNeeded: bits >> 52)
    guard exponent != 0 else { return index(of: value * 0x1p54) - 54 * 32 }
    let fraction = bits & 0xF_FFFF_FFFF_FFFF
    let place = Int(truncatingIfNeeded: fraction >> 46)
    let below = Int(bordersBelow[place])
    return (exponent - 1_023) * 32 + below - 1 + (fraction > borders[below] ? 1 : 0)
  }

  /// The bucket of a positive finite number, one comparison for each border; for tests.
  static func indexBySearch(of value: Double) -> Int {
    let fraction = value.significand.bitPattern & 0xF_FFFF_FFFF_FFFF
    return Int(value.exponent) * 32 - 1 + (0..<32).count { fraction > borders[$0] }
  }

  /// base^position, for border numbers and, at halves, for geometric midpoints.
  static func power(_ position: Double, scale: Int) -> Double {
    exp2(position * exp2(Double(-scale)))
  }

  /// ⌊2^52·(2^(k/32) - 1)⌋ for k = 0…31, computed with 60 decimal digits; the last is no border.
  ///
  /// 2^(k/32) is irrational for k > 0, so a significand is above the border exactly when its
  /// fraction bits are above the rounded border.
  private static let borders: InlineArray<33, UInt64> = [
    0x0000000000000, 0x059B0D3158574, 0x0B5586CF9890F, 0x11301D0125B50,
    0x172B83C7D517A, 0x1D4873168B9AA, 0x2387A6E756238, 0x29E9DF51FDEE1,
    0x306FE0A31B715, 0x371A7373AA9CA, 0x3DEA64C123422, 0x44E086061892D,
    0x4BFDAD5362A27, 0x5342B569D4F81, 0x5AB07DD485429, 0x6247EB03A5584,
    0x6A09E667F3BCC, 0x71F75E8EC5F73, 0x7A11473EB0186, 0x82589994CCE12,
    0x8ACE5422AA0DB, 0x93737B0CDC5E4, 0x9C49182A3F090, 0xA5503B23E255C,
    0xAE89F995AD3AD, 0xB7F76F2FB5E46, 0xC199BDD85529C, 0xCB720DCEF9069,
    0xD5818DCFBA487, 0xDFC97337B9B5E, 0xEA4AFA2A490D9, 0xF50765B6E4540,
    0xFFFFFFFFFFFFF,
  ]

  /// How many borders lie below every fraction whose top six bits are the index; a place holds at
  /// most one border more, because places are 1/64 wide and borders at least 0.0219 apart.
  private static let bordersBelow: InlineArray<64, UInt8> = [
    0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 8, 9, 10, 10,
    11, 11, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19,
    19, 20, 20, 21, 21, 22, 22, 22, 23, 23, 24, 24, 25, 25, 26, 26,
    26, 27, 27, 28, 28, 28, 29, 29, 30, 30, 30, 31, 31, 31, 32, 32,
  ]
}
