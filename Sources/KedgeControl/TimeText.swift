public import KedgeModel

/// Times as people write them on a command line.
public enum TimeText {
  /// The instant that a text names: `@1700000000`, RFC 3339 (UTC where no offset stands, the time of
  /// day may be missing), `2h ago`, `now`, `today`, `yesterday`; `nil` for anything else.
  public static func instant(_ text: String, now: Timestamp) -> Timestamp? {
    let text = text.trimmed
    switch text {
    case "now": return now
    case "today": return startOfDay(now, daysBack: 0)
    case "yesterday": return startOfDay(now, daysBack: 1)
    default: break
    }
    if text.hasPrefix("@") { return seconds(text.dropFirst()) }
    if text.hasSuffix("ago") {
      return span(text.dropLast(3).description.trimmed).map { now.advanced(byNanoseconds: -$0) }
    }
    return civil(text)
  }

  /// A span such as `90s`, `5min`, `2 hours`, `1h 30m`, nanoseconds; `nil` where it is none.
  public static func span(_ text: String) -> Int64? {
    var total: Int64 = 0
    var rest = Substring(text.trimmed)
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count).drop { $0 == " " }
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count).drop { $0 == " " }
      guard let count = Int64(digits), let factor = nanoseconds(of: unit) else { return nil }
      let (part, isLarge) = count.multipliedReportingOverflow(by: factor)
      let (sum, isLarger) = total.addingReportingOverflow(part)
      guard !isLarge, !isLarger else { return nil }
      total = sum
    }
    return total
  }

  private static func nanoseconds(of unit: Substring) -> Int64? {
    switch unit {
    case "s", "sec", "second", "seconds": 1_000_000_000
    case "m", "min", "minute", "minutes": 60_000_000_000
    case "h", "hour", "hours": 3_600_000_000_000
    case "d", "day", "days": 86_400_000_000_000
    case "w", "week", "weeks": 604_800_000_000_000
    default: nil
    }
  }

  private static func startOfDay(_ now: Timestamp, daysBack: Int64) -> Timestamp {
    let day: Int64 = 86_400_000_000_000
    let start = now.nanoseconds.flooredDivision(by: day).quotient - daysBack
    return Timestamp(nanoseconds: start * day)
  }

  private static func seconds(_ text: Substring) -> Timestamp? {
    guard let value = Double(text), value.magnitude < 9e9 else { return nil }
    return Timestamp(nanoseconds: Int64((value * 1e9).rounded()))
  }

  private static func civil(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, let date = CivilDate(bytes[0..<10]) else { return nil }
    guard bytes.count > 10 else {
      return Timestamp(nanoseconds: date.daysSinceEpoch * 86_400_000_000_000)
    }
    let separators: [UInt8] = [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")]
    guard separators.contains(bytes[10]), let time = TimeOfDay(bytes[11...]) else { return nil }
    return Timestamp(
      nanoseconds: date.daysSinceEpoch * 86_400_000_000_000 + time.nanoseconds
        - time.offsetNanoseconds
    )
  }
}

/// A time of day with its offset from UTC.
private struct TimeOfDay {
  var nanoseconds: Int64
  var offsetNanoseconds: Int64

  /// Reads `HH:MM`, `HH:MM:SS`, a fraction, and `Z` or `+HH:MM`.
  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    guard let minutes = TimeOfDay.minutes(&rest) else { return nil }
    nanoseconds = minutes * 60_000_000_000
    if rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      guard let seconds = TimeOfDay.number(&rest), seconds < 60 else { return nil }
      nanoseconds += seconds * 1_000_000_000
      if rest.first == UInt8(ascii: ".") {
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        let text = String(decoding: digits.prefix(9), as: UTF8.self)
        nanoseconds += Int64(text + String(repeating: "0", count: 9 - text.utf8.count)) ?? 0
        rest = rest.dropFirst(digits.count + 1)
      }
    }
    offsetNanoseconds = 0
    switch rest.first {
    case nil: return
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): rest = rest.dropFirst()
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
      rest = rest.dropFirst()
      guard let minutes = TimeOfDay.minutes(&rest) else { return nil }
      offsetNanoseconds = sign * minutes * 60_000_000_000
    default: return nil
    }
    guard rest.isEmpty else { return nil }
  }

  /// Reads `HH:MM` as minutes.
  private static func minutes(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    guard let hours = number(&rest), hours < 24, rest.first == UInt8(ascii: ":") else { return nil }
    rest = rest.dropFirst()
    guard let minutes = number(&rest), minutes < 60 else { return nil }
    return hours * 60 + minutes
  }

  /// Reads two digits.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    let digits = rest.prefix(2)
    guard digits.count == 2, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(2)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }
}

extension CivilDate {
  /// Reads `YYYY-MM-DD`.
  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    let parts = bytes.split(separator: UInt8(ascii: "-")).map {
      Int64(String(decoding: $0, as: UTF8.self))
    }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1...12).contains(month), (1...31).contains(day), (1677...2262).contains(year)
    else { return nil }
    self.init(year: year, month: month, day: day)
    guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
