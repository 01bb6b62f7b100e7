/// A sum of real numbers that has the same bits for every order of the additions.
///
/// Each term is rounded once, half away from zero, to a multiple of the unit `2^unitExponent`;
/// multiples are added as 128-bit integers, which is associative. With the default unit 2^-40 a
/// term may reach 2^73 and the sum 2^87. 16 bytes and the exponent.
public struct ExactSum: Equatable, Sendable {
  /// The unit used where nothing is known of the values: 2^-40.
  public static let defaultUnitExponent = -40

  /// The sum in units.
  public private(set) var units: Int128
  /// The binary exponent of the unit.
  public let unitExponent: Int

  /// Makes the sum 0.
  ///
  /// - Precondition: `unitExponent` lies in -900...800.
  public init(unitExponent: Int = ExactSum.defaultUnitExponent) {
    self.init(units: 0, unitExponent: unitExponent)
  }

  /// Makes a sum from its state.
  ///
  /// - Precondition: `unitExponent` lies in -900...800.
  public init(units: Int128, unitExponent: Int) {
    precondition((-900...800).contains(unitExponent), "unit exponent of a sum is in -900...800")
    self.units = units
    self.unitExponent = unitExponent
  }

  /// Adds one number.
  ///
  /// - Returns: `false`, with the sum unchanged, for a non-finite number, a number of
  ///   `2^(unitExponent + 113)` or more, or when the sum itself would pass 127 bits.
  /// - Complexity: O(1), about 40 instructions.
  @discardableResult
  @inline(__always)
  public mutating func add(_ value: Double) -> Bool {
    guard let term = ExactSum.units(of: value, unitExponent: unitExponent) else { return false }
    let (sum, overflows) = units.addingReportingOverflow(term)
    guard !overflows else { return false }
    units = sum
    return true
  }

  /// Adds many numbers.
  ///
  /// - Returns: How many were refused, see `add(_:)` for one number.
  /// - Complexity: O(count), no allocation.
  public mutating func add(_ values: Span<Double>) -> Int {
    var sum = self
    var refused = 0
    for index in values.indices where !sum.add(values[index]) {
      refused += 1
    }
    self = sum
    return refused
  }

  /// Adds another sum of the same unit, exactly.
  ///
  /// - Returns: `false`, with the sum unchanged, on overflow of 127 bits.
  /// - Precondition: the units are equal.
  @discardableResult
  public mutating func merge(_ other: ExactSum) -> Bool {
    precondition(unitExponent == other.unitExponent, "only sums of one unit are merged")
    let (sum, overflows) = units.addingReportingOverflow(other.units)
    guard !overflows else { return false }
    units = sum
    return true
  }

  /// Takes out a sum that was merged before, exactly.
  ///
  /// - Returns: `false`, with the sum unchanged, on overflow of 127 bits.
  /// - Precondition: the units are equal.
  @discardableResult
  public mutating func subtract(_ other: ExactSum) -> Bool {
    precondition(unitExponent == other.unitExponent, "only sums of one unit are subtracted")
    let (sum, overflows) = units.subtractingReportingOverflow(other.units)
    guard !overflows else { return false }
    units = sum
    return true
  }

  /// The sum as the nearest double.
  public var value: Double {
    // What fits into 64 bits has an instruction of its own.
    let number = Int64(exactly: units).map { Double($0) } ?? Double(units)
    return number * Double(sign: .plus, exponent: unitExponent, significand: 1)
  }

  /// A number as a whole count of units, rounded half away from zero; `nil` from 2^113 units on
  /// and for non-finite numbers.
  ///
  /// The significand is placed at the top of 128 bits and shifted down by one bit less than
  /// needed; adding one and dropping the last bit rounds. One shift for every magnitude, so that
  /// mixed magnitudes cost no mispredicted branch.
  @inline(__always)
  static func units(of value: Double, unitExponent: Int) -> Int128? {
    let bits = value.bitPattern
    let exponent = Int(truncatingIfNeeded: (bits >> 52) & 0x7FF)
    let shift = 1_075 + 60 + unitExponent - exponent
    guard shift >= 0 else { return nil }
    // Subnormal numbers lack the hidden bit; they are below half of every permitted unit.
    let significand = (bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000
    let placed = UInt128(truncatingIfNeeded: significand) &<< 61
    let shifted = placed &>> UInt128(truncatingIfNeeded: min(shift, 127))
    let magnitude = Int128(truncatingIfNeeded: (shifted &+ 1) &>> 1)
    let sign = Int128(truncatingIfNeeded: Int64(bitPattern: bits) &>> 63)
    return (magnitude ^ sign) &- sign
  }

  /// Checks what must always hold.
  func checkInvariants() {
    precondition((-900...800).contains(unitExponent), "unit exponent of a sum is in -900...800")
  }
}
