import Foundation
import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("timestamps and durations")
struct TimeTests {
  @Test(arguments: 0..<UInt64(200))
  func `dates agree with the calendar of the system`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // From the year 1600 on: before it the system's calendar changes to the Julian one.
    let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &generator)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second, .weekday],
      from: Date(timeIntervalSince1970: Double(seconds))
    )
    func two(_ value: Int?) -> String { (value ?? -1) < 10 ? "0\(value ?? -1)" : "\(value ?? -1)" }
    let expected =
      "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
      + "T\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))Z"

    let time = try #require(TimestampValue(seconds: seconds))
    let weekday = try Environment(variables: [VariableDeclaration("t", .timestamp)])
      .outcome("t.getDayOfWeek()", ["t": .timestamp(time)])

    #expect(time.description == expected)
    #expect(TimestampValue(parsing: expected) == time)
    #expect(weekday == .value(.int(Int64((parts.weekday ?? 0) - 1))))
  }

  @Test func `every day of 800 years follows the one before`() throws {
    var (year, month, day) = (1599, 12, 31)
    var seconds: Int64 = -11_676_096_000
    while year < 2_400 {
      day += 1
      let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
      // One day in 29 keeps the test short and still meets every month of every kind of year.
      if (seconds / 86_400).isMultiple(of: 29) {
        let text =
          "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
        #expect(TimestampValue(parsing: text)?.seconds == seconds)
        #expect(TimestampValue(seconds: seconds)?.description == text)
      }
      seconds += 86_400
    }
  }

  @Test(
    arguments: [
      "2009-02-30T00:00:00Z", "2009-13-01T00:00:00Z", "2009-02-13", "2009-02-13T24:00:00Z",
      "2009-02-13T23:60:00Z", "2009-02-13T23:31:60Z", "2009-02-13 23:31:30Z", "2009-2-13T23:31:30Z",
      "2009-02-13T23:31:30", "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.1234567890Z",
      "2009-02-13T23:31:30+1:00", "0000-12-31T23:59:59Z", "", "x", "10000-01-01T00:00:00Z",
      "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
  func `other texts are no timestamps`(_ text: String) {
    #expect(TimestampValue(parsing: text) == nil)
  }

  @Test(
    arguments: [
      ("1h30m", "5400s"), ("-1.5h", "-5400s"), ("1.5s", "1.5s"), ("100ms", "0.1s"),
      ("1us", "0.000001s"),
      ("1µs", "0.000001s"), ("1ns", "0.000000001s"), ("0", "0s"), ("+3s", "3s"), ("-0.5s", "-0.5s"),
      (".5m", "30s"), ("1.s", "1s"), ("0.1ns", "0s"), ("315576000000s", "315576000000s"),
      ("1h1m1s1ms1us1ns", "3661.001001001s"), ("0.000000001h", "0.0000036s"),
    ])
  func `durations are read and written`(_ text: String, _ expected: String) throws {
    let duration = try #require(DurationValue(parsing: text))

    #expect(duration.description == expected)
    #expect(DurationValue(parsing: duration.description) == duration)
  }

  @Test(
    arguments: [
      "", "-", "1", "s", ".s", "1d", "1h-3m", "1e3s", "315576000001s", "99999999999999999999s",
      "1 s", "1S",
      "999999999999999999h999999999999999999h",
    ])
  func `other texts are no durations`(_ text: String) {
    #expect(DurationValue(parsing: text) == nil)
  }

  @Test(
    arguments: [
      ("t.getHours('+02:30')", 2), ("t.getHours('02:00')", 1), ("t.getHours('-01:00')", 22),
      ("t.getHours('UTC')", 23), ("t.getHours('Test/Zone')", 0), ("t.getMonth('Test/Zone')", 1),
      ("t.getDayOfYear()", 43), ("t.getDate('+02:30')", 14), ("t.getMilliseconds()", 250),
    ])
  func `accessors take fixed offsets and the names the caller knows`(
    _ text: String,
    _ expected: Int64
  ) throws {
    let environment = Environment(variables: [VariableDeclaration("t", .timestamp)])
    let time = try #require(TimestampValue(parsing: "2009-02-13T23:31:30.25Z"))

    let outcome = try environment.check(text).evaluate(
      with: Bindings(["t": .timestamp(time)]),
      budget: 100,
      timeZones: TimeZones { name, _ in name == "Test/Zone" ? 3_600 : nil }
    ).outcome

    #expect(outcome == .value(.int(expected)))
    #expect(
      try environment.outcome("t.getHours('No/Where')", ["t": .timestamp(time)])
        .isSame(as: .error(EvaluationError(.invalidConversion, "")))
    )
  }
}
