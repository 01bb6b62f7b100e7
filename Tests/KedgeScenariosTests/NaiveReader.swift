import KedgeScenarios

/// One line, read by looking for its keys: independent of the writer and of every parser.
struct NaiveLine {
  let text: String

  /// The text between `"key":"` and the next quote.
  func text(_ key: String) -> String? {
    guard let range = text.firstRange(of: "\"\(key)\":\"") else { return nil }
    return String(text[range.upperBound...].prefix { $0 != "\"" })
  }

  /// The number after `"key":`.
  func number(_ key: String) -> Double? {
    guard let range = text.firstRange(of: "\"\(key)\":") else { return nil }
    return Double(text[range.upperBound...].prefix { !",}".contains($0) })
  }

  /// The number of millionths after `"key":`, read digit by digit.
  func millionths(_ key: String) -> Int64? {
    guard let range = text.firstRange(of: "\"\(key)\":") else { return nil }
    let parts = text[range.upperBound...].prefix { !",}".contains($0) }.split(separator: ".")
    guard let whole = parts.first.flatMap({ Int64($0) }) else { return nil }
    let fraction = parts.count > 1 ? parts[1] : ""
    let padded = fraction + String(repeating: "0", count: 6 - fraction.count)
    return Int64(padded).map { whole * 1_000_000 + $0 }
  }
}

/// The bytes of a scenario and its truth.
func play(
  _ scenario: Scenario,
  seed: UInt64,
  count: Int? = nil
) throws -> (bytes: [UInt8], truth: ScenarioTruth) {
  var stream = try ScenarioStream(scenario: scenario, seed: seed, count: count)
  var bytes: [UInt8] = []
  while stream.next(into: &bytes) {}
  return (bytes, stream.truth)
}

/// The lines of some bytes.
func lines(_ bytes: [UInt8]) -> [NaiveLine] {
  bytes.split(separator: 0x0A).map { NaiveLine(text: String(decoding: $0, as: UTF8.self)) }
}
