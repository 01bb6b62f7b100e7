import KedgeDecoding
import KedgeModel
import Testing

@Suite struct EventTimeTests {
  private func time(
    _ value: String,
    _ settings: DecoderSettings = DecoderSettings()
  ) throws -> Int64? {
    let decoded = try decode("{\"model\":\"m\",\"time\":\(value)}", settings)
    #expect(decoded.rows.count == 1 || decoded.rejects.map(\.reason) == [.badTime])
    return decoded.rows.first?.time.nanoseconds
  }

  // The numbers come from Python: int(datetime.timestamp()) and the digits behind the point.
  @Test(arguments: [
    (#""2026-11-23T18:53:57Z""#, 1_795_460_037_000_000_000),
    (#""2026-11-23t18:53:57.644147z""#, 1_795_460_037_644_147_000),
    (#""2026-11-23 19:53:57.644147123999+01:00""#, 1_795_460_037_644_147_123),
    (#""2026-11-23T13:23:57-05:30""#, 1_795_460_037_000_000_000),
    (#""2023-11-16 18:15:46.6805900""#, 1_700_158_546_680_590_000),
    (#""2026-11-23T18:53:60Z""#, 1_795_460_039_999_999_999),
    (#""2024-02-29T00:00:00Z""#, 1_709_164_800_000_000_000),
    (#""2026-11-23T18:53:57\u005a""#, 1_795_460_037_000_000_000),
    ("1795460037", 1_795_460_037_000_000_000),
    ("1795460037.644147", 1_795_460_037_644_147_000),
    ("1795460037.644147123", 1_795_460_037_644_147_123),
    (#""1795460037.644147""#, 1_795_460_037_644_147_000),
    ("1795460037644", 1_795_460_037_644_000_000),
    ("1795460037644147", 1_795_460_037_644_147_000),
    ("1795460037644147123", 1_795_460_037_644_147_123),
    ("1.795460037e9", 1_795_460_037_000_000_000),
    ("1795460037644.0", 1_795_460_037_644_000_000),
    ("631152000", 631_152_000_000_000_000), ("7258118399", 7_258_118_399_000_000_000),
  ])
  func `a time is kept to the nanosecond`(value: String, nanoseconds: Int64) throws {
    #expect(try time(value) == nanoseconds)
  }

  @Test(arguments: [
    #""2026-02-30T00:00:00Z""#, #""2026-13-01T00:00:00Z""#, #""2026-00-01T00:00:00Z""#,
    #""2026-11-23T24:00:00Z""#, #""2026-11-23T18:53:61Z""#, #""2026-11-23T18:53Z""#,
    #""2026-11-23T18:53:57.Z""#, #""2026-11-23T18:53:57+0100""#, #""2026-11-23T18:53:57Zx""#,
    #""2026/11/23T18:53:57Z""#, #""yesterday""#, #""""#, "0", "631151999", "7258118400", "-5", "{}",
    #""1989-12-31T23:59:59Z""#, #""2200-01-01T00:00:00Z""#, "1795460037644.5", "1e30", #""1e""#,
  ])
  func `anything else is no time`(value: String) throws {
    #expect(try time(value) == nil)
  }

  @Test func `a declared unit decides`() throws {
    var settings = DecoderSettings()
    settings.timeUnit = .milliseconds
    #expect(try time("978307200000", settings) == 978_307_200_000_000_000)
    #expect(try time("1795460037", settings) == nil)
  }

  @Test func `a time without offset follows the zone, the earlier of two counting`() throws {
    var settings = DecoderSettings()
    settings.timeZone = .fixed(offsetSeconds: 3_600)
    #expect(try time(#""2026-11-23 19:53:57""#, settings) == 1_795_460_037_000_000_000)
    #expect(try time(#""2026-11-23 18:53:57Z""#, settings) == 1_795_460_037_000_000_000)
    // Europe/Berlin 2026: summer time from 29 March 01:00 to 25 October 01:00 UTC.
    settings.timeZone = .table(
      TimeZoneTable(
        firstOffsetSeconds: 3_600,
        transitions: [
          .init(utcSeconds: 1_774_746_000, offsetSeconds: 7_200),
          .init(utcSeconds: 1_792_890_000, offsetSeconds: 3_600),
        ]
      )
    )
    #expect(try time(#""2026-10-25 02:30:00""#, settings) == 1_792_888_200_000_000_000)
    #expect(try time(#""2026-10-25 03:30:00""#, settings) == 1_792_895_400_000_000_000)
    #expect(try time(#""2026-07-01 12:00:00""#, settings) == 1_782_900_000_000_000_000)
    #expect(try time(#""2026-03-29 02:30:00""#, settings) == 1_774_747_800_000_000_000)
  }

  @Test func `arrival time needs no field`() throws {
    var settings = DecoderSettings()
    settings.timeIsArrival = true
    #expect(try decode(#"{"model":"m"}"#, settings).rows.first?.time == RecordBatch.arrivalTime)
  }

  @Test func `any other byte in a clock makes it no time`() throws {
    let valid = Array("18:53:57".utf8)
    for position in valid.indices {
      for byte in UInt8(0x21)...0x7E where byte != 0x22 && byte != 0x5C {
        var clock = valid
        clock[position] = byte
        let parts = clock.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
        let isClock =
          parts.count == 3 && parts.allSatisfy { $0.utf8.count == 2 && $0.allSatisfy(\.isNumber) }
          && parts[0] <= "23" && parts[1] <= "59" && parts[2] <= "60"
        let text = String(decoding: clock, as: UTF8.self)
        #expect(try (time("\"2026-11-23T\(text)Z\"") != nil) == isClock, "\(text)")
      }
    }
  }
}
