/// Where the accessors of timestamps learn the offset of a named time zone.
///
/// The language itself knows `UTC` and fixed offsets such as `-09:30`; for every other name it asks
/// this value, since reading the system's database is the shell's business.
public struct TimeZones: Sendable {
  private let offset: @Sendable (String, Int64) -> Int?

  /// Knows no names.
  public static let fixedOffsetsOnly = TimeZones { _, _ in nil }

  /// Takes names from a function.
  ///
  /// - Parameter offset: Answers the seconds east of UTC that hold in a zone at a time given in
  ///   seconds since 1970-01-01T00:00:00Z, or `nil` for a name it does not know.
  public init(_ offset: @escaping @Sendable (_ name: String, _ seconds: Int64) -> Int?) {
    self.offset = offset
  }

  func secondsEast(of name: String, at seconds: Int64) -> Int? {
    if name == "UTC" { return 0 }
    let hasSign = name.hasPrefix("+") || name.hasPrefix("-")
    var reader = DigitReader(bytes: Array((hasSign ? name : "+" + name).utf8))
    if let fixed = reader.zone(), reader.isAtEnd { return fixed }
    return offset(name, seconds)
  }
}
