/// An instant in UTC, in whole nanoseconds since 1970-01-01T00:00:00Z.
///
/// Event times lie between 1990 and 2200; the type itself holds 1677 to 2262.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since the epoch.
  public var nanoseconds: Int64

  /// Makes the instant that lies `nanoseconds` after the epoch.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// The earliest instant that an event time may name: 1990-01-01T00:00:00Z.
  public static let earliestEvent = Timestamp(nanoseconds: 631_152_000_000_000_000)

  /// The first instant that an event time may no longer name: 2200-01-01T00:00:00Z.
  public static let latestEvent = Timestamp(nanoseconds: 7_258_118_400_000_000_000)

  /// Orders instants by time.
  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant `nanoseconds` later; stops at the ends of the representable range.
  @inlinable
  public func advanced(byNanoseconds count: Int64) -> Timestamp {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(count)
    guard overflow else { return Timestamp(nanoseconds: sum) }
    return Timestamp(nanoseconds: count < 0 ? .min : .max)
  }
}

extension Timestamp {
  /// The instant as RFC 3339 text in UTC with microseconds, such as `2026-11-23T12:14:31.004212Z`.
  ///
  /// Nanoseconds beyond the microsecond are cut off, towards the past.
  public var rfc3339: String {
    let micros = nanoseconds.flooredDivision(by: 1_000)
    let seconds = micros.quotient.flooredDivision(by: 1_000_000)
    let days = seconds.quotient.flooredDivision(by: 86_400)
    let date = CivilDate(daysSinceEpoch: days.quotient)
    let time = days.remainder
    return pad(date.year, 4) + "-" + pad(date.month, 2) + "-" + pad(date.day, 2) + "T"
      + pad(time / 3_600, 2) + ":" + pad(time / 60 % 60, 2) + ":" + pad(time % 60, 2) + "."
      + pad(seconds.remainder, 6) + "Z"
  }

  private func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Equatable, Sendable {
  /// The year, such as 2026.
  public var year: Int64
  /// The month, 1 to 12.
  public var month: Int64
  /// The day of the month, 1 to 31.
  public var day: Int64

  /// Makes a day from its parts, which are not checked.
  public init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that lies `days` after 1970-01-01.
  ///
  /// - Note: Counts in eras of 400 years that begin on 1 March, so that the leap day is last
  ///   (E. G. Richards, in "Explanatory Supplement to the Astronomical Almanac", 2013, 15.11).
  public init(daysSinceEpoch days: Int64) {
    let (era, day) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    self.day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01; negative before it.
  @inlinable
  public var daysSinceEpoch: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Int64 {
  /// Quotient rounded towards negative infinity, and the remainder that is never negative.
  @inlinable
  public func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
