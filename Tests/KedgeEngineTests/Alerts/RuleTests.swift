import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

struct RuleTests {
  /// One window of a minute: `x` has failures only, `.` none, `?` too few records, `-` no record.
  private func window(_ character: Character, _ index: Int) -> [RecordLine] {
    let count = character == "-" ? 0 : character == "?" ? 5 : 40
    return (0..<count).map { row in
      var line = RecordLine(
        time: origin + Int64(index) * minute + Int64(row),
        id: "\(index)-\(row)"
      )
      if character == "x" { line.fields["status"] = "\"error\"" }
      return line
    }
  }

  private func lines(_ timeline: String) -> [RecordLine] {
    timeline.enumerated().flatMap { window($0.element, $0.offset) }
      + [RecordLine(time: origin + Int64(timeline.count) * minute)]
  }

  private func settings(_ rules: [CompiledRule]) -> EngineSettings {
    KedgeEngineTests.settings(rules: rules) { $0.window = plainWindow() }
  }

  /// The events of a rule as a timeline: `R` emitted, `s` suppressed, `r` resolved.
  private func timeline(_ events: [Event], _ count: Int) -> String {
    var text = Array(repeating: Character("."), count: count)
    for event in events where event.kind != "data_missing" {
      let window = Int((event.time.nanoseconds - origin) / minute) - 1
      text[window] = event.kind == "resolved" ? "r" : event.suppressed == nil ? "R" : "s"
    }
    return String(text)
  }

  private func failing(
    _ action: RuleAction.Kind = .none,
    _ change: (inout Rule) -> Void = { _ in }
  ) throws -> CompiledRule {
    try rule("failing", when: "error_rate().value > 0.5", action: action) { rule in
      rule.cooldownNanoseconds = 0
      rule.perDayMax = 1_000
      change(&rule)
    }
  }

  @Test("a rule fires once per episode, as the reference says", arguments: 0..<UInt64(60))
  func timelines(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let reference = AlertReference(hold: random.number(1...4), keep: random.number(1...3))
    let text = String((0..<40).map { _ in random.pick(Array("xxxx...?")) })
    let rule = try failing {
      $0.hold = .windows(reference.hold)
      $0.keep = .windows(reference.keep)
    }
    var feed = try Feed(settings([rule]))

    let events = feed.push(lines(text)).events

    #expect(timeline(events, text.count) == reference.events(text), "\(text)")
  }

  @Test("silence steps nothing")
  func silence() throws {
    var feed = try Feed(settings([try failing { $0.hold = .windows(2) }]))

    let events = feed.push(lines("x----x...")).events

    #expect(timeline(events, 9) == ".....Rr..")
  }

  @Test("in record mode nothing is delivered, in act mode one intent of the event's id")
  func modes() throws {
    for acts in [false, true] {
      var feed = try Feed(settings([try failing(.retrain) { $0.acts = acts }]))

      let effects = feed.push(lines(".xx.."))

      let event = try #require(effects.events.first)
      #expect(event.kind == "retrain")
      #expect(event.action == (acts ? .requested : .recorded))
      #expect(effects.intents.map(\.event) == (acts ? [event.id] : []))
      #expect(feed.engine.openIntents == effects.intents)
    }
  }

  @Test("actions that are switched off are recorded")
  func switchedOff() throws {
    var settings = settings([try failing(.retrain) { $0.acts = true }])
    settings.actionsEnabled = false
    var feed = try Feed(settings)

    let effects = feed.push(lines("x."))

    #expect(effects.intents.isEmpty)
    #expect(effects.events.first?.action == .recorded)
  }

  @Test("one action a model is in flight; its report frees the model")
  func inFlight() throws {
    let slow = try rule("slow", when: "error_rate().value > 0.5", action: .rollback) {
      $0.acts = true
      $0.cooldownNanoseconds = 0
    }
    var feed = try Feed(settings([try failing(.retrain) { $0.acts = true }, slow]))

    let first = feed.push(lines("xx"))
    let intent = try #require(first.intents.first)
    let report = feed.report(ActionReport(event: intent.event, result: .succeeded, detail: "0"))
    let second = feed.push(window("x", 2) + [RecordLine(time: origin + 3 * minute)])

    #expect(first.intents.count == 1)
    #expect(first.events.map(\.suppressed) == [nil, "in_flight"])
    #expect(report.finished.map(\.action) == [.succeeded])
    #expect(second.events.map(\.rule) == ["slow"])
    #expect(second.events.first?.id == first.events.last?.id)
    #expect(second.events.first?.evidence["deferred"] == .bool(true))
    #expect(second.intents.count == 1)
    #expect(feed.report(ActionReport(event: "unknown", result: .failed)).isEmpty)
  }

  @Test("an action without report ends after its time")
  func timeouts() throws {
    var feed = try Feed(
      settings([
        try failing(.retrain) {
          $0.acts = true
          $0.action.timeoutNanoseconds = 10 * minute
        }
      ])
    )
    let intent = try #require(feed.push(lines("x.")).intents.first)
    let start = Timestamp(nanoseconds: origin + 10 * minute)

    let ends = [0, 9, 10].map { minutes in
      feed.tick(at: start.advanced(byNanoseconds: minutes * minute)).finished
    }

    #expect(ends.map(\.count) == [0, 0, 1])
    #expect(ends.last?.first?.id == intent.event)
    #expect(ends.last?.first?.action == .timeout)
    #expect(feed.report(ActionReport(event: intent.event, result: .succeeded)).isEmpty)
  }

  @Test("a rule that stays unknown says that data are missing, once")
  func dataMissing() throws {
    var feed = try Feed(settings([try failing { $0.unknownAfter = 3 }]))

    let events = feed.push(lines("?????.???.")).events

    #expect(events.map(\.kind) == ["data_missing", "data_missing"])
    #expect(events.map(\.windowIndex) == [2, 8])
    #expect(events.first?.message.contains("needs 25 more") == true)
  }

  @Test("a rule that watches silence fires where no record comes")
  func watchesSilence() throws {
    let silent = try rule("silent", when: "silence() >= duration(\"3m\")") {
      $0.kind = .dataMissing
      $0.cooldownNanoseconds = 0
    }
    var feed = try Feed(settings([silent]))

    let events = feed.push(lines("..-----..")).events

    #expect(events.map(\.kind) == ["notify", "resolved"])
  }

  @Test func `a rule that waits for the baseline is no missing data, one that has none is`() throws
  {
    let waiting = try rule("waiting", when: #"mean("x").rose(1.0)"#) { $0.unknownAfter = 3 }
    let without = try rule("without", when: #"mean("y").rose(1.0)"#) { $0.unknownAfter = 3 }
    var feed = try Feed(
      KedgeEngineTests.settings(rules: [waiting, without]) {
        $0.window = plainWindow()
        $0.baseline = .first(records: 3_000)
      }
    )
    let lines = (0..<1_200).map { number in
      var line = RecordLine(time: origin + Int64(number) * second)
      line.features["x"] = "\(number % 7)"
      return line
    }
    let events = feed.push(lines).events
    #expect(Set(events.map(\.rule)) == ["without"])
    #expect(events.first?.kind == "data_missing")
  }

  @Test("silence is seen pane by pane, though windows are long")
  func watchesSilenceInLongWindows() throws {
    let silent = try rule("silent", when: "silence() > duration(\"15m\")") {
      $0.kind = .dataMissing
    }
    let settings = KedgeEngineTests.settings(rules: [silent]) {
      $0.window = timeWindow(pane: minute, size: 60 * minute, every: 60 * minute, lateness: 0)
    }
    var feed = try Feed(settings)
    let start = Timestamp(nanoseconds: origin)
    _ = feed.push([RecordLine(time: origin)], at: start)
    var fired: [Int64] = []
    for minutes in Int64(1)...59 {
      let now = start.advanced(byNanoseconds: minutes * minute)
      if !feed.tick(at: now).events.isEmpty { fired.append(minutes) }
    }
    #expect(fired == [16])
    let back = feed.push(
      [RecordLine(time: origin + 60 * minute)],
      at: start.advanced(byNanoseconds: 60 * minute)
    )
    let after = feed.tick(at: start.advanced(byNanoseconds: 62 * minute))
    #expect((back + after).events.map(\.kind) == ["resolved"])
  }

  @Test("silence that outlasts all windows fires with the clock alone", arguments: [1, 30])
  func watchesLongSilence(seconds: Int64) throws {
    let silent = try rule("silent", when: "model_silence() >= duration(\"3m\")") {
      $0.kind = .dataMissing
    }
    let settings = KedgeEngineTests.settings(rules: [silent]) {
      $0.window = plainWindow(seconds * second)
    }
    var feed = try Feed(settings)
    let start = Timestamp(nanoseconds: origin)
    _ = feed.push([RecordLine(time: origin)], at: start)

    let ticks = (1...600).map { tick in
      feed.tick(at: start.advanced(byNanoseconds: Int64(tick) * second)).events
    }

    let fired = ticks.indices.filter { !ticks[$0].isEmpty }
    #expect(fired.count == 1)
    // Three minutes, the pane that ends then, and five minutes at most until the clock takes over.
    #expect((179...600).contains(fired.first ?? 0))
    #expect(ticks.joined().map(\.kind) == ["notify"])
  }

  @Test("require holds an event back until it holds")
  func require() throws {
    let rule = try failing(.retrain) {
      $0.require = RuleText("records().value > 1.0")
      $0.acts = true
    }
    var feed = try Feed(settings([rule]))

    let before = feed.push(lines("xx"))
    let many = (0..<100).map { row in
      var line = RecordLine(time: origin + 2 * minute + Int64(row))
      line.fields["status"] = "\"error\""
      return line
    }
    let after = feed.push(many + [RecordLine(time: origin + 3 * minute)])

    #expect(before.events.map(\.suppressed) == ["require"])
    #expect(before.intents.isEmpty)
    #expect(after.events.map(\.suppressed) == [nil])
    #expect(after.events.map(\.id) == before.events.map(\.id))
  }

  @Test("cooldown and the cap of a day hold events back")
  func caps() throws {
    let cooling = try failing { $0.cooldownNanoseconds = 4 * minute }
    let capped = try rule("capped", when: "error_rate().value > 0.5") {
      $0.cooldownNanoseconds = 0
      $0.perDayMax = 2
    }
    var feed = try Feed(settings([cooling, capped]))

    let events = feed.push(lines("x.xxxxxx..")).events
    let cap = feed.push(
      (11..<17).flatMap { window($0 % 2 == 1 ? "x" : ".", $0) }
        + [RecordLine(time: origin + 17 * minute)]
    ).events

    #expect(timeline(events.filter { $0.rule == "failing" }, 10) == "Rrs.R...r.")
    #expect(timeline(events.filter { $0.rule == "capped" }, 10) == "RrR.....r.")
    #expect(
      cap.filter { $0.rule == "capped" }.map(\.suppressed)
        == Array(repeating: "max_per_day", count: 3)
    )
  }

  @Test("a rule does not decide below its least number of samples")
  func minSamples() throws {
    var feed = try Feed(settings([try failing { $0.minSamples = 41 }]))

    let events = feed.push(lines("xxxx")).events

    #expect(events.isEmpty)
  }

  @Test("event ids and evidence are the same over replays and blocks", arguments: 0..<UInt64(10))
  func sameIds(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = String((0..<20).map { _ in random.pick(Array("xxx..?")) })
    let rules = [try failing(.retrain) { $0.acts = true }]
    var (whole, single) = (try Feed(settings(rules)), try Feed(settings(rules)))

    let one = Transcript.lines(whole.push(lines(text)))
    let other = Transcript.lines(single.pushEach(lines(text)))

    #expect(one == other)
  }

  @Test("the id of an event depends on what decides, not on words")
  func idsOfRules() throws {
    let first = try failing()
    let spaced = try rule("failing", when: "error_rate().value    > 0.5") {
      $0.cooldownNanoseconds = 0
      $0.perDayMax = 1_000
      $0.description = "other words"
    }
    let stricter = try rule("failing", when: "error_rate().value > 0.6") {
      $0.cooldownNanoseconds = 0
      $0.perDayMax = 1_000
    }

    let ids = try [first, spaced, stricter].map { rule in
      var feed = try Feed(settings([rule]))
      return try #require(feed.push(lines("x.")).events.first).id
    }

    #expect(ids[0] == ids[1])
    #expect(ids[0] != ids[2])
    #expect(ids.allSatisfy { $0.utf8.count == 26 })
  }
}
