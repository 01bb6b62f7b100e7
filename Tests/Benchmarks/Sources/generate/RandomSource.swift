/// The generator of all draws: 64 bits of state, integers only, the same sequence on every machine.
///
/// - Note: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
///   doi:10.1145/2660193.2660195.
struct RandomSource {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A whole number from 0 to `limit` - 1; each is equally likely but for one part in 2^40.
  mutating func below(_ limit: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// Whether something happens that happens `percent` times in a hundred.
  mutating func happens(percent: Int) -> Bool { below(100) < percent }

  /// A skewed positive number: 2^k times 1 to 2, with k the ones of 16 coins, in 64ths.
  ///
  /// Half of all lie between 171 and 775; range: 1 to below 131,072. Like a log-normal number, but
  /// without a logarithm.
  mutating func skewed64ths() -> Int {
    let bits = next()
    return (64 + Int((bits >> 16) & 63)) << (bits & 0xFFFF).nonzeroBitCount
  }

  /// A number from 0 to `limit` * 4 - 4, dense in its middle: the sum of four.
  mutating func humped(_ limit: Int) -> Int {
    below(limit) + below(limit) + below(limit) + below(limit)
  }

  /// A bijection of the 64-bit numbers without visible pattern.
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
