/// A length of time in nanoseconds, at most 315,576,000,000 s (10,000 years) in either direction.
public struct DurationValue: Hashable, Comparable, Sendable {
  /// Whole seconds, rounded toward zero.
  public let seconds: Int64

  /// The rest in nanoseconds, -999,999,999 to 999,999,999, with the sign of the whole.
  public let nanoseconds: Int32

  private static let secondsMax: Int64 = 315_576_000_000
  static let nanosecondsPerSecond: Int128 = 1_000_000_000

  /// Makes a duration, or `nil` outside the range.
  ///
  /// - Parameters:
  ///   - seconds: Seconds.
  ///   - nanoseconds: Nanoseconds to add, of any size and sign.
  public init?(seconds: Int64, nanoseconds: Int64 = 0) {
    self.init(
      totalNanoseconds: Int128(seconds) * DurationValue.nanosecondsPerSecond + Int128(nanoseconds)
    )
  }

  init?(totalNanoseconds: Int128) {
    let bound = Int128(DurationValue.secondsMax) * DurationValue.nanosecondsPerSecond
    guard totalNanoseconds.magnitude <= bound.magnitude else { return nil }
    seconds = Int64(totalNanoseconds / DurationValue.nanosecondsPerSecond)
    nanoseconds = Int32(totalNanoseconds % DurationValue.nanosecondsPerSecond)
  }

  var totalNanoseconds: Int128 {
    Int128(seconds) * DurationValue.nanosecondsPerSecond + Int128(nanoseconds)
  }

  /// Orders by length, negative before positive.
  public static func < (left: DurationValue, right: DurationValue) -> Bool {
    left.totalNanoseconds < right.totalNanoseconds
  }
}

extension DurationValue: CustomStringConvertible {
  /// Seconds with as many decimals as needed and the unit, for example `90s` or `-0.5s`.
  public var description: String {
    let sign = totalNanoseconds < 0 ? "-" : ""
    let fraction = TimeText.fraction(UInt32(nanoseconds.magnitude))
    return "\(sign)\(seconds.magnitude)\(fraction)s"
  }

  private static let units: [(name: String, nanoseconds: Int128)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads a sign and one or more decimal numbers, each with a unit, such as `-1h30m` or `1.5s`.
  ///
  /// Units are `h`, `m`, `s`, `ms`, `us` (or `µs`) and `ns`; `0` needs none. Parts below a
  /// nanosecond are cut off.
  ///
  /// - Returns: `nil` for any other text and outside the range.
  public init?(parsing text: String) {
    var rest = Array(text.unicodeScalars)[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    guard !rest.isEmpty else { return nil }
    var total: Int128 = 0
    if !rest.elementsEqual(["0"]) {
      while !rest.isEmpty {
        guard let part = DurationValue.part(of: &rest) else { return nil }
        let (sum, overflows) = total.addingReportingOverflow(part)
        guard !overflows else { return nil }
        total = sum
      }
    }
    self.init(totalNanoseconds: isNegative ? -total : total)
  }

  private static func part(of rest: inout ArraySlice<Unicode.Scalar>) -> Int128? {
    let whole = digits(of: &rest)
    var decimals = ""
    if rest.first == "." {
      rest.removeFirst()
      decimals = digits(of: &rest)
    }
    // 18 digits of seconds are far outside the range, and 18 decimals far below a nanosecond.
    guard !(whole.isEmpty && decimals.isEmpty), whole.utf8.count <= 18 else { return nil }
    let letters = rest.prefix { !Lexer.isDigit($0) && $0 != "." }
    rest = rest.dropFirst(letters.count)
    guard let unit = units.first(where: { $0.name.unicodeScalars.elementsEqual(letters) }) else {
      return nil
    }
    var total = (Int128(whole) ?? 0) * unit.nanoseconds
    var place = unit.nanoseconds
    for digit in decimals.prefix(18).utf8 {
      // Hours keep their digits below a nanosecond until the division is done.
      total += place * Int128(digit - 0x30) / 10
      place /= 10
    }
    return total
  }

  private static func digits(of rest: inout ArraySlice<Unicode.Scalar>) -> String {
    let digits = rest.prefix { Lexer.isDigit($0) }
    rest = rest.dropFirst(digits.count)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: digits)
    return String(view)
  }
}
