import KedgeModel
import Testing

@testable import KedgeReport

@Suite struct NumberTextTests {
  static let numbers: [(value: Double?, text: String)] = [
    (0.31, "0.31"), (0.26499, "0.265"), (1840, "1840"), (41.23, "41.2"), (9_412.4, "9412"),
    (0.000123456, "0.000123"), (2_100_000, "2.1 M"), (-0.5, "-0.5"), (0, "0"), (nil, "-"),
    (.nan, "-"), (0.947, "0.947"), (10_500, "11 k"),
  ]

  @Test(arguments: numbers)
  func `a number has three significant digits`(row: (value: Double?, text: String)) {
    #expect(NumberText.short(row.value) == row.text)
  }

  @Test func `counts are exact up to 9,999`() {
    #expect(NumberText.count(9_999) == "9999")
    #expect(NumberText.count(48_012) == "48 k")
    #expect(NumberText.count(2_100_000) == "2.1 M")
    #expect(NumberText.count(nil) == "-")
    #expect(NumberText.grouped(4_182_331) == "4 182 331")
    #expect(NumberText.grouped(12) == "12")
    #expect(NumberText.bytes(61_400_000) == "61 MB")
    #expect(NumberText.bytes(1_500) == "1.5 kB")
    #expect(NumberText.bytes(0) == "0 B")
  }
}

@Suite struct SafeTextTests {
  @Test func `what a terminal would obey is escaped`() {
    #expect(
      SafeText.escaped("a\u{1B}[31mb\u{202E}c\u{7}\n")
        == "a\\u{1b}[31mb\\u{202e}c\\u{7}\\u{a}"
    )
    #expect(SafeText.escaped("grün 模型") == "grün 模型")
  }

  @Test func `wide scalars take two columns, joining marks none`() {
    #expect(SafeText.width("abc") == 3)
    #expect(SafeText.width("模型") == 4)
    #expect(SafeText.width("e\u{301}") == 1)
  }
}

@Suite struct ReaderClockTests {
  /// 2026-11-23T12:14:31Z, a Monday.
  static let clock = ReaderClock(now: Timestamp(nanoseconds: 1_795_436_071_000_000_000))

  @Test func `times have a weekday, and ages two units`() {
    let ready = Self.clock.now.advanced(byNanoseconds: -(3 * 3_600 + 2 * 60 + 27) * 1_000_000_000)
    #expect(Self.clock.long(ready) == "Mon 2026-11-23 09:12:04 UTC")
    #expect(Self.clock.age(ready) == "3h 2min")
    #expect(Self.clock.short(ready) == "Mon 09:12:04")
    #expect(Self.clock.brief(ready) == "09:12")
    #expect(ReaderClock.span(59_000_000_000) == "59s")
    #expect(ReaderClock.span(0) == "0s")
  }

  @Test func `a zone moves the clock`() {
    let clock = ReaderClock(now: Self.clock.now, offsetSeconds: 14 * 3_600, zone: "X")
    #expect(clock.long(clock.now) == "Tue 2026-11-24 02:14:31 X")
  }
}
