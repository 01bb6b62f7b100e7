import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

import func Glibc.sqrt

/// Errors that are expected from features, against those of a known law.
struct LossEstimateTests {
  /// A predictor that is the worse the larger x is: its errors are normal with the standard deviation
  /// `scale`·(1 + 4x).
  private struct Predictor {
    var random: SplitMix64
    var number = 0
    var time = origin
    /// Where x lies.
    var range: ClosedRange<Double> = 0...1
    var scale = 1.0

    /// Records, one every 60 ms, and the labels of as many of them.
    mutating func lines(_ count: Int, labelled: Bool) -> [RecordLine] {
      (0..<count).flatMap { _ in
        number += 1
        time += minute / 1_000
        let x = range.lowerBound + random.nextUnit() * (range.upperBound - range.lowerBound)
        // Twelve uniform numbers make a normal one.
        let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.nextUnit() }
        var line = RecordLine(time: time, id: "i\(number)")
        line.features = ["x": "\(x)"]
        line.fields = ["prediction": "\(10 * x)"]
        let truth = 10 * x + normal * scale * (1 + 4 * x)
        return labelled
          ? [line, RecordLine.label("\(truth)", of: "i\(number)", time: time)] : [line]
      }
    }

    /// The mean absolute error where x lies in a range.
    static func error(_ range: ClosedRange<Double>, scale: Double = 1) -> Double {
      sqrt(2 / Double.pi) * scale * (1 + 2 * (range.lowerBound + range.upperBound))
    }
  }

  private func settings(_ rules: [CompiledRule] = []) throws -> EngineSettings {
    // Without a rule that asks nothing is estimated.
    let asking = try KedgeEngineTests.rule("ask", when: #"estimated("mae").value < 0.0"#)
    var settings = KedgeEngineTests.settings(rules: rules + [asking]) {
      $0.window = timeWindow(pane: minute, size: 2 * minute, every: minute, lateness: 0)
      $0.baseline = .first(records: 1_500)
    }
    // As many alarms as make the bounds of few records narrow.
    settings.budget.alarms = 10_000
    return settings
  }

  @Test(arguments: 0..<UInt64(2))
  func `errors are expected to grow with what makes them large`(seed: UInt64) throws {
    var predictor = Predictor(random: SplitMix64(seed: seed))
    var feed = try Feed(settings())
    var effects = feed.push(predictor.lines(5_000, labelled: true))
    let before = try #require(effects.evaluations.last?["estimated", "mae"])
    #expect(abs(try #require(before.value) / Predictor.error(0...1) - 1) < 0.1)
    predictor.range = 0.5...1
    effects = feed.push(predictor.lines(4_000, labelled: false))
    let after = try #require(effects.evaluations.last?["estimated", "mae"])
    let truth = Predictor.error(0.5...1)
    #expect(abs(try #require(after.value) / truth - 1) < 0.1)
    #expect(try #require(after.baseline) / truth < 0.85)
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
  }

  @Test func `other features are no disagreement, larger errors are`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 5))
    var feed = try Feed(settings())
    var effects = feed.push(predictor.lines(4_000, labelled: true))
    predictor.range = 0.5...1
    effects += feed.push(predictor.lines(3_000, labelled: true))
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
    predictor.scale = 4
    effects = feed.push(predictor.lines(3_000, labelled: true))
    let invalid = effects.events.filter { $0.kind == "estimate_invalid" }
    #expect(invalid.count == 1)
    #expect(invalid.first?.message.contains("errors exceed the expected ones") == true)
    #expect(effects.evaluations.last?["estimated", "mae"]?.verdict == .stale)
  }

  @Test func `labels of easy records that come first are no lasting disagreement`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 21))
    var feed = try Feed(settings())
    let lines = predictor.lines(1_500, labelled: true)
    let labels = lines.filter { $0.kind == .label }
    func error(_ label: RecordLine) throws -> Double {
      let record = try #require(lines.first { $0.id == label.ref })
      let prediction = try #require(record.fields["prediction"].flatMap(Double.init))
      return abs(prediction - (try #require(label.fields["truth"].flatMap(Double.init))))
    }
    let isEasy = try labels.map { try error($0) < 0.5 }
    func chosen(_ easy: Bool) -> [RecordLine] {
      zip(labels, isEasy).filter { $0.1 == easy }.map { pair in
        var label = pair.0
        label.time = predictor.time
        return label
      }
    }
    var effects = feed.push(lines.filter { $0.kind == .inference } + chosen(true))
    effects += feed.push(predictor.lines(4_000, labelled: true))
    #expect(effects.evaluations.last?["estimated", "mae"]?.verdict == .stale)
    _ = feed.push(chosen(false))
    effects = feed.push(predictor.lines(6_000, labelled: true))
    let mae = try #require(effects.evaluations.last?["estimated", "mae"])
    #expect(mae.verdict == .ok, "\(mae.reason ?? "")")
    #expect(abs(try #require(mae.value) / Predictor.error(0...1) - 1) < 0.1)
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
  }

  /// A tenth of the records belong to a segment whose errors are three times as large, which no
  /// feature tells.
  @Test(arguments: [1, 0.2])
  func `a segment is compared with its own baseline`(labelled: Double) throws {
    var predictor = Predictor(random: SplitMix64(seed: 31))
    var random = SplitMix64(seed: 32)
    var settings = try settings()
    settings.models[0].groupings = [["region"]]
    settings.models[0].baseline = .first(records: 6_000)
    func lines(_ count: Int, scale: Double) -> [RecordLine] {
      (0..<count).flatMap { _ in
        let isOther = random.happens(0.1)
        predictor.scale = isOther ? 3 * scale : 1
        var lines = predictor.lines(1, labelled: true)
        lines[0].segment = ["region": isOther ? "\"b\"" : "\"a\""]
        return random.happens(labelled) ? lines : Array(lines.prefix(1))
      }
    }
    var feed = try Feed(settings)
    var effects = feed.push(lines(12_000, scale: 1))
    #expect(!effects.events.contains { $0.kind == "estimate_invalid" })
    effects = feed.push(lines(24_000, scale: 6))
    let invalid = effects.events.filter { $0.kind == "estimate_invalid" }
    // Some hundred labels of a segment say less.
    if labelled == 1 { #expect(invalid.contains { $0.series?.segment.first?.value == "b" }) }
    #expect(!invalid.contains { $0.series?.segment.first?.value == "a" })
  }

  @Test func `a score beside a predicted number does not hide its errors`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 41))
    func lines(_ count: Int) -> [RecordLine] {
      predictor.lines(count, labelled: true).map { line in
        var line = line
        if line.kind == .inference { line.fields["score"] = "0.75" }
        return line
      }
    }
    var feed = try Feed(settings())
    let quiet = feed.push(lines(5_000))
    #expect(quiet.evaluations.last?["estimated", "mae"]?.verdict == .ok)
    predictor.scale = 4
    let loud = feed.push(lines(3_000))
    #expect(loud.events.contains { $0.kind == "estimate_invalid" })
  }

  @Test func `a predicted probability with a score is a class to estimate, not a number`() throws {
    var random = SplitMix64(seed: 51)
    func lines(_ numbers: Range<Int>) -> [RecordLine] {
      numbers.flatMap { number in
        let chance = random.nextUnit()
        var line = RecordLine(time: origin + Int64(number) * minute / 1_000, id: "p\(number)")
        line.fields = ["prediction": "\(chance)", "score": "\(chance)"]
        let truth = random.happens(chance) ? "1" : "0"
        return [line, RecordLine.label(truth, of: "p\(number)", time: line.time)]
      }
    }
    var feed = try Feed(settings())
    let last = try #require(feed.push(lines(0..<5_000)).evaluations.last)
    // Of scores that are the chances themselves it is 5/6.
    #expect(abs(try #require(last["estimated", "roc_auc"]?.value) - 5.0 / 6) < 0.03)
    #expect(abs(try #require(last["roc_auc"]?.value) - 5.0 / 6) < 0.03)
    #expect(last["estimated", "mae"] == nil)
  }

  /// At the budget that users have, without a label of what came later.
  @Test(arguments: 0..<UInt64(2))
  func `a rise is proved where features make errors larger, and only there`(seed: UInt64) throws {
    var predictor = Predictor(random: SplitMix64(seed: seed))
    let rule = try KedgeEngineTests.rule("worse", when: #"estimated("mae").rose(0.5)"#)
    var settings = try settings([rule])
    settings.budget = AlarmBudget()
    var feed = try Feed(settings)
    let quiet = feed.push(predictor.lines(5_000, labelled: true))
    #expect(quiet.events.isEmpty)
    predictor.range = 0.6...1
    let loud = feed.push(predictor.lines(5_000, labelled: false))
    #expect(loud.events.map(\.kind) == ["notify"])
    let mae = try #require(loud.evaluations.last?["estimated", "mae"])
    let (lower, upper) = (try #require(mae.lower), try #require(mae.upper))
    #expect((lower...upper).contains(Predictor.error(0.6...1)))
  }

  @Test func `a baseline of which mostly the good records have labels proves no rise`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 11))
    let rule = try KedgeEngineTests.rule("worse", when: #"estimated("mae").rose(0.2)"#)
    var feed = try Feed(settings([rule]))
    var random = SplitMix64(seed: 12)
    let lines = predictor.lines(1_500, labelled: true)
    // Labels of predictions in the lower half, and of few others.
    var isKept: [String: Bool] = [:]
    for line in lines where line.kind == .inference {
      let prediction = try #require(line.fields["prediction"].flatMap(Double.init))
      isKept[line.id ?? ""] = prediction < 5 || random.happens(0.1)
    }
    var effects = feed.push(
      lines.filter { $0.kind == .inference || isKept[$0.ref ?? ""] == true }
    )
    effects += feed.push(predictor.lines(6_000, labelled: false))
    #expect(effects.events.isEmpty)
    let mae = try #require(effects.evaluations.last?["estimated", "mae"])
    #expect(mae.verdict == .ok)
    let (value, past) = (try #require(mae.value), try #require(mae.baseline))
    #expect(abs(value / past - 1) < 0.1)
  }

  @Test func `a baseline that was frozen before a rule asked says what to do`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 13))
    var settings = try settings()
    let asking = settings.rules
    settings.rules = []
    var feed = try Feed(settings)
    _ = feed.push(predictor.lines(2_000, labelled: true))
    var disk = MemoryDisk()
    disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
    disk.sync()
    settings.rules = asking
    feed = try Feed(settings, state: disk.entries, tails: [])
    let effects = feed.push(predictor.lines(3_000, labelled: true))
    let mae = try #require(effects.evaluations.last?["estimated", "mae"])
    #expect(mae.reason?.contains("collect another `baseline`") == true)
  }

  @Test func `labels are learned from whenever they come`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 6))
    var feed = try Feed(settings())
    let lines = predictor.lines(2_000, labelled: true)
    let early = feed.push(lines.filter { $0.kind == .inference })
    let waiting = try #require(early.evaluations.last?["estimated", "mae"])
    #expect(waiting.reason == "needs 200 more labels of the baseline")
    var effects = feed.push(lines.filter { $0.kind == .label })
    effects += feed.push(predictor.lines(5_000, labelled: false))
    let found = try #require(effects.evaluations.last?["estimated", "mae"])
    #expect(abs(try #require(found.value) / Predictor.error(0...1) - 1) < 0.1)
  }

  @Test func `restarts and blocks change nothing`() throws {
    var predictor = Predictor(random: SplitMix64(seed: 8))
    var lines = predictor.lines(3_500, labelled: true)
    predictor.scale = 3
    lines += predictor.lines(2_500, labelled: true)
    let whole = try outcome(of: lines, settings(), block: 20_000)
    #expect(whole.events.count == 1)
    #expect(try outcome(of: lines, settings(), block: 900, restarts: true) == whole)
    #expect(try outcome(of: lines, settings(), block: 61) == whole)
  }

  @Test func `classes have no errors to learn`() throws {
    var feed = try Feed(settings())
    var random = SplitMix64(seed: 9)
    var effects: [Effect] = []
    for number in 0..<4_000 {
      var line = RecordLine(time: origin + Int64(number) * minute / 1_000, id: "i\(number)")
      line.fields = ["prediction": random.happens(0.5) ? "1" : "0"]
      effects += feed.push([line])
    }
    #expect(effects.evaluations.last?["estimated", "mae"] == nil)
  }
}
