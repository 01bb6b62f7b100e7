import Foundation
import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

/// The detector of shifts of a mean, fed with panes as they close.
struct ShiftTests {
  private static func normal(_ random: inout SplitMix64) -> Double {
    let radius = (-2 * Foundation.log(random.nextUnit() + 0x1p-54)).squareRoot()
    return radius * Foundation.cos(2 * Double.pi * random.nextUnit())
  }

  private static var watched: FieldSettings {
    var field = FieldSettings()
    field.limits = ["change": .effect(0.1)]
    return field
  }

  /// The values of `change` of a number by the end of their windows.
  private func run(
    minutes: Int64,
    seed: UInt64,
    _ value: (Int64, inout SplitMix64) -> Double
  ) throws -> [Int64: Indicator] {
    try run(minutes: minutes, seed: seed, limit: 0.1) { number, random in
      "\(10 + 2 * value(number, &random))"
    }
  }

  /// The values of `change` of x by the end of their windows, minutes; 50 records a minute.
  private func run(
    minutes: Int64,
    seed: UInt64,
    limit: Double,
    text: (Int64, inout SplitMix64) -> String
  ) throws -> [Int64: Indicator] {
    var random = SplitMix64(seed: seed)
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.fields = ["x": ShiftTests.watched]
        $0.fields["x"]?.limits = ["change": .effect(limit)]
        $0.baseline = .first(records: 4_000)
      }
    )
    var found: [Int64: Indicator] = [:]
    for number in 0..<minutes {
      let lines = (Int64(0)..<50).map { part in
        var line = RecordLine(time: origin + number * minute + part * second)
        line.features["x"] = text(number, &random)
        return line
      }
      for evaluated in feed.push(lines).evaluations {
        found[(evaluated.window.end.nanoseconds - origin) / minute] = evaluated["change", "x"]
      }
    }
    return found
  }

  @Test func `a shift of 0.2 standard deviations is found and measured`() throws {
    let found = try run(minutes: 400, seed: 1) { number, random in
      Self.normal(&random) + (number >= 150 ? 0.2 : 0)
    }
    #expect(found[30]?.reason == "baseline 1501 of 4000")
    #expect((85...150).allSatisfy { found[$0]?.verdict == .ok })
    let first = try #require((151...399).first { found[$0]?.verdict == .breach })
    #expect(first < 190)
    let shift = try #require(found[290])
    #expect(shift.change == .rise)
    #expect(abs((shift.value ?? 0) - 0.2) < 0.05)
    #expect(shift.limit == 0.1)
  }

  /// The first window in breach from a minute on; none before.
  private func firstBreach(_ found: [Int64: Indicator], after minute: Int64) throws -> Int64 {
    #expect((85...minute).allSatisfy { found[$0]?.verdict == .ok })
    return try #require((minute + 1...399).first { found[$0]?.verdict == .breach })
  }

  @Test(arguments: [false, true])
  func `a variance of one and a half is found though the mean stays`(isSkewed: Bool) throws {
    let found = try run(minutes: 400, seed: 2) { number, random in
      let z = Self.normal(&random) * (number >= 150 ? 1.5.squareRoot() : 1)
      return isSkewed ? Foundation.exp(z) - Foundation.exp(0.5) : z
    }
    let first = try firstBreach(found, after: 150)
    #expect(first < 165)
    if !isSkewed {
      let change = try #require(found[160])
      #expect(change.reason == "of the spread")
      #expect(abs((change.value ?? 0) - 0.2247) < 0.07)
    }
  }

  @Test func `two new names in a hundred are found where some are always new`() throws {
    let found = try run(
      minutes: 400,
      seed: 3,
      limit: 0.005,
      text: { number, random in
        let isNew = random.happens(number >= 150 ? 0.022 : 0.002)
        return isNew ? "\"n\(random.next())\"" : "\"c\(random.number(0...4))\""
      }
    )
    let first = try firstBreach(found, after: 150)
    #expect(first < 175)
    let change = try #require(found[300])
    #expect(abs((change.value ?? 0) - 0.02) < 0.004)
    #expect(change.change == .rise)
  }

  @Test func `a rate that falls is found`() throws {
    let found = try run(
      minutes: 400,
      seed: 4,
      limit: 0.1,
      text: { number, random in random.happens(number >= 150 ? 0.25 : 0.35) ? "true" : "false" }
    )
    let first = try firstBreach(found, after: 150)
    #expect(first < 190)
    let change = try #require(found[300])
    #expect(change.change == .fall)
    #expect(abs((change.value ?? 0) + 0.1 / (0.35 * 0.65).squareRoot()) < 0.06)
  }

  @Test func `shifts are looked for where a rule or a limit asks for them`() throws {
    func kinds(_ rules: [CompiledRule]) throws -> Set<String> {
      var feed = try Feed(settings(rules: rules) { $0.window = plainWindow() })
      var line = RecordLine(time: origin)
      line.features["x"] = "1"
      _ = feed.push([line])
      line.time += 5 * minute
      return Set(feed.push([line]).evaluations.flatMap(\.indicators).map(\.name.kind))
    }
    #expect(try !kinds([]).contains("change"))
    #expect(try !kinds([rule("y", when: #"change("y").breach"#)]).contains("change"))
    #expect(try kinds([rule("x", when: #"change("x").breach"#)]).contains("change"))
    #expect(try kinds([rule("all", when: #"change("*").breach"#)]).contains("change"))
  }

  @Test func `a baseline of few panes knows nothing of shifts`() throws {
    var random = SplitMix64(seed: 3)
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.fields = ["x": ShiftTests.watched]
        $0.baseline = .first(records: 500)
      }
    )
    for number in Int64(0)..<20 {
      let lines = (Int64(0)..<50).map { part in
        var line = RecordLine(time: origin + number * minute + part * second)
        line.features["x"] = "\(Self.normal(&random))"
        return line
      }
      for evaluated in feed.push(lines).evaluations where evaluated.window.index > 10 {
        #expect(evaluated["change", "x"]?.verdict == .insufficient)
        #expect(
          evaluated["change", "x"]?.reason
            == "the baseline has 10 panes, 30 are needed: give a longer `baseline`"
        )
      }
    }
  }

  @Test func `panes that wander together raise the bar`() throws {
    // The means of minutes follow an AR(1) of 0.7, as loads do; the detector has seen so.
    var level = 0.0
    let found = try run(minutes: 1_500, seed: 4) { number, random in
      if random.happens(1 / 50.0) { level = 0.7 * level + 0.3 * Self.normal(&random) }
      return Self.normal(&random) + level
    }
    #expect(found.values.allSatisfy { $0.verdict != .breach })
  }
}

/// Limits that are made of the baseline's own spread.
struct SpreadLimitTests {
  @Test(arguments: 0..<UInt64(5))
  func `mean and deviations of chunks against all`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var feed = try Feed(
      settings {
        var field = FieldSettings()
        field.limits = ["ks": .deviations(3), "wasserstein": .deviations(2)]
        $0.fields = ["x": field]
        $0.window = countWindow(200)
        $0.baseline = .first(records: 2_000)
      }
    )
    let values = (0..<2_400).map { _ in Double(random.number(0...9_999)) }
    var last: Evaluated?
    for (number, value) in values.enumerated() {
      var line = RecordLine(time: origin + Int64(number) * second)
      line.features["x"] = "\(value)"
      last = feed.push([line]).evaluations.last ?? last
    }
    let ks = try #require(last?["ks", "x"])
    let found = try #require(ks.limit)

    // Over all points, not over the edges of a grid: a hundredth of the baseline apart at most.
    let baseline = Array(values[..<2_000])
    let distances = stride(from: 0, to: 2_000, by: 200).map { start in
      distance(baseline, Array(values[start..<(start + 200)]))
    }
    let mean = distances.reduce(0, +) / 10
    let deviation = (distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10).squareRoot()
    #expect(abs(found - (mean + 3 * deviation)) < 0.012)
    let works = stride(from: 0, to: 2_000, by: 200).map { start in
      work(baseline, Array(values[start..<(start + 200)]))
    }
    let middle = works.reduce(0, +) / 10
    let spread = (works.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / 10).squareRoot()
    let limit = try #require(last?["wasserstein", "x"]?.limit)
    #expect(abs(limit - (middle + 2 * spread)) < 0.03 * limit)
    #expect(last?["psi", "x"]?.limit == 0.1)
  }

  /// The largest distance of two empirical distributions.
  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    let (a, b) = (left.sorted(), right.sorted())
    return (left + right).map { point in
      let below = Double(a.count { $0 <= point }) / Double(a.count)
      return abs(below - Double(b.count { $0 <= point }) / Double(b.count))
    }.max() ?? 0
  }

  /// Area between two empirical distributions, in standard deviations of the first.
  private func work(_ left: [Double], _ right: [Double]) -> Double {
    let (a, b) = (left.sorted(), right.sorted())
    let points = (left + right).sorted()
    let area = zip(points, points.dropFirst()).reduce(0.0) { sum, ends in
      let below = Double(a.count { $0 <= ends.0 }) / Double(a.count)
      return sum + abs(below - Double(b.count { $0 <= ends.0 }) / Double(b.count))
        * (ends.1 - ends.0)
    }
    let mean = left.reduce(0, +) / Double(left.count)
    let squares = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return area / (squares / Double(left.count - 1)).squareRoot()
  }

  @Test func `a baseline that was frozen without it says so`() throws {
    let plain = settings {
      $0.window = countWindow(200)
      $0.baseline = .first(records: 1_000)
    }
    var feed = try Feed(plain)
    func push(_ numbers: Range<Int>) -> Evaluated? {
      var last: Evaluated?
      for number in numbers {
        var line = RecordLine(time: origin + Int64(number) * second)
        line.features["x"] = "\(number * 7_919 % 1_000)"
        last = feed.push([line]).evaluations.last ?? last
      }
      return last
    }
    _ = push(0..<1_200)
    var changed = plain
    var field = FieldSettings()
    field.limits = ["ks": .deviations(3)]
    changed.models[0].fields = ["x": field]
    let state = feed.takeChanges().compactMap { change in
      change.value.map { StateEntry(key: change.key, value: $0) }
    }
    feed = try Feed(changed, state: state, tails: [])
    let last = push(1_200..<1_600)
    #expect(last?["ks", "x"]?.verdict == .insufficient)
    #expect(
      last?["ks", "x"]?.reason
        == "the baseline was frozen without a spread of ks: give another `baseline`"
    )
  }
}
