/// An accessor of timestamps, some of durations too; the raw value is the name.
enum TimeFunction: String, Hashable, Sendable {
  case getFullYear
  case getMonth
  case getDate
  case getDayOfMonth
  case getDayOfWeek
  case getDayOfYear
  case getHours
  case getMinutes
  case getSeconds
  case getMilliseconds
}

/// The accessors of timestamps and durations.
struct TimeFunctions {
  let timeZones: TimeZones

  func apply(
    _ function: TimeFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    if arguments.count == 1, case .duration(let duration) = arguments[0] {
      return .int(try part(function, of: duration))
    }
    guard (1...2).contains(arguments.count), case .timestamp(let time) = arguments[0] else {
      throw .noOverload(function.rawValue, arguments)
    }
    var east = 0
    if arguments.count == 2 {
      guard case .string(let zone) = arguments[1] else {
        throw .noOverload(function.rawValue, arguments)
      }
      guard let offset = timeZones.secondsEast(of: zone, at: time.seconds) else {
        throw EvaluationError(
          .invalidConversion,
          "no time zone \(LiteralText.short(arguments[1])); use UTC, +hh:mm or an IANA name"
        )
      }
      east = offset
    }
    return .int(Int64(try part(function, of: time, secondsEast: east)))
  }

  private func part(
    _ function: TimeFunction,
    of time: TimestampValue,
    secondsEast: Int
  ) throws(EvaluationError) -> Int {
    let (local, overflows) = time.seconds.addingReportingOverflow(Int64(secondsEast))
    guard !overflows else {
      throw EvaluationError(.overflow, "the offset of the time zone is out of range")
    }
    let civil = CivilTime(secondsSinceEpoch: local)
    switch function {
    case .getFullYear: return civil.year
    case .getMonth: return civil.month - 1
    case .getDate: return civil.day
    case .getDayOfMonth: return civil.day - 1
    case .getDayOfWeek: return civil.dayOfWeek
    case .getDayOfYear: return civil.dayOfYear
    case .getHours: return civil.hour
    case .getMinutes: return civil.minute
    case .getSeconds: return civil.second
    case .getMilliseconds: return Int(time.nanoseconds) / 1_000_000
    }
  }

  /// The whole in hours, minutes or seconds, but only the rest of a second in milliseconds.
  private func part(
    _ function: TimeFunction,
    of duration: DurationValue
  ) throws(EvaluationError) -> Int64 {
    switch function {
    case .getHours: return duration.seconds / 3_600
    case .getMinutes: return duration.seconds / 60
    case .getSeconds: return duration.seconds
    case .getMilliseconds: return Int64(duration.nanoseconds / 1_000_000)
    case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear:
      throw .noOverload(function.rawValue, .duration(duration))
    }
  }
}
