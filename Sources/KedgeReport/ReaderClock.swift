public import KedgeModel

/// The time of the reader: now, and how far the zone is from UTC.
public struct ReaderClock: Equatable, Sendable {
  /// The time at which the text is made.
  public var now: Timestamp
  /// Seconds east of UTC.
  public var offsetSeconds: Int64
  /// Name of the zone, such as `UTC` or `CET`.
  public var zone: String

  /// Makes a clock.
  public init(now: Timestamp, offsetSeconds: Int64 = 0, zone: String = "UTC") {
    self.now = now
    self.offsetSeconds = offsetSeconds
    self.zone = zone
  }

  /// `Mon 2026-11-23 09:12:04 UTC`.
  public func long(_ time: Timestamp) -> String {
    let text = local(time)
    return "\(weekday(time)) \(text.prefix(10)) \(text.dropFirst(11).prefix(8)) \(zone)"
  }

  /// `Mon 11:58:03` within a week, else the date and time.
  public func short(_ time: Timestamp) -> String {
    let text = local(time)
    let age = (now.nanoseconds - time.nanoseconds).magnitude
    let day = age < 6 * 86_400_000_000_000 ? weekday(time) : String(text.prefix(10))
    return "\(day) \(text.dropFirst(11).prefix(8))"
  }

  /// `11:58` on the same day, else the weekday or date before it.
  public func brief(_ time: Timestamp) -> String {
    let (today, day) = (local(now).prefix(10), local(time).prefix(10))
    let clock = local(time).dropFirst(11).prefix(5)
    return today == day ? String(clock) : "\(day) \(clock)"
  }

  /// `3h 2min`: the two largest units of the time since an instant.
  public func age(_ time: Timestamp) -> String {
    ReaderClock.span(now.nanoseconds - time.nanoseconds)
  }

  /// A span in its two largest units.
  public static func span(_ nanoseconds: Int64) -> String {
    var seconds = max(0, nanoseconds / 1_000_000_000)
    let units: [(String, Int64)] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
    guard let first = units.firstIndex(where: { seconds >= $0.1 }) else { return "0s" }
    var parts: [String] = []
    for unit in units[first...].prefix(2) {
      if seconds / unit.1 > 0 { parts.append("\(seconds / unit.1)\(unit.0)") }
      seconds %= unit.1
    }
    return parts.joined(separator: " ")
  }

  private func local(_ time: Timestamp) -> String {
    time.advanced(byNanoseconds: offsetSeconds * 1_000_000_000).rfc3339
  }

  private func weekday(_ time: Timestamp) -> String {
    let seconds = time.nanoseconds.flooredDivision(by: 1_000_000_000).quotient + offsetSeconds
    let day = seconds.flooredDivision(by: 86_400).quotient
    // The epoch was a Thursday.
    let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    return names[Int(day.flooredDivision(by: 7).remainder)]
  }
}
