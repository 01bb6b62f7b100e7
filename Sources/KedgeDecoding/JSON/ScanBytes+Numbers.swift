import CByteScan

/// A number and what its text was.
struct ParsedNumber {
  var value: Double
  var isInteger: Bool
  /// Whether it is an integer beyond 2^53, which a double may not hold exactly.
  var isRounded: Bool

  /// What a value keeps of it.
  @inline(__always)
  var flags: RawValue.Flags {
    if isInteger { return isRounded ? [.integer, .rounded] : .integer }
    return []
  }
}

extension ScanBytes {
  /// Parses the number that begins at an index with a digit or a minus sign.
  ///
  /// The result is the double nearest to the text, ties to even; too small a number is 0.
  ///
  /// - Returns: the index behind it, or `ScanError.notJSON` or `.range`.
  /// - Complexity: O(digits).
  @inline(__always)
  func parseNumber(at start: Int, into number: inout ParsedNumber) -> ScanPosition {
    let isNegative = self[start] == UInt8(ascii: "-")
    let first = isNegative ? start &+ 1 : start
    let whole = DigitRun(eightBytes(at: first))
    // Nearly all numbers have few digits: fewer than eight are read at once, without a loop.
    guard whole.count > 0, whole.count < 8 else {
      return whole.count == 0 ? ScanError.notJSON : parseAnyNumberApart(at: start, into: &number)
    }
    if whole.count > 1 && self[first] == UInt8(ascii: "0") { return ScanError.notJSON }
    let end = first &+ whole.count
    if self[end] == UInt8(ascii: ".") {
      let fraction = DigitRun(eightBytes(at: end &+ 1))
      let last = end &+ 1 &+ fraction.count
      if fraction.count == 0 { return ScanError.notJSON }
      if fraction.count == 8 || self[last] | 0x20 == UInt8(ascii: "e") {
        return parseAnyNumberApart(at: start, into: &number)
      }
      // At most 14 digits: both operands are exact, so one division rounds once.
      let scale = kedge_power_of_ten(fraction.count)
      let magnitude = (Double(whole.value) * scale + Double(fraction.value)) / scale
      number.value = isNegative ? -magnitude : magnitude
      return last
    }
    if self[end] | 0x20 == UInt8(ascii: "e") {
      return parseAnyNumberApart(at: start, into: &number)
    }
    let magnitude = Double(whole.value)
    number.value = isNegative ? -magnitude : magnitude
    number.isInteger = true
    return end
  }

  /// Parses a number of any length; the copy lets the compiler keep `number` in registers.
  @inline(__always)
  private func parseAnyNumberApart(at start: Int, into number: inout ParsedNumber) -> ScanPosition {
    var parsed = number
    let end = parseAnyNumber(at: start, into: &parsed)
    number = parsed
    return end
  }

  /// Parses a number of any length.
  @inline(never)
  private func parseAnyNumber(at start: Int, into number: inout ParsedNumber) -> ScanPosition {
    var index = start
    let isNegative = self[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let firstDigit = index
    var significand: UInt64 = 0
    index = digits(from: index, into: &significand)
    var digitCount = index - firstDigit
    if digitCount == 0 || (digitCount > 1 && self[firstDigit] == UInt8(ascii: "0")) {
      return ScanError.notJSON
    }
    var exponent = 0
    var isInteger = true
    if self[index] == UInt8(ascii: ".") {
      let firstOfFraction = index + 1
      index = firstOfFraction
      while let eight = eightDigits(at: index) {
        significand = significand &* 100_000_000 &+ eight
        index += 8
      }
      index = digits(from: index, into: &significand)
      guard index > firstOfFraction else { return ScanError.notJSON }
      exponent = firstOfFraction - index
      digitCount += index - firstOfFraction
      isInteger = false
    }
    if self[index] | 0x20 == UInt8(ascii: "e") {
      index = parseExponent(at: index, into: &exponent)
      if index < 0 { return index }
      isInteger = false
    }
    if digitCount > 19 { digitCount -= leadingZeros(from: firstDigit) }
    number.isInteger = isInteger
    number.isRounded = isInteger && (significand > 1 << 53 || digitCount > 19)
    if digitCount <= 19 && significand <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      // Both operands are exact, so one operation rounds once (Clinger, PLDI 1990).
      let magnitude = Double(significand)
      let scaled =
        exponent < 0
        ? magnitude / kedge_power_of_ten(-exponent) : magnitude * kedge_power_of_ten(exponent)
      number.value = isNegative ? -scaled : scaled
      return index
    }
    return parseLongNumber(
      start..<index,
      LongNumber(significand, exponent, digitCount, isNegative),
      into: &number.value
    )
  }

  /// Adds digits to a significand, which wraps around after 19 of them; answers where they end.
  @inline(__always)
  private func digits(from start: Int, into significand: inout UInt64) -> Int {
    var index = start
    while true {
      let digit = self[index] &- UInt8(ascii: "0")
      if digit > 9 { return index }
      significand = significand &* 10 &+ UInt64(digit)
      index += 1
    }
  }

  /// Zeros before the first digit that counts; they take no room in the significand.
  @inline(never)
  private func leadingZeros(from start: Int) -> Int {
    var index = start
    var zeros = 0
    while self[index] == UInt8(ascii: "0") || self[index] == UInt8(ascii: ".") {
      zeros += self[index] == UInt8(ascii: "0") ? 1 : 0
      index += 1
    }
    return zeros
  }

  /// The value of eight digits at an index, or `nil` where one of the bytes is none.
  @inline(__always)
  private func eightDigits(at index: Int) -> UInt64? {
    let bytes = eightBytes(at: index)
    let areDigits =
      (bytes & 0xF0F0_F0F0_F0F0_F0F0)
      | (((bytes &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)
    guard areDigits == 0x3333_3333_3333_3333 else { return nil }
    // Pairs, then fours, then all: each step multiplies the higher digits and adds the lower ones.
    let ones = bytes &- 0x3030_3030_3030_3030
    let pairs = (ones &* 10 &+ (ones >> 8)) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ (pairs >> 16)) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ (fours >> 32)) & 0xFFFF_FFFF
  }

  private func parseExponent(at start: Int, into exponent: inout Int) -> ScanPosition {
    var index = start + 1
    let isNegative = self[index] == UInt8(ascii: "-")
    if isNegative || self[index] == UInt8(ascii: "+") { index += 1 }
    let first = index
    var written = 0
    while true {
      let digit = self[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      // A larger exponent decides nothing more, for a line is shorter than this.
      if written < 100_000_000 { written = written * 10 + Int(digit) }
      index += 1
    }
    guard index > first else { return ScanError.notJSON }
    exponent += isNegative ? -written : written
    return index
  }

  /// The numbers that two exact doubles cannot give.
  @inline(never)
  private func parseLongNumber(
    _ range: Range<Int>,
    _ long: LongNumber,
    into value: inout Double
  ) -> ScanPosition {
    if let near = long.value {
      value = near
      return range.upperBound
    }
    let text = String(decoding: copy(range), as: UTF8.self)
    guard let parsed = Double(text) else { return ScanError.notJSON }
    guard parsed.isFinite else { return ScanError.range }
    value = parsed
    return range.upperBound
  }
}

/// The decimal digits with which eight bytes of text begin.
struct DigitRun {
  /// Number of digits, 0 to 8.
  let count: Int
  /// Their value; of no meaning where there is none.
  let value: UInt32

  @inline(__always)
  init(_ bytes: UInt64) {
    // A digit becomes 0 to 9. Adding 0x76 sets the highest bit from 10 on; what is carried out of a
    // byte reaches only bytes behind it, and the first that is no digit decides.
    let ones = bytes ^ 0x3030_3030_3030_3030
    let others = ((ones &+ 0x7676_7676_7676_7676) | ones) & 0x8080_8080_8080_8080
    count = others.trailingZeroBitCount &>> 3
    // The digits move to the end, behind zeros; pairs, then fours, then all are joined.
    let moved = ones &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
    let pairs = (moved &* 10 &+ (moved &>> 8)) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ (pairs &>> 16)) & 0x0000_FFFF_0000_FFFF
    value = UInt32(truncatingIfNeeded: fours &* 10_000 &+ (fours &>> 32))
  }
}

/// A decimal number of at most 19 digits, rounded by exact integer arithmetic.
struct LongNumber {
  let significand: UInt64
  let exponent: Int
  let digitCount: Int
  let isNegative: Bool

  init(_ significand: UInt64, _ exponent: Int, _ digitCount: Int, _ isNegative: Bool) {
    self.significand = significand
    self.exponent = exponent
    self.digitCount = digitCount
    self.isNegative = isNegative
  }

  /// The nearest double, or `nil` where the number is too long or its exponent too large for this.
  ///
  /// For 0 <= k <= 19 the power 10^k fits 64 bits: a product of 128 bits is exact, and a quotient
  /// of at least 64 bits with the remainder as a sticky bit rounds like the exact quotient.
  var value: Double? {
    guard digitCount <= 19, exponent >= -19, exponent <= 19 else { return nil }
    guard significand != 0 else { return isNegative ? -0.0 : 0.0 }
    let shift = significand.leadingZeroBitCount
    let normal = significand << UInt64(shift)
    let magnitude: Double
    if exponent >= 0 {
      let product = normal.multipliedFullWidth(by: Self.integerPower(exponent))
      magnitude = Self.rounded(product.high, product.low, exponentOfTwo: -shift)
    } else {
      let divisor = Self.integerPower(-exponent)
      let divisorShift = divisor.leadingZeroBitCount
      // Halving the dividend keeps it below the divisor, which has its highest bit set.
      let division = (divisor << UInt64(divisorShift)).dividingFullWidth(
        (normal >> 1, normal << 63)
      )
      magnitude = Self.rounded(
        division.quotient,
        division.remainder == 0 ? 0 : 1,
        exponentOfTwo: divisorShift - shift - 127
      )
    }
    return isNegative ? -magnitude : magnitude
  }

  /// (high + fraction) * 2^(64 + exponentOfTwo), where `low` other than 0 says that there is more.
  private static func rounded(_ high: UInt64, _ low: UInt64, exponentOfTwo: Int) -> Double {
    let shift = UInt64(high.leadingZeroBitCount)
    var top = shift == 0 ? high : high << shift | low >> (64 - shift)
    let rest = low << shift
    // 11 bits are cut off a significand of 64; a sticky bit stands for all that follow.
    if rest != 0 { top |= 1 }
    let kept = top >> 11
    let cut = top & 0x7FF
    let isUp = cut > 0x400 || (cut == 0x400 && kept & 1 == 1)
    // The exponent lies far inside that of a double, so the power of two is exact.
    let exponent = 64 + exponentOfTwo - Int(shift) + 11
    return Double(kept + (isUp ? 1 : 0)) * Double(bitPattern: UInt64(exponent + 1_023) << 52)
  }

  private static func integerPower(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
