import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

import func Glibc.log2

/// Metrics of rankings, from the ranks of the items that were accepted.
struct RankingTests {
  /// Records one every 10 ms whose accepted item has a rank up to `worst`, if any.
  private func lines(
    _ ranks: [Int?],
    from start: Int64
  ) -> [RecordLine] {
    ranks.enumerated().map { index, rank in
      var line = RecordLine(time: start + Int64(index) * (second / 100), id: "\(start)-\(index)")
      line.fields = rank.map { ["rank": "\($0)"] } ?? [:]
      return line
    }
  }

  @Test(arguments: 0..<UInt64(5), [1, 7, 500])
  func `ranks make the metrics of their definitions`(seed: UInt64, block: Int) throws {
    var random = SplitMix64(seed: seed)
    let ranks = (0..<6_000).map { _ in random.happens(0.7) ? random.number(1...40) : nil }
    var feed = try Feed(settings { $0.window = plainWindow() })
    let all = lines(ranks, from: origin)
    var effects: [Effect] = []
    for start in stride(from: 0, to: all.count, by: block) {
      effects += feed.push(Array(all[start..<min(start + block, all.count)]))
    }
    effects += feed.finish()
    let found = try #require(effects.evaluations.first)
    let count = Double(ranks.count)
    func mean(_ gain: (Int) -> Double) -> Double {
      ranks.reduce(0) { $0 + ($1.map(gain) ?? 0) } / count
    }
    let expected = [
      "mrr": mean { 1 / Double($0) },
      "ndcg@10": mean { $0 <= 10 ? 1 / log2(1 + Double($0)) : 0 },
      "hit@10": mean { $0 <= 10 ? 1 : 0 },
    ]
    for (name, value) in expected {
      let indicator = try #require(found[name])
      #expect(abs(try #require(indicator.value) - value) < 1e-12, "\(name)")
      #expect(indicator.count == ranks.count)
      let (lower, upper) = (try #require(indicator.lower), try #require(indicator.upper))
      #expect(lower < value && value < upper)
    }
  }

  @Test func `where nothing is accepted any more the metrics are 0`() throws {
    let rule = try rule("worse", when: #"metric("mrr").fell(0.05)"#)
    var feed = try Feed(
      settings(rules: [rule]) {
        $0.window = plainWindow()
        $0.baseline = .first(records: 5_000)
      }
    )
    var effects = feed.push(lines(Array(repeating: 1, count: 6_000), from: origin))
    effects += feed.push(lines(Array(repeating: nil, count: 12_000), from: origin + minute))
    #expect(effects.evaluations.last?["mrr"]?.value == 0)
    #expect(effects.events.map(\.kind) == ["notify"])
  }

  @Test func `a ranking that becomes worse is proved`() throws {
    var random = SplitMix64(seed: 9)
    let rule = try rule("worse", when: #"metric("mrr").fell(0.05)"#)
    var feed = try Feed(
      settings(rules: [rule]) {
        $0.window = plainWindow()
        $0.baseline = .first(records: 5_000)
      }
    )
    let good = (0..<15_000).map { _ in random.number(1...5) as Int? }
    let quiet = feed.push(lines(good, from: origin))
    #expect(quiet.events.isEmpty)
    let bad = (0..<15_000).map { _ in random.number(1...9) as Int? }
    let events = feed.push(lines(bad, from: origin + 5 * minute)).events
    #expect(events.map(\.kind) == ["notify"])
  }

  @Test func `a model without ranks has no metrics of them`() throws {
    var feed = try Feed(settings { $0.window = plainWindow() })
    _ = feed.push(lines(Array(repeating: nil, count: 200), from: origin))
    let found = try #require(feed.finish().evaluations.first)
    #expect(found["mrr"] == nil)
  }
}
