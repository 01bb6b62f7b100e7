import Foundation
import KedgeModel
import KedgeTestSupport
import Testing

/// Instants and days against the calendar of Foundation.
struct TimestampTests {
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// Days from 1900-01-01 to 2300-12-31.
  private static let days = Int64(-25_567)...Int64(120_894)

  private static func parts(secondsSinceEpoch seconds: Int64) -> DateComponents {
    calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second],
      from: Date(timeIntervalSince1970: Double(seconds))
    )
  }

  @Test(arguments: 0..<UInt64(8))
  func `a day has the parts that the calendar gives it, and they lead back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let days = Int64.random(in: TimestampTests.days, using: &random)
      let expected = TimestampTests.parts(secondsSinceEpoch: days * 86_400)

      let date = CivilDate(daysSinceEpoch: days)

      #expect(date.year == Int64(try #require(expected.year)))
      #expect(date.month == Int64(try #require(expected.month)))
      #expect(date.day == Int64(try #require(expected.day)))
      #expect(date.daysSinceEpoch == days)
    }
  }

  @Test func `days follow each other over four centuries and two ends of the era`() {
    var previous = CivilDate(daysSinceEpoch: -800_000)
    for days in Int64(-799_999)...800_000 {
      let date = CivilDate(daysSinceEpoch: days)
      let isNextDay = date.day == previous.day + 1 && date.month == previous.month
      let isFirst = date.day == 1 && (date.month == previous.month + 1 || date.month == 1)
      guard isNextDay || isFirst, date.daysSinceEpoch == days else {
        Issue.record("\(date) follows \(previous)")
        return
      }
      previous = date
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (-1_000, "1969-12-31T23:59:59.999999Z"), (-1_001, "1969-12-31T23:59:59.999998Z"),
      (999, "1970-01-01T00:00:00.000000Z"), (1_000, "1970-01-01T00:00:00.000001Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
      (1_795_695_271_004_212_999, "2026-11-26T12:14:31.004212Z"),
      (Int64.max, "2262-04-11T23:47:16.854775Z"), (Int64.min, "1677-09-21T00:12:43.145224Z"),
      (Timestamp.earliestEvent.nanoseconds, "1990-01-01T00:00:00.000000Z"),
      (Timestamp.latestEvent.nanoseconds, "2200-01-01T00:00:00.000000Z"),
    ] as [(Int64, String)]
  )
  func `an instant has one text`(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).rfc3339 == text)
  }

  @Test(arguments: 0..<UInt64(8))
  func `the text agrees with the calendar`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let seconds = Int64.random(in: -2_208_988_800...9_223_372_035, using: &random)
      let micros = Int64.random(in: 0..<1_000_000, using: &random)
      let nanos = Int64.random(in: 0..<1_000, using: &random)
      let parts = TimestampTests.parts(secondsSinceEpoch: seconds)
      let expected = try String(
        format: "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
        #require(parts.year),
        #require(parts.month),
        #require(parts.day),
        #require(parts.hour),
        #require(parts.minute),
        #require(parts.second),
        Int(micros)
      )

      let instant = Timestamp(nanoseconds: seconds * 1_000_000_000 + micros * 1_000 + nanos)

      #expect(instant.rfc3339 == expected)
    }
  }

  @Test func `an advance stops at the ends of what can be represented`() {
    let late = Timestamp(nanoseconds: .max - 1)
    let early = Timestamp(nanoseconds: .min + 1)

    #expect(late.advanced(byNanoseconds: 1).nanoseconds == .max)
    #expect(late.advanced(byNanoseconds: 2).nanoseconds == .max)
    #expect(early.advanced(byNanoseconds: -2).nanoseconds == .min)
    #expect(early.advanced(byNanoseconds: .max) == Timestamp(nanoseconds: 0))
  }

  @Test(arguments: 0..<UInt64(4))
  func `a floored division has a remainder that is never negative`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      let value = Int64.random(in: -1_000_000...1_000_000, using: &random)
      let divisor = Int64.random(in: 1...1_000, using: &random)

      let (quotient, remainder) = value.flooredDivision(by: divisor)

      #expect(quotient * divisor + remainder == value)
      #expect((0..<divisor).contains(remainder))
      #expect(quotient == Int64((Double(value) / Double(divisor)).rounded(.down)))
    }
  }
}
