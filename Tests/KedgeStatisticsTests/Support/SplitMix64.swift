/// A small generator of pseudo-random numbers, the same sequence for a seed everywhere.
///
/// - Note: Steele, Lea and Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  /// The present state; a generator made from it goes on where this one is.
  private(set) var state: UInt64

  /// Makes a generator.
  init(seed: UInt64) {
    state = seed
  }

  /// The next number, uniform over 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next number, uniform over multiples of 2^-53 in [0, 1).
  mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}
