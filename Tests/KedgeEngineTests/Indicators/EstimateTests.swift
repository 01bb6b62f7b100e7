import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

/// Quality that is estimated from scores, against outcomes that are drawn from known rates.
struct EstimateTests {
  /// A scorer of two classes whose scores promise too much: at score s the positive rate is s².
  private struct Scorer {
    var random: SplitMix64
    var number = 0
    var time = origin
    var version = "1"
    /// Where scores lie.
    var scores: ClosedRange<Double> = 0...1
    /// The positive rate at a score.
    var rate: (Double) -> Double = { $0 * $0 }
    /// The true share of right predictions, expected of the scores that were drawn.
    var expected = (sum: 0.0, count: 0.0)

    /// Inferences, one every 60 ms, and the labels of as many of them.
    mutating func lines(_ count: Int, labelled: Bool) -> [RecordLine] {
      lines(count) { _, _ in labelled }
    }

    /// Inferences, and the labels of those of whose score and truth `isLabelled` says so.
    mutating func lines(
      _ count: Int,
      isLabelled: (Double, Bool) -> Bool
    ) -> [RecordLine] {
      (0..<count).flatMap { _ in
        number += 1
        time += minute / 1_000
        let score = scores.lowerBound + random.nextUnit() * (scores.upperBound - scores.lowerBound)
        let (isPredicted, rate) = (score >= 0.5, rate(score))
        let truth = random.nextUnit() < rate
        expected.sum += isPredicted ? rate : 1 - rate
        expected.count += 1
        var line = RecordLine(time: time, id: "i\(number)")
        line.fields = ["prediction": isPredicted ? "1" : "0", "score": "\(score)"]
        line.version = version
        return isLabelled(score, truth)
          ? [line, RecordLine.label(truth ? "1" : "0", of: "i\(number)", time: time)] : [line]
      }
    }
  }

  private func settings(_ rules: [CompiledRule] = []) throws -> EngineSettings {
    // Without a rule that asks nothing is estimated.
    let asking = try KedgeEngineTests.rule("ask", when: #"estimated("accuracy").value < 0.0"#)
    return KedgeEngineTests.settings(rules: rules + [asking]) {
      $0.window = timeWindow(pane: minute, size: 4 * minute, every: minute, lateness: 0)
      $0.baseline = .first(records: 4_000)
    }
  }

  private func rule() throws -> CompiledRule {
    try KedgeEngineTests.rule("drop", when: #"estimated("accuracy").fell(0.05)"#)
  }

  @Test(arguments: 0..<UInt64(2))
  func `without labels a drop is seen that labels would prove`(seed: UInt64) throws {
    var scorer = Scorer(random: SplitMix64(seed: seed))
    var feed = try Feed(settings([try rule()]))
    _ = feed.push(scorer.lines(4_000, labelled: true))
    let quiet = feed.push(scorer.lines(4_000, labelled: false))
    #expect(quiet.events.isEmpty)
    // Scores around 0.7, where every second positive is wrong.
    scorer.scores = 0.55...0.85
    let loud = feed.push(scorer.lines(4_000, labelled: false))
    scorer.expected = (0, 0)
    let last = feed.push(scorer.lines(5_000, labelled: false))
    #expect((loud + last).events.map(\.kind) == ["notify"])
    let accuracy = try #require(last.evaluations.last?["estimated", "accuracy"])
    let truth = scorer.expected.sum / scorer.expected.count
    let (lower, upper) = (try #require(accuracy.lower), try #require(accuracy.upper))
    #expect((lower...upper).contains(truth))
    #expect(abs(try #require(accuracy.value) - truth) < 0.06)
    // Promised by the scores: 0.7. Known by the labels of the baseline: 0.5.
    #expect(truth < 0.55)
  }

  @Test(arguments: 0..<UInt64(2))
  func `other scores are no disagreement, another meaning is`(seed: UInt64) throws {
    var scorer = Scorer(random: SplitMix64(seed: seed))
    var feed = try Feed(settings([try rule()]))
    var effects = feed.push(scorer.lines(8_000, labelled: true))
    scorer.scores = 0.2...0.6
    effects += feed.push(scorer.lines(5_000, labelled: true))
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
    let valid = try #require(effects.evaluations.last?["estimated", "accuracy"])
    #expect(valid.verdict == .ok)
    scorer.rate = { 1 - $0 * $0 }
    effects = feed.push(scorer.lines(5_000, labelled: true))
    let invalid = effects.events.filter { $0.kind == "estimate_invalid" }
    #expect(invalid.count == 1)
    let last = try #require(effects.evaluations.last?["estimated", "accuracy"])
    #expect(last.verdict == .stale)
    #expect(last.reason?.contains("by labels") == true)
    #expect(last.value == nil)
  }

  @Test func `a rise of the positive rate is a disagreement too`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 3))
    var feed = try Feed(settings())
    _ = feed.push(scorer.lines(6_000, labelled: true))
    // What the accepted gain the refused lose: the accuracy of all stays.
    scorer.rate = { min(1, $0 * $0 + 0.25) }
    let effects = feed.push(scorer.lines(6_000, labelled: true))
    let invalid = effects.events.filter { $0.kind == "estimate_invalid" }
    #expect(invalid.count == 1)
    #expect(invalid.first?.message.contains("by labels") == true)
  }

  @Test func `nothing is estimated without labels of the baseline`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 4))
    var feed = try Feed(settings())
    let effects = feed.push(scorer.lines(8_000, labelled: false))
    let accuracy = try #require(effects.evaluations.last?["estimated", "accuracy"])
    #expect(accuracy.verdict == .insufficient)
    #expect(accuracy.reason == "needs 200 more labels of the baseline")
  }

  @Test func `a disagreement outlasts a restart`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 5))
    var feed = try Feed(settings())
    _ = feed.push(scorer.lines(6_000, labelled: true))
    scorer.rate = { 1 - $0 * $0 }
    let first = feed.push(scorer.lines(3_000, labelled: true))
    var disk = MemoryDisk()
    disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
    disk.sync()
    feed = try Feed(settings(), state: disk.entries, tails: [])
    let later = feed.push(scorer.lines(4_000, labelled: true))
    let events = (first + later).events.filter { $0.kind == "estimate_invalid" }
    #expect(events.count == 1)
    #expect(later.evaluations.last?["estimated", "accuracy"]?.verdict == .stale)
  }

  @Test(arguments: 0..<UInt64(2))
  func `labels that come first need not be like the others`(seed: UInt64) throws {
    var scorer = Scorer(random: SplitMix64(seed: seed))
    var feed = try Feed(settings())
    var effects = feed.push(scorer.lines(4_000, labelled: true))
    // Of what is positive it is known at once, of nothing else for now.
    effects += feed.push(scorer.lines(6_000) { _, truth in truth })
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
    #expect(effects.evaluations.last?["estimated", "accuracy"]?.verdict == .ok)
  }

  @Test(arguments: 0..<UInt64(2))
  func `a baseline of which mostly the accepted have labels proves no change`(seed: UInt64) throws {
    var scorer = Scorer(random: SplitMix64(seed: seed))
    let rule = try KedgeEngineTests.rule(
      "drop",
      when: #"estimated("recall").fell(0.02) || estimated("accuracy").rose(0.02)"#
    )
    var feed = try Feed(settings([rule]))
    var random = SplitMix64(seed: seed + 100)
    var effects: [Effect] = []
    for labelled in [true, false] {
      effects += feed.push(
        scorer.lines(4_000) { score, _ in labelled && (score >= 0.5 || random.happens(0.05)) }
      )
    }
    #expect(effects.events.isEmpty)
    let recall = try #require(effects.evaluations.last?["estimated", "recall"])
    let (value, past) = (try #require(recall.value), try #require(recall.baseline))
    #expect(abs(value - past) < 0.05)
  }

  @Test(arguments: 0..<UInt64(2))
  func `a shift to scores of which few labels are known is no disagreement`(seed: UInt64) throws {
    var scorer = Scorer(random: SplitMix64(seed: seed))
    scorer.rate = { $0 > 0.29 ? 0.5 : 0 }
    scorer.scores = 0...0.001
    var feed = try Feed(settings())
    var effects = feed.push(scorer.lines(3_800, labelled: true))
    scorer.scores = 0.3...0.301
    effects += feed.push(scorer.lines(6_000, labelled: true))
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
  }

  @Test func `what scores mean is not known of another version`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 6))
    var feed = try Feed(settings())
    _ = feed.push(scorer.lines(5_000, labelled: true))
    scorer.version = "2"
    let effects = feed.push(scorer.lines(6_000, labelled: true))
    let last = try #require(effects.evaluations.last { $0.series.version == "2" })
    #expect(last["estimated", "roc_auc"]?.verdict == .insufficient)
    #expect(last["estimated", "roc_auc"]?.reason?.contains("version 1") == true)
  }

  @Test func `without a rule that asks nothing is estimated and nothing audited`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 7))
    var settings = try settings()
    settings.rules = []
    var feed = try Feed(settings)
    _ = feed.push(scorer.lines(5_000, labelled: true))
    scorer.rate = { 1 - $0 * $0 }
    let effects = feed.push(scorer.lines(3_000, labelled: true))
    #expect(effects.events.isEmpty)
    #expect(effects.evaluations.last?["estimated", "accuracy"] == nil)
  }

  @Test func `restarts and blocks change nothing`() throws {
    var scorer = Scorer(random: SplitMix64(seed: 8))
    var lines = scorer.lines(6_000, labelled: true)
    scorer.rate = { 1 - $0 * $0 }
    lines += scorer.lines(1_200, labelled: true)
    let whole = try outcome(of: lines, settings(), block: 20_000)
    #expect(whole.events.count == 1)
    #expect(try outcome(of: lines, settings(), block: 700, restarts: true) == whole)
    #expect(try outcome(of: lines, settings(), block: 61) == whole)
  }
}
