import KedgeModel
import KedgeTestSupport
import Testing

/// Number text against ECMAScript (RFC 8785, 3.2.2.3).
struct JSONNumberTests {
  /// Samples of RFC 8785, appendix B: the bits of a double and its text.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
      (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
      (0x4340_0000_0000_0001, "9007199254740994"), (0x4340_0000_0000_0002, "9007199254740996"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
      (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
      (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
      (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
      (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
      (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
      (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
      (0x41B3_DE43_5555_5557, "333333333.33333343"),
      (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
      (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ] as [(UInt64, String)]
  )
  func `a double has the text of ECMAScript`(bits: UInt64, text: String) {
    #expect(JSONWriter.text(of: Double(bitPattern: bits)) == text)
  }

  @Test(
    arguments: [
      (1, "1"), (-1, "-1"), (10, "10"), (0.1, "0.1"), (0.25, "0.25"), (100_000, "100000"),
      (1e20, "100000000000000000000"), (123_456_789_012_345_683_968, "123456789012345680000"),
      (1.5e21, "1.5e+21"), (1e-6, "0.000001"), (1.25e-6, "0.00000125"), (1e-7, "1e-7"),
      (1.25e-7, "1.25e-7"), (1e100, "1e+100"), (-1.5e-300, "-1.5e-300"), (0.3, "0.3"),
      (0.1 + 0.2, "0.30000000000000004"), (2.5e15, "2500000000000000"),
      (4503599627370495.5, "4503599627370495.5"),
      (2.2250738585072014e-308, "2.2250738585072014e-308"),
    ] as [(Double, String)]
  )
  func `the notation changes at 1e21 and 1e-6`(value: Double, text: String) {
    #expect(JSONWriter.text(of: value) == text)
  }

  @Test func `a number that is not finite is null`() {
    for value in [Double.nan, .infinity, -.infinity, .signalingNaN] {
      #expect(JSONWriter.text(of: value) == "null")
      #expect(JSONValue.double(value).compact == "null")
      #expect(JSONValue(value) == .null)
    }
  }

  @Test(arguments: 0..<UInt64(10))
  func `the text reads back equal, has no digit too many and the notation of its size`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let value = JSONNumberTests.double(using: &random)
      let text = JSONWriter.text(of: value)

      guard Double(text) == value, JSONNumberTests.isShortest(text, value),
        JSONNumberTests.hasNotation(text, value)
      else {
        Issue.record("\(value) is written as \(text)")
        return
      }
    }
  }

  /// Half of all bit patterns, half decimal fractions as they stand in logs.
  private static func double(using random: inout SplitMix64) -> Double {
    if Bool.random(using: &random) {
      let value = Double(bitPattern: random.next())
      return value.isFinite ? value : 1
    }
    let digits = Double(Int64.random(in: -999_999_999...999_999_999, using: &random))
    return digits / [1, 10, 1_000, 1e7, 1e12, 1e-9, 1e-15][Int.random(in: 0..<7, using: &random)]
  }

  private static func digits(_ text: some StringProtocol) -> String {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber)
    let significant = mantissa.drop { $0 == "0" }
    return String(significant.reversed().drop { $0 == "0" }.reversed())
  }

  /// Not more digits than the shortest text that the standard library finds.
  private static func isShortest(_ text: String, _ value: Double) -> Bool {
    digits(text).count <= digits(value.description).count
  }

  private static func hasNotation(_ text: String, _ value: Double) -> Bool {
    let isPlain = value == 0 || (value.magnitude >= 1e-6 && value.magnitude < 1e21)
    return text.contains("e") != isPlain && !text.hasSuffix(".0")
  }
}
