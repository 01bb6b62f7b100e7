/// Estimates how many different texts a stream had: HyperLogLog with 4,096 registers of a byte.
///
/// Up to 384 texts are kept as their hashes, so that their number is exact but for collisions of 26
/// bits. Beyond, the standard error is 0.83 / sqrt(4,096) = 1.3 % for one stream (the historic
/// estimator) and 1.04 / sqrt(4,096) = 1.6 % for merged ones.
///
/// For the exchange with other tools, as bytes of Apache DataSketches. Its hash is not keyed: whoever
/// chooses the texts can make them collide.
///
/// - Note: Flajolet and others, AofA 2007; Cohen, KDD 2014 (historic inverse probability); Ertl,
///   arXiv:1702.01284 (the estimate of merged registers).
public struct DistinctSketch: Equatable, Sendable {
  /// Logarithm of the number of registers, to base 2.
  public static let registersLog = 12
  static let registerCount = 1 << registersLog
  /// Hashes that are kept before registers are.
  static let couponsMax = 384

  /// Hashes while there are few: 26 bits of address, 6 of value, in the order of their numbers;
  /// empty once there are registers.
  var coupons: [UInt32] = []
  /// The greatest value of each register; empty while there are few texts.
  var registers: [UInt8] = []
  /// Sum of 2^-value over registers with values below 32, and over the others.
  var inverseSums = (low: Double(registerCount), high: 0.0)
  /// The estimate of one stream in the order of its texts.
  var historic = 0.0
  /// Whether registers came from several streams.
  var isMerged = false

  /// Makes a sketch of nothing.
  public init() {}

  /// Takes a text; an empty one is left out, as other tools do.
  ///
  /// - Complexity: O(bytes).
  public mutating func add(_ text: String) {
    guard !text.isEmpty else { return }
    let (address, rest) = MurmurHash.hash(Array(text.utf8))
    let value = UInt32(min(rest.leadingZeroBitCount, 62) + 1)
    add(coupon: value << 26 | UInt32(truncatingIfNeeded: address & 0x3FF_FFFF))
  }

  mutating func add(coupon: UInt32) {
    guard registers.isEmpty else { return raise(coupon) }
    var place = 0
    while place < coupons.count, coupons[place] < coupon { place += 1 }
    guard place == coupons.count || coupons[place] != coupon else { return }
    coupons.insert(coupon, at: place)
    if coupons.count > Self.couponsMax { promote() }
  }

  /// Goes over from hashes to registers.
  mutating func promote() {
    let known = coupons
    coupons = []
    registers = Array(repeating: 0, count: Self.registerCount)
    for coupon in known { raise(coupon) }
    historic = Double(known.count)
  }

  private mutating func raise(_ coupon: UInt32) {
    let place = Int(coupon) & (Self.registerCount - 1)
    let (old, new) = (registers[place], UInt8(coupon >> 26))
    guard new > old else { return }
    historic += Double(Self.registerCount) / (inverseSums.low + inverseSums.high)
    registers[place] = new
    exchange(old, for: new)
  }

  private mutating func exchange(_ old: UInt8, for new: UInt8) {
    add(old, weight: -1)
    add(new, weight: 1)
  }

  /// Adds 2^-value to the sums, or takes it away.
  mutating func add(_ value: UInt8, weight: Double) {
    let inverse = Double(sign: .plus, exponent: -Int(value), significand: weight)
    if value < 32 { inverseSums.low += inverse } else { inverseSums.high += inverse }
  }

  /// Takes over the texts of another sketch; the result is that of both streams in any order.
  ///
  /// - Complexity: O(registers).
  public mutating func merge(_ other: DistinctSketch) {
    if other.registers.isEmpty {
      for coupon in other.coupons { add(coupon: coupon) }
      // In another order the historic estimate would be another.
      isMerged = isMerged || !registers.isEmpty && !other.coupons.isEmpty
      return
    }
    if registers.isEmpty { promote() }
    for place in registers.indices where other.registers[place] > registers[place] {
      exchange(registers[place], for: other.registers[place])
      registers[place] = other.registers[place]
    }
    isMerged = true
  }

  /// The estimated number of different texts.
  ///
  /// - Complexity: O(registers) where sketches were merged, else O(1).
  public var estimate: Double {
    if registers.isEmpty { return Double(coupons.count) }
    return isMerged ? ofRegisters : historic
  }

  /// Ertl's estimate from the registers alone.
  private var ofRegisters: Double {
    let count = Double(Self.registerCount)
    var histogram = Array(repeating: 0.0, count: 64)
    for register in registers { histogram[Int(register)] += 1 }
    // Values up to 63, of 64 hash bits of which the last are as good as never reached.
    var sum = 0.0
    for value in (1...63).reversed() { sum = 0.5 * (sum + histogram[value]) }
    sum += count * Self.ofEmpty(histogram[0] / count)
    return count * count / (2 * 0.693_147_180_559_945_3 * sum)
  }

  /// σ of the share of empty registers.
  private static func ofEmpty(_ share: Double) -> Double {
    guard share < 1 else { return .infinity }
    var (power, weight, sum) = (share, 1.0, share)
    while true {
      power *= power
      let before = sum
      sum += power * weight
      weight += weight
      if sum == before { return sum }
    }
  }

  /// Whether both hold the same.
  public static func == (left: DistinctSketch, right: DistinctSketch) -> Bool {
    left.coupons == right.coupons && left.registers == right.registers
      && left.isMerged == right.isMerged
      && (left.isMerged || left.historic == right.historic)
  }
}
