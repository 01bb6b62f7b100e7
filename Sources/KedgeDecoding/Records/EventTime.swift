import CByteScan
import KedgeModel

/// Reads event times (FORMATS section 2).
struct EventTime {
  /// The unit of numbers, or `nil` for that of their magnitude.
  var unit: TimeUnit?
  /// What a time without offset means.
  var zone: TimeZoneRule
  /// The first eight bytes and the last two of the date that was read last, and its day.
  private var cachedDate: (UInt64, UInt64) = (0, 0)
  private var cachedDay: Int64 = 0

  init(unit: TimeUnit?, zone: TimeZoneRule) {
    self.unit = unit
    self.zone = zone
  }

  /// The instant of a text or number, or `nil` where it is none between 1990 and 2200.
  @inline(__always)
  mutating func parse(_ bytes: ScanBytes, at start: Int, length: Int) -> Timestamp? {
    let isDate = length >= 19 && bytes[start + 4] == UInt8(ascii: "-")
    let nanoseconds =
      isDate
      ? parseDate(bytes, at: start, end: start + length)
      : parseNumber(bytes, at: start, end: start + length)
    guard let nanoseconds else { return nil }
    let time = Timestamp(nanoseconds: nanoseconds)
    return time >= .earliestEvent && time < .latestEvent ? time : nil
  }

  /// `2026-11-23T18:54:03.362960Z`, with a space for the `T`, with another offset or none.
  private mutating func parseDate(_ bytes: ScanBytes, at start: Int, end: Int) -> Int64? {
    guard let day = parseDay(bytes, at: start) else { return nil }
    let separator = bytes[start + 10]
    guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
      let ofDay = parseClock(bytes, at: start + 11)
    else { return nil }
    var second = ofDay
    var index = start + 19
    guard var fraction = parseFraction(bytes, at: &index, end: end) else { return nil }
    // A leap second is the last instant of the second before.
    if bytes[start + 17] == UInt8(ascii: "6") { (second, fraction) = (ofDay - 1, 999_999_999) }
    let local = day * 86_400 + second
    guard let seconds = utcSeconds(local, bytes, at: index, end: end) else { return nil }
    // The day lies between the years 0 and 9999, so only the product can overflow.
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : whole + fraction
  }

  /// Days since the epoch of `YYYY-MM-DD`.
  private mutating func parseDay(_ bytes: ScanBytes, at start: Int) -> Int64? {
    let date = (bytes.eightBytes(at: start), bytes.eightBytes(at: start + 2))
    if date == cachedDate { return cachedDay }
    guard let century = twoDigits(bytes, at: start, max: 99),
      let yearOfCentury = twoDigits(bytes, at: start + 2, max: 99),
      bytes[start + 7] == UInt8(ascii: "-"),
      let month = twoDigits(bytes, at: start + 5, max: 12),
      let day = twoDigits(bytes, at: start + 8, max: 31)
    else { return nil }
    let civil = CivilDate(year: century * 100 + yearOfCentury, month: month, day: day)
    let days = civil.daysSinceEpoch
    // A month 0 or a 30 February comes back as another day.
    guard month > 0, CivilDate(daysSinceEpoch: days) == civil else { return nil }
    (cachedDate, cachedDay) = (date, days)
    return days
  }

  /// Seconds since midnight of `HH:MM:SS`, at most `23:59:60`.
  @inline(__always)
  private func parseClock(_ bytes: ScanBytes, at start: Int) -> Int64? {
    // Each digit becomes 0 to 9 and each colon 0; a sum beyond 0x7F shows any other byte.
    let parts = bytes.eightBytes(at: start) ^ 0x3030_3A30_303A_3030
    let others = (parts &+ 0x7676_7F76_767F_7676) | parts
    guard others & 0x8080_8080_8080_8080 == 0 else { return nil }
    let pairs = Int64(bitPattern: parts &* 10 &+ (parts &>> 8))
    let (hour, minute, second) = (pairs & 0xFF, pairs &>> 24 & 0xFF, pairs &>> 48 & 0xFF)
    guard hour <= 23, minute <= 59, second <= 60 else { return nil }
    return hour &* 3_600 &+ minute &* 60 &+ second
  }

  /// Nanoseconds of `.123456`; 0 where there is no point; digits beyond nine are cut off.
  private func parseFraction(_ bytes: ScanBytes, at index: inout Int, end: Int) -> Int64? {
    guard index < end, bytes[index] == UInt8(ascii: ".") else { return 0 }
    index += 1
    let run = DigitRun(bytes.eightBytes(at: index))
    if run.count > 0 && run.count < 8 && index + run.count <= end {
      index += run.count
      return Int64(run.value) &* Int64(kedge_power_of_ten(9 &- run.count))
    }
    let first = index
    var nanoseconds: Int64 = 0
    var unit: Int64 = 100_000_000
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      nanoseconds += Int64(digit) * unit
      unit /= 10
      index += 1
    }
    return index > first ? nanoseconds : nil
  }

  private func utcSeconds(_ local: Int64, _ bytes: ScanBytes, at index: Int, end: Int) -> Int64? {
    guard index < end else { return zone.utcSeconds(localSeconds: local) }
    if bytes[index] | 0x20 == UInt8(ascii: "z") { return index + 1 == end ? local : nil }
    let isEast = bytes[index] == UInt8(ascii: "+")
    guard isEast || bytes[index] == UInt8(ascii: "-"), index + 6 == end,
      bytes[index + 3] == UInt8(ascii: ":"),
      let hours = twoDigits(bytes, at: index + 1, max: 23),
      let minutes = twoDigits(bytes, at: index + 4, max: 59)
    else { return nil }
    let offset = hours * 3_600 + minutes * 60
    return isEast ? local - offset : local + offset
  }

  @inline(__always)
  private func twoDigits(_ bytes: ScanBytes, at index: Int, max: Int64) -> Int64? {
    let tens = bytes[index] &- UInt8(ascii: "0")
    let ones = bytes[index + 1] &- UInt8(ascii: "0")
    guard tens <= 9, ones <= 9 else { return nil }
    let value = Int64(tens) * 10 + Int64(ones)
    return value <= max ? value : nil
  }

  /// A number since the epoch, by its unit or magnitude, without rounding through a double.
  private func parseNumber(_ bytes: ScanBytes, at start: Int, end: Int) -> Int64? {
    guard let number = EpochNumber(bytes, at: start, end: end) else { return nil }
    let unit = unit ?? number.unitOfMagnitude
    guard unit == .seconds || !number.hasFraction else { return nil }
    return number.scaled(byPowerOfTen: unit.powerOfTen)
  }
}

/// A decimal number of which 19 digits are kept, enough for a nanosecond in any unit.
private struct EpochNumber {
  private var significand: UInt64 = 0
  private var digits = 0
  /// The number is the significand times this power of ten.
  private var exponent = 0
  private var isNegative = false

  /// Reads `-?digits[.digits][e[+-]digits]`; `nil` where the text is anything else.
  init?(_ bytes: ScanBytes, at start: Int, end: Int) {
    var index = start
    if index < end, bytes[index] == UInt8(ascii: "-") {
      isNegative = true
      index += 1
    }
    guard addDigits(bytes, at: &index, end: end, isFraction: false) else { return nil }
    if index < end, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard addDigits(bytes, at: &index, end: end, isFraction: true) else { return nil }
    }
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard addExponent(bytes, at: &index, end: end) else { return nil }
    }
    guard index == end else { return nil }
    while significand != 0 && significand % 10 == 0 {
      significand /= 10
      digits -= 1
      exponent += 1
    }
  }

  private mutating func addDigits(
    _ bytes: ScanBytes,
    at index: inout Int,
    end: Int,
    isFraction: Bool
  ) -> Bool {
    let first = index
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      if digits < 19 {
        significand = significand * 10 + UInt64(digit)
        digits += significand == 0 ? 0 : 1
        exponent -= isFraction ? 1 : 0
      } else {
        exponent += isFraction ? 0 : 1
      }
      index += 1
    }
    return index > first
  }

  private mutating func addExponent(_ bytes: ScanBytes, at index: inout Int, end: Int) -> Bool {
    index += 1
    let isSigned =
      index < end && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+"))
    let sign = isSigned && bytes[index] == UInt8(ascii: "-") ? -1 : 1
    if isSigned { index += 1 }
    let first = index
    var written = 0
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      written = min(written * 10 + Int(digit), 1_000_000)
      index += 1
    }
    exponent += sign * written
    return index > first
  }

  /// Whether the number is not whole; trailing zeros have been taken away.
  var hasFraction: Bool { significand != 0 && exponent < 0 }

  /// Below 10^11 seconds, below 10^14 milliseconds, below 10^17 microseconds, else nanoseconds.
  var unitOfMagnitude: TimeUnit {
    switch digits + exponent {
    case ...11: .seconds
    case ...14: .milliseconds
    case ...17: .microseconds
    default: .nanoseconds
    }
  }

  /// The number times a power of ten, cut off towards 0; `nil` where it does not fit.
  func scaled(byPowerOfTen power: Int) -> Int64? {
    var value = significand
    var rest = exponent + power
    guard rest < 20 else { return significand == 0 ? 0 : nil }
    while rest < 0 && value != 0 {
      value /= 10
      rest += 1
    }
    while rest > 0 && value != 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
      rest -= 1
    }
    guard let magnitude = Int64(exactly: value) else { return nil }
    return isNegative ? -magnitude : magnitude
  }
}
