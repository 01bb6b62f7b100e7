import func Glibc.exp

/// A small generator whose sequence depends on its seed alone.
///
/// - Note: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Makes a generator.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next number, uniform over 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

extension SplitMix64 {
  /// The next number, uniform over multiples of 2^-53 in [0, 1).
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number of a range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// Whether something of that probability happens.
  public mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }

  /// One of some values.
  ///
  /// - Precondition: there is one.
  public mutating func pick<Value>(_ values: [Value]) -> Value {
    precondition(!values.isEmpty, "there is something to pick")
    return values[number(0...(values.count - 1))]
  }

  /// A Poisson number, by inversion; a large mean in parts, since their sum has the same law.
  public mutating func poisson(_ mean: Double) -> UInt64 {
    guard mean > 0 else { return 0 }
    guard mean < 60 else { return poisson(mean / 2) + poisson(mean - mean / 2) }
    let unit = nextUnit()
    var (count, probability) = (0.0, exp(-mean))
    var sum = probability
    while unit > sum, probability > 0 {
      count += 1
      probability *= mean / count
      sum += probability
    }
    return UInt64(count)
  }
}
