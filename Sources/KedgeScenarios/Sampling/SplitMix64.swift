/// The generator of all draws: 64 bits of state, the same sequence on every machine.
///
/// - Note: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
///   doi:10.1145/2660193.2660195.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Whether an event of this probability, in millionths, happens.
  mutating func happens(_ probability: Millionths) -> Bool {
    below(1_000_000) < UInt64(max(probability.count, 0))
  }

  /// A whole number from 0 to `limit` - 1, each equally likely but for 1 part in 2^44 and less.
  ///
  /// - Precondition: `limit` is above 0.
  mutating func below(_ limit: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: limit).high
  }

  /// A bijection of the 64-bit numbers without visible pattern.
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
