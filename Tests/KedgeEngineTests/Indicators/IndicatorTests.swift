import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

struct IndicatorTests {
  private struct Row {
    var amount: Double?
    var duration: Double
    var color: String?
    var hasFailed: Bool
  }

  private let colors = ["red", "green", "blue"]

  private func rows(_ random: inout SplitMix64, _ count: Int, extra: [String] = []) -> [Row] {
    (0..<count).map { _ in
      Row(
        amount: random.happens(0.2)
          ? nil : Double(random.number(100...20_000) * random.pick([-1, 1])) / 37,
        duration: Double(random.number(200...60_000)) / 1_000,
        color: random.happens(0.1) ? nil : random.pick(colors + extra),
        hasFailed: random.happens(0.15)
      )
    }
  }

  private func line(_ row: Row, at time: Int64) -> RecordLine {
    var line = RecordLine(time: time)
    line.features["amount"] = row.amount.map { "\($0)" } ?? "null"
    if let color = row.color { line.features["color"] = "\"\(color)\"" }
    line.fields["duration"] = "\(row.duration)"
    line.fields["status"] = row.hasFailed ? "\"error\"" : "\"ok\""
    return line
  }

  /// The first window is the baseline, the second is compared with it.
  private func windows(_ baseline: [Row], _ window: [Row]) throws -> [Evaluated] {
    var feed = try Feed(
      settings {
        $0.window = countWindow(baseline.count)
        $0.baseline = .first(records: baseline.count)
      }
    )
    let lines = (baseline + window).enumerated().map {
      line($0.element, at: origin + Int64($0.offset) * second / 10)
    }
    return feed.push(lines).evaluations
  }

  @Test("means, deviations and quantiles agree with direct computation", arguments: 0..<UInt64(10))
  func numbers(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (past, now) = (rows(&random, 300), rows(&random, 300))

    let found = try #require(try windows(past, now).last)

    let values = now.compactMap(\.amount)
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    let pastValues = past.compactMap(\.amount)
    let pastMean = pastValues.reduce(0, +) / Double(pastValues.count)
    let indicator = try #require(found["mean", "amount"])
    #expect(abs((indicator.value ?? 0) - mean) <= 1e-6 * deviation)
    #expect(abs((indicator.baseline ?? 0) - pastMean) <= 1e-6 * deviation)
    #expect(indicator.count == values.count)
    #expect(abs((found["sd", "amount"]?.value ?? 0) - deviation) <= 1e-6 * deviation)
    for (name, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
      for (field, numbers) in [("amount", values), ("duration", now.map(\.duration))] {
        let sorted = numbers.sorted()
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        let exact = sorted[rank - 1]
        let value = try #require(found[name, field]?.value)
        #expect(abs(value - exact) <= 0.011 * exact.magnitude, "\(name) \(field)")
      }
    }
  }

  @Test("shares of missing, unseen and failed agree with counting", arguments: 0..<UInt64(10))
  func shares(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (past, now) = (rows(&random, 300), rows(&random, 300, extra: ["pink", "grey"]))

    let found = try #require(try windows(past, now).last)

    let missing = { (rows: [Row]) in Double(rows.count { $0.color == nil }) / 300 }
    #expect(found["missing", "color"]?.value == missing(now))
    #expect(found["missing", "color"]?.baseline == missing(past))
    #expect(found["missing", "amount"]?.value == Double(now.count { $0.amount == nil }) / 300)
    let named = now.compactMap(\.color)
    let unseen = named.count { !colors.contains($0) }
    #expect(found["unseen", "color"]?.value == Double(unseen) / Double(named.count))
    let failed = { (rows: [Row]) in Double(rows.count(where: \.hasFailed)) / 300 }
    #expect(found["error_rate"]?.value == failed(now))
    #expect(found["error_rate"]?.baseline == failed(past))
    let limits = found["error_rate"]
    #expect((limits?.lower ?? 1) <= failed(now) && failed(now) <= (limits?.upper ?? 0))
  }

  /// Two thousand names, the r-th with a share of 1/r: a baseline misses a tenth of what is to come.
  @Test(arguments: [1_000, 5_000])
  func `names with a long tail are no drift, and new names beside them are`(pane: Int) throws {
    var random = SplitMix64(seed: 21)
    let weights = (1...2_000).map { 1 / Double($0) }
    var sums: [Double] = []
    for weight in weights { sums.append((sums.last ?? 0) + weight) }
    func name() -> Int {
      let unit = random.nextUnit() * sums[sums.count - 1]
      return sums.firstIndex { $0 > unit } ?? 0
    }
    func lines(_ count: Int, from first: Int, new: Double) -> [RecordLine] {
      (0..<count).map { number in
        var line = RecordLine(time: origin + Int64(first + number) * second)
        let text = random.happens(new) ? "x\(random.next())" : "n\(name())"
        line.features["word"] = "\"\(text)\""
        return line
      }
    }
    var settings = settings {
      $0.window = countWindow(pane)
      $0.baseline = .first(records: 5_000)
      $0.fields["word"] = FieldSettings()
      $0.fields["word"]?.type = .category
    }
    settings.budget.alarms = 1_000
    var feed = try Feed(settings)
    let quiet = feed.push(lines(25_000, from: 0, new: 0)).evaluations.filter {
      ($0["psi", "word"]?.verdict ?? .insufficient) != .insufficient
    }
    #expect(quiet.count >= 3)
    for kind in ["psi", "cramers_v", "js", "unseen"] {
      let found = quiet.compactMap { $0[kind, "word"] }
      #expect(found.allSatisfy { $0.verdict == .ok }, "\(kind)")
    }
    let unseen = try #require(quiet.last?["unseen", "word"])
    #expect(try #require(unseen.value) > 0.05)
    #expect(abs(try #require(unseen.effect)) < 0.03)
    let loud = feed.push(lines(10_000, from: 25_000, new: 0.2)).evaluations
    #expect(loud.last?["unseen", "word"]?.verdict == .breach)
  }

  @Test("a field that was never there is missing in every record before it came")
  func fieldThatComesLate() throws {
    var feed = try Feed(settings { $0.window = countWindow(100) })
    let lines = (0..<100).map { index in
      var line = RecordLine(time: origin + Int64(index))
      if index >= 60 { line.features["new"] = "1.5" }
      return line
    }

    let evaluations = feed.pushEach(lines).evaluations

    #expect(evaluations.first?["missing", "new"]?.value == 0.6)
    #expect(evaluations.first?["mean", "new"]?.value == 1.5)
  }

  @Test("the population stability index is that of ten cells and Jeffreys smoothing")
  func populationStability() throws {
    var random = SplitMix64(seed: 7)
    let (past, now) = (rows(&random, 1_000), rows(&random, 1_000))
    var shifted = now
    for index in shifted.indices { shifted[index].duration *= 1.5 }

    let found = try #require(try windows(past, shifted).last)

    let sorted = past.map(\.duration).sorted()
    let edges = (1..<10).map { quantile(sorted, Double($0) / 10) }
    let cells = { (value: Double) in edges.count { $0 <= value } }
    var (left, right) = ([Double](repeating: 0.5, count: 10), [Double](repeating: 0.5, count: 10))
    for row in past { left[cells(row.duration)] += 1 }
    for row in shifted { right[cells(row.duration)] += 1 }
    let total = zip(left, right).reduce(0.0) { sum, pair in
      let (p, q) = (pair.0 / 1_005, pair.1 / 1_005)
      return sum + (q - p) * ln(q / p)
    }
    let expected = max(0, total - 9 * (1.0 / 1_000 + 1.0 / 1_000))
    let value = try #require(found["psi", "duration"]?.value)
    #expect(abs(value - expected) <= 1e-9 * expected)
    #expect(found["psi", "duration"]?.verdict == .breach)
    #expect(found["psi", "amount"]?.verdict == .ok)
  }

  /// Linear interpolation between order statistics, as numpy's default.
  private func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
  }

  /// The natural logarithm by the series of the inverse hyperbolic tangent.
  private func ln(_ value: Double) -> Double {
    let ratio = (value - 1) / (value + 1)
    var (power, sum) = (ratio, 0.0)
    for term in 0..<4_000 {
      sum += power / Double(2 * term + 1)
      power *= ratio * ratio
    }
    return 2 * sum
  }
}
