/// A point in time, from the year 1 to the end of the year 9999 in UTC, in nanoseconds.
public struct TimestampValue: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, rounded down.
  public let seconds: Int64

  /// Nanoseconds after `seconds`, 0 to 999,999,999.
  public let nanoseconds: Int32

  private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Makes a timestamp, or `nil` outside the range.
  ///
  /// - Parameters:
  ///   - seconds: Seconds since 1970-01-01T00:00:00Z.
  ///   - nanoseconds: Nanoseconds to add, of any size and sign.
  public init?(seconds: Int64, nanoseconds: Int64 = 0) {
    self.init(
      totalNanoseconds: Int128(seconds) * DurationValue.nanosecondsPerSecond + Int128(nanoseconds)
    )
  }

  init?(totalNanoseconds: Int128) {
    var (whole, rest) = totalNanoseconds.quotientAndRemainder(
      dividingBy: DurationValue.nanosecondsPerSecond
    )
    if rest < 0 {
      whole -= 1
      rest += DurationValue.nanosecondsPerSecond
    }
    guard let seconds = Int64(exactly: whole), TimestampValue.range.contains(seconds) else {
      return nil
    }
    self.seconds = seconds
    nanoseconds = Int32(rest)
  }

  var totalNanoseconds: Int128 {
    Int128(seconds) * DurationValue.nanosecondsPerSecond + Int128(nanoseconds)
  }

  /// Orders by time.
  public static func < (left: TimestampValue, right: TimestampValue) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension TimestampValue: CustomStringConvertible {
  /// RFC 3339 in UTC with as many decimals as needed, for example `2009-02-13T23:31:30.5Z`.
  public var description: String {
    let civil = CivilTime(secondsSinceEpoch: seconds)
    let date =
      "\(TimeText.padded(civil.year, 4))-\(TimeText.padded(civil.month, 2))"
      + "-\(TimeText.padded(civil.day, 2))"
    let time =
      "\(TimeText.padded(civil.hour, 2)):\(TimeText.padded(civil.minute, 2))"
      + ":\(TimeText.padded(civil.second, 2))"
    return "\(date)T\(time)\(TimeText.fraction(UInt32(nanoseconds)))Z"
  }

  /// Reads RFC 3339: date, `T`, time with up to nine decimals, and `Z` or an offset.
  ///
  /// - Returns: `nil` for any other text, for dates that do not exist and outside the range.
  public init?(parsing text: String) {
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(4), reader.accept("-"), let month = reader.number(2),
      reader.accept("-"), let day = reader.number(2), reader.accept("T"),
      let hour = reader.number(2), reader.accept(":"), let minute = reader.number(2),
      reader.accept(":"), let second = reader.number(2),
      let nanoseconds = reader.fraction(), let offset = reader.zone(), reader.isAtEnd,
      let days = CivilTime.days(year: year, month: month, day: day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Int64(offset)
    self.init(seconds: seconds, nanoseconds: Int64(nanoseconds))
  }
}

/// Reads fixed-width fields of a timestamp.
struct DigitReader {
  let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, UInt32(bytes[offset]) == scalar.value else { return false }
    offset += 1
    return true
  }

  /// Exactly `count` digits.
  mutating func number(_ count: Int) -> Int? {
    guard offset + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[offset..<offset + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    offset += count
    return value
  }

  /// Nanoseconds of an optional fraction; `nil` when it has no digit or more than nine.
  mutating func fraction() -> Int? {
    guard accept(".") else { return 0 }
    var value = 0
    var count = 0
    while let digit = number(1) {
      value = value * 10 + digit
      count += 1
      guard count <= 9 else { return nil }
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// Seconds east of UTC of `Z` or `+hh:mm`.
  mutating func zone() -> Int? {
    if accept("Z") { return 0 }
    let isNegative = accept("-")
    guard isNegative || accept("+") else { return nil }
    guard let hours = number(2), accept(":"), let minutes = number(2), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    return isNegative ? -seconds : seconds
  }
}
