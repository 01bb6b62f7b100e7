/// Numbers that look random and depend on a seed alone (SplitMix64).
///
/// - Note: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
///   doi:10.1145/2660193.2660195.
struct SeededNumbers: Equatable, Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private var state: UInt64

  /// Makes a generator; any seed is as good as another.
  ///
  /// - Parameters:
  ///   - seed: What the numbers depend on.
  ///   - drawn: How many of them are passed over.
  init(seed: UInt64, drawn: UInt64 = 0) {
    state = seed &+ drawn &* Self.increment
  }

  /// The next number, uniform over 64 bits.
  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= Self.increment
    var mixed = state
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed &>> 31
  }

  /// A whole number from 0 up to, without, a positive bound.
  ///
  /// No number is more probable than another by more than a share of bound/2^64.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
