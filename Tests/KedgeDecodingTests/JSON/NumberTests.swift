import KedgeDecoding
import KedgeTestSupport
import Testing

@Suite struct NumberTests {
  /// The score of records, one a line, against the standard library's correctly rounded conversion.
  private func check(_ numbers: [String]) throws {
    let lines = numbers.map { line("\"score\":\($0)") }.joined(separator: "\n")
    let rows = try decode(lines).rows
    try #require(rows.count == numbers.count)
    for (row, text) in zip(rows, numbers) {
      guard case .number(let value) = row.cells["score"], let expected = Double(text) else {
        Issue.record("\(text) is no number")
        continue
      }
      #expect(value.bitPattern == expected.bitPattern, "\(text)")
    }
  }

  @Test func `random doubles come back from their shortest text`() throws {
    var random = SplitMix64(seed: 1)
    try check(
      (0..<20_000).map { _ in
        var value = Double(bitPattern: random.next())
        while !value.isFinite { value = Double(bitPattern: random.next()) }
        return "\(value)"
      }
    )
  }

  @Test func `random decimals of any length are rounded to the nearest double`() throws {
    var random = SplitMix64(seed: 2)
    try check(
      (0..<20_000).map { _ in
        let digits = (0..<Int.random(in: 1...24, using: &random)).map { _ in
          String(Int.random(in: 0...9, using: &random))
        }
        let whole = String(Int.random(in: 0...99_999, using: &random))
        let exponent = Int.random(in: -30...30, using: &random)
        let sign = Bool.random(using: &random) ? "-" : ""
        return "\(sign)\(whole).\(digits.joined())" + (exponent % 3 == 0 ? "" : "e\(exponent)")
      }
    )
  }

  @Test func `short decimals are rounded to the nearest double`() throws {
    var random = SplitMix64(seed: 4)
    func digits(_ limits: ClosedRange<Int>) -> String {
      let count = Int.random(in: limits, using: &random)
      return (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }
    try check(
      (0..<20_000).map { _ in
        let sign = Bool.random(using: &random) ? "-" : ""
        let first = String(Int.random(in: 1...9, using: &random))
        let whole = Bool.random(using: &random) ? "0" : first + digits(0...9)
        let fraction = Bool.random(using: &random) ? "" : "." + digits(1...10)
        return sign + whole + fraction
      }
    )
  }

  @Test(arguments: [
    "0", "-0", "0.1", "1e22", "1e23", "9007199254740993", "9007199254740992.5", "1e-400",
    "4.9e-324", "1.7976931348623157e308", "123456789012345678901234567890", "0.000000000000000001",
    "2.2250738585072011e-308", "1e19", "18446744073709551615", "0.30000000000000004",
    "9007199254740993.00000000000000001", "1E+2", "5e-1", "8.5e-19", "0e400",
  ])
  func `edges of the fast paths are exact`(text: String) throws {
    try check([text])
  }

  @Test func `integers beyond 2^53 are counted as rounded`() throws {
    let decoded = try decode(line("\"score\":9007199254740993") + "\n" + line("\"score\":1e300"))
    #expect(decoded.roundedNumbers == 1)
    #expect(decoded.rows.count == 2)
  }
}
