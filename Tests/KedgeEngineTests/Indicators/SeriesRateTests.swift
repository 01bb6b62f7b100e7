import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

/// Rates that rules ask for: truncated answers, tokens, numbers out of the baseline's range.
struct SeriesRateTests {
  private struct Row {
    var reason: String
    var tokens: (input: Int, output: Int)
    var x: Double
  }

  private func rows(_ count: Int, truncated: Double, _ random: inout SplitMix64) -> [Row] {
    (0..<count).map { _ in
      Row(
        reason: random.happens(truncated) ? "max_tokens" : "stop",
        tokens: (random.number(10...900), random.number(1...300)),
        x: 10 * random.nextUnit()
      )
    }
  }

  /// One record a second.
  private func lines(_ rows: [Row]) -> [RecordLine] {
    rows.enumerated().map { number, row in
      var line = RecordLine(time: origin + Int64(number) * second)
      line.fields["finish_reason"] = "\"\(row.reason)\""
      line.fields["usage"] =
        "{\"input_tokens\":\(row.tokens.input),\"output_tokens\":\(row.tokens.output)}"
      line.features["x"] = "\(row.x)"
      return line
    }
  }

  private func evaluated(_ rows: [Row], rules: [CompiledRule] = []) throws -> [Evaluated] {
    var feed = try Feed(
      settings(rules: rules) {
        $0.window = plainWindow(10 * minute)
        $0.baseline = .first(records: 3_000)
      }
    )
    return feed.push(lines(rows)).evaluations
  }

  @Test func `truncated answers and tokens agree with counting`() throws {
    var random = SplitMix64(seed: 1)
    let all = rows(6_000, truncated: 0.1, &random)
    let found = try #require(try evaluated(all).last)
    let last = all[5_400 - 600..<5_400]
    let truncated = last.count { $0.reason == "max_tokens" }
    #expect(found["truncation_rate"]?.value == Double(truncated) / 600)
    let past = all[..<3_000].count { $0.reason == "max_tokens" }
    #expect(found["truncation_rate"]?.baseline == Double(past) / 3_000)
    let tokens = last.reduce((0, 0)) { ($0.0 + $1.tokens.input, $0.1 + $1.tokens.output) }
    let (rateIn, rateOut) = (found["tokens_in"]?.value ?? 0, found["tokens_out"]?.value ?? 0)
    #expect(abs(rateIn / (Double(tokens.0) / 600) - 1) < 1e-6)
    #expect(abs(rateOut / (Double(tokens.1) / 600) - 1) < 1e-6)
    #expect(found["records"]?.value == 1)
  }

  @Test func `a rise of truncated answers is proved`() throws {
    var random = SplitMix64(seed: 2)
    let all = rows(5_000, truncated: 0.05, &random) + rows(3_000, truncated: 0.4, &random)
    let rule = try rule("cut", when: "truncation_rate().rose(0.1)")
    var feed = try Feed(
      settings(rules: [rule]) {
        $0.window = plainWindow(10 * minute)
        $0.baseline = .first(records: 3_000)
      }
    )
    #expect(feed.push(lines(all)).events.map(\.kind) == ["notify"])
  }

  @Test func `without truncated answers in the baseline a rise is proved as well`() throws {
    var random = SplitMix64(seed: 3)
    let all = rows(5_000, truncated: 0, &random) + rows(2_000, truncated: 1, &random)
    let rule = try rule("cut", when: "truncation_rate().rose(0.1)")
    let found = try evaluated(all, rules: [rule])
    #expect(found.last?["truncation_rate"]?.value == 1)
    #expect(found.last?["truncation_rate"]?.baseline == 0)
    #expect(found.last?["truncation_rate"]?.change == .rise)
    #expect(found[6]["truncation_rate"]?.value == 0)
  }

  @Test func `numbers beyond the widened range are counted, once a rule asks`() throws {
    var random = SplitMix64(seed: 4)
    var all = rows(6_000, truncated: 0, &random)
    for index in 4_800..<6_000 where random.happens(0.1) { all[index].x = 11.5 }
    // Within a tenth of the range it is let pass.
    for index in 4_800..<6_000 where all[index].x < 0.2 { all[index].x = -0.9 }
    let rule = try rule("wild", when: #"out_of_range("x").breach"#)
    let found = try evaluated(all, rules: [rule])
    let last = all[4_800..<5_400]
    let wild = last.count { $0.x > 11 }
    #expect(found.last?["out_of_range", "x"]?.value == Double(wild) / 600)
    #expect(found.last?["out_of_range", "x"]?.verdict == .breach)
    #expect(found[6]["out_of_range", "x"]?.value == 0)
    #expect(try evaluated(all).last?["out_of_range", "x"] == nil)
  }
}
