import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import Testing

/// What a rule may claim: only what a bound proves, at the level of its own window.
struct ProofTests {
  private func inferences(_ count: Int, from start: Int = 0) -> [RecordLine] {
    (start..<(start + count)).map { index in
      var line = RecordLine(time: origin + Int64(index) * second / 2, id: "i\(index)")
      line.fields["prediction"] = "\(Double(index % 10))"
      return line
    }
  }

  private func labels(_ refs: Range<Int>, error: Double, at time: Int64) -> [RecordLine] {
    refs.map { .label("\(Double($0 % 10) + error)", of: "i\($0)", time: time) }
  }

  @Test func `a limit that is crossed without a bound is unknown, not false`() throws {
    let watched = try rule("off", when: "metric(\"rmse\").above(1.0)") { $0.unknownAfter = 1 }
    var feed = try Feed(
      settings(rules: [watched]) {
        $0.window = plainWindow()
        $0.baseline = .first(records: 120)
      }
    )

    var effects = feed.push(labels(0..<120, error: 0, at: origin))
    effects += feed.push(labels(120..<360, error: 5, at: origin))
    effects += feed.push(inferences(360))

    let reasons = effects.events.filter { $0.kind == "data_missing" }.map(\.message)
    #expect(reasons.contains { $0.contains("too few values for a bound") }, "\(reasons)")
    #expect(effects.evaluations.contains { $0["rmse"]?.value == 5 && $0["rmse"]?.baseline == 0 })
  }

  @Test func `a label of an inference without a prediction leaves the others their accuracy`()
    throws
  {
    var feed = try Feed(settings { $0.window = plainWindow() })
    var lines = (0..<100).map { index in
      var line = RecordLine(time: origin + Int64(index), id: "i\(index)")
      line.fields["prediction"] = index == 7 ? nil : "\"cat\""
      return line
    }
    lines += (0..<100).map { .label($0 < 50 ? "\"cat\"" : "\"dog\"", of: "i\($0)", time: origin) }

    _ = feed.push(lines)
    let effects = feed.finish()

    let accuracy = try #require(effects.evaluations.compactMap { $0["accuracy"] }.last)
    #expect(accuracy.count == 99)
    #expect(accuracy.value == 49.0 / 99)
  }

  @Test func `a rule with a window of its own spends by its own pace`() throws {
    func level(_ window: WindowSettings, _ own: RuleWindow?) throws -> Double {
      let watched = try rule("r", when: "error_rate().value >= 0.0") { $0.window = own }
      var feed = try Feed(settings(rules: [watched]) { $0.window = window })
      let effects = feed.push(inferences(60 * 60 * 3))
      let event = try #require(effects.events.first)
      let results = try #require(event.evidence["results"]?.elements)
      return try #require(results.first?["level"]?.number)
    }
    let short = timeWindow(pane: minute, size: 5 * minute, every: 5 * minute, lateness: 0)
    let long = timeWindow(pane: minute, size: 60 * minute, every: 60 * minute, lateness: 0)
    let own = RuleWindow(sizeNanoseconds: 5 * minute, everyNanoseconds: 5 * minute)

    #expect(try level(long, own) == level(short, nil))
  }

  @Test func `feedback alone of another model does not stop what waits from expiring`() throws {
    var feed = try Feed(
      settings {
        $0.window = plainWindow(); $0.horizonNanoseconds = minute
      }
    )
    var lonely = RecordLine(time: origin)
    lonely.kind = .feedback
    lonely.model = "never-called"
    lonely.fields = ["value": "1", "name": "\"thumbs\""]

    _ = feed.push([lonely, .label("1", of: "nobody", time: origin)])
    #expect(feed.engine.inputStates[0].pending == 1)
    _ = feed.push(inferences(1_200))

    #expect(feed.engine.inputStates[0].pending == 0)
    #expect(feed.engine.inputStates[0].expired == 1)
  }

  @Test func `a change of identity is said once, of the window in which it came`() throws {
    let watched = try rule("changed", when: "version_changed()") {
      $0.cooldownNanoseconds = 0
      $0.perDayMax = 1_000
    }
    var window = plainWindow(lateness: 2 * minute)
    window.everyNanoseconds = minute
    var feed = try Feed(settings(rules: [watched]) { $0.window = window })
    let lines = (0..<1_200).map { index in
      var line = RecordLine(time: origin + Int64(index) * second, id: "i\(index)")
      line.fields["prompt_hash"] = index < 630 ? "\"p1\"" : "\"p2\""
      return line
    }

    let events = feed.push(lines).events.filter { $0.kind != "resolved" }

    // Second 630 lies in the minute that ends with second 660.
    #expect(events.map { ($0.time.nanoseconds - origin) / second } == [660])
  }

  @Test func `made-up segment values and versions leave no trace of each`() throws {
    var limited = settings {
      $0.window = plainWindow(); $0.groupings = [["user"]]
    }
    limited.limits.segmentValues = 4
    limited.limits.versions = 3
    var feed = try Feed(limited)
    let lines = inferences(2_000).enumerated().map { index, line in
      var line = line
      line.version = "v\(index % 500)"
      line.segment["user"] = "\"u\(index)\""
      return line
    }

    var keys: [Int] = []
    var disk = MemoryDisk()
    for half in [lines[..<1_000], lines[1_000...]] {
      _ = feed.push(Array(half))
      disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
      disk.sync()
      keys.append(disk.entries.count)
    }

    // Some more panes and ids, not a thousand more combinations.
    #expect(keys[1] - keys[0] < 50)
    #expect(feed.engine.inputStates[0].counted == 2_000)
  }
}
