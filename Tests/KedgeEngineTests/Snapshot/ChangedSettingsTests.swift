import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import Testing

/// State of one configuration under another: a reload must neither crash nor lose a record.
struct ChangedSettingsTests {
  private func settings(inputs: [String], pane: WindowSettings.Pane) -> EngineSettings {
    var model = ModelSettings(name: "m", model: Glob("m"))
    model.baseline = .first(records: 50)
    model.window.pane = pane
    if case .time(let length) = pane {
      model.window.sizeNanoseconds = length * 5
      model.window.everyNanoseconds = length * 5
    }
    model.window.latenessNanoseconds = 0
    return EngineSettings(inputs: inputs.map { InputSettings(name: $0) }, models: [model])
  }

  /// Commits what changed to a disk, and starts again from all that lies there.
  private func restored(
    _ feed: inout Feed,
    _ settings: EngineSettings,
    on disk: inout MemoryDisk
  ) throws -> Feed {
    disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
    disk.sync()
    return try Feed(settings, state: disk.entries, tails: [])
  }

  private func inferences(_ seconds: Range<Int>) -> [String] {
    seconds.map { second in
      """
      {"time":\(1_767_225_600 + second),"id":"i\(second)","model":"m","duration":\(second % 7)}
      """
    }
  }

  @Test func `a label of an input that is gone is joined, and every account stays whole`() throws {
    let pane = WindowSettings.Pane.time(60_000_000_000)
    var disk = MemoryDisk()
    var feed = try Feed(settings(inputs: ["old", "other"], pane: pane))
    _ = feed.push([#"{"kind":"label","time":1767225600,"ref":"i3","truth":1}"#], input: 0)
    var later = try restored(&feed, settings(inputs: ["fresh"], pane: pane), on: &disk)

    _ = later.push(inferences(0..<10))

    let accounts = later.engine.inputStates
    #expect(accounts.map(\.name) == ["fresh", "old", "other"])
    #expect(accounts.map(\.pending) == [0, 0, 0])
    #expect(accounts.map(\.counted) == [10, 1, 0])
    #expect(accounts.allSatisfy { $0.isBalanced })
  }

  @Test(arguments: [
    (WindowSettings.Pane.time(1_000_000_000), WindowSettings.Pane.time(60_000_000_000)),
    (.time(60_000_000_000), .time(1_000_000_000)),
    (.time(60_000_000_000), .records(100)),
    (.records(100), .time(60_000_000_000)),
  ])
  func `panes of another length lose no record`(
    before: WindowSettings.Pane,
    after: WindowSettings.Pane
  ) throws {
    var disk = MemoryDisk()
    var feed = try Feed(settings(inputs: ["a"], pane: before))
    _ = feed.push(inferences(0..<600))
    var later = try restored(&feed, settings(inputs: ["a"], pane: after), on: &disk)

    let effects = later.push(inferences(600..<1_800))

    #expect(later.engine.inputStates[0].counted == 1_800)
    #expect(later.engine.inputStates[0].late == 0)
    let windows = effects.count { if case .evaluated = $0 { true } else { false } }
    #expect(windows > 1)

    // The next start finds what this one left, and nothing of the panes before.
    var again = try restored(&later, settings(inputs: ["a"], pane: after), on: &disk)
    _ = again.push(inferences(1_800..<2_400))
    #expect(again.engine.inputStates[0].counted == 2_400)
  }

  @Test func `feedback whose pane went with a change of panes is revised without harm`() throws {
    let short = settings(inputs: ["a"], pane: .time(60_000_000_000))
    let long = settings(inputs: ["a"], pane: .time(3_600_000_000_000))
    func thumb(_ second: Int, _ value: Int, _ item: String, at time: Int) -> String {
      """
      {"kind":"feedback","time":\(1_767_225_600 + time),"ref":"i\(second)","id":"\(item)",\
      "name":"thumbs","value":\(value)}
      """
    }
    var disk = MemoryDisk()
    var feed = try Feed(short)
    _ = feed.push(inferences(0..<100) + [thumb(10, 0, "first", at: 100)])
    var later = try restored(&feed, long, on: &disk)
    _ = later.push(inferences(100..<200))
    _ = later.push((100..<140).map { thumb($0, 1, "t\($0)", at: 200) })

    _ = later.push([thumb(10, 1, "first", at: 201)])
    _ = later.push(inferences(7_200..<7_210))
    let last = later.push(inferences(14_400..<14_410)) + later.finish()

    let values = last.compactMap { effect -> Double? in
      guard case .evaluated(_, _, let indicators) = effect else { return nil }
      return indicators.first { $0.name.kind == "feedback" }?.value
    }
    #expect(values.allSatisfy { (0...1).contains($0) })
    #expect(later.engine.inputStates[0].isBalanced)
    var again = try restored(&later, long, on: &disk)
    _ = again.push(inferences(20_000..<20_010))
    #expect(again.engine.inputStates[0].isBalanced)
  }

  @Test func `labels of the baseline are known again after a change of panes`() throws {
    let labels = (0..<20).map { second in
      #"{"kind":"label","time":\#(1_767_225_700 + second),"ref":"i\#(second)","truth":1}"#
    }
    var disk = MemoryDisk()
    var feed = try Feed(settings(inputs: ["a"], pane: .time(60_000_000_000)))
    _ = feed.push(inferences(0..<100) + labels)
    let before = feed.engine.inputStates[0]
    let other = settings(inputs: ["a"], pane: .time(30_000_000_000))
    var later = try restored(&feed, other, on: &disk)

    _ = later.push(labels)

    let after = later.engine.inputStates[0]
    #expect(before.counted == 120)
    #expect(after.counted == before.counted)
    #expect(after.duplicate == before.duplicate + 20)
  }

  @Test func `segments that are grouped in another way make other series`() throws {
    func grouped(_ groupings: [[String]]) -> EngineSettings {
      var settings = settings(inputs: ["a"], pane: .time(60_000_000_000))
      settings.models[0].groupings = groupings
      return settings
    }
    func line(_ second: Int) -> String {
      """
      {"time":\(1_767_225_600 + second),"id":"s\(second)","model":"m",\
      "segment":{"language":"de","plan":"free"}}
      """
    }
    var disk = MemoryDisk()
    var feed = try Feed(grouped([["language"], ["plan"]]))
    _ = feed.push([line(0)])
    var later = try restored(&feed, grouped([["language", "plan"]]), on: &disk)
    _ = later.push([line(1), line(2)])
    let effects = later.push([line(600)]) + later.finish()
    let windows = effects.compactMap { effect -> (SeriesKey, Window)? in
      guard case .evaluated(let key, let window, _) = effect else { return nil }
      return (key, window)
    }
    let joint = windows.filter { $0.0.segment.count == 2 }
    #expect(joint.first?.1.records == 2)
    #expect(windows.allSatisfy { $0.0.segment.count != 1 || $0.1.records == 1 })
  }

  @Test func `another given baseline replaces the stored one for good`() throws {
    let pane = WindowSettings.Pane.records(100)
    var first = try Feed(settings(inputs: ["a"], pane: pane))
    _ = first.push(inferences(0..<60))
    var second = try Feed(settings(inputs: ["a"], pane: pane))
    _ = second.push(inferences(1_000..<1_060))
    var engines = [first.engine, second.engine]
    let profiles = engines.indices.map { engines[$0].buildBaselines()[0].profile }
    let given = try profiles.map {
      try Baseline(profile: $0)
    }

    func with(_ baseline: Baseline) -> EngineSettings {
      var changed = settings(inputs: ["a"], pane: pane)
      changed.models[0].baseline = .given(baseline)
      return changed
    }
    var disk = MemoryDisk()
    var feed = try Feed(with(given[0]))
    _ = feed.push(inferences(2_000..<2_150))
    var changed = try restored(&feed, with(given[1]), on: &disk)
    _ = changed.push(inferences(2_150..<2_300))
    var again = try restored(&changed, with(given[1]), on: &disk)
    let effects = again.push(inferences(2_300..<2_500))

    #expect(again.engine.inputStates[0].counted == 500)
    // A baseline takes the first 50: seconds mod 7 sum to 147 from 0, and to 153 from 1,000.
    let baselines = effects.evaluations.flatMap(\.indicators)
      .filter { $0.name.kind == "mean" && $0.name.feature == "duration" }.map(\.baseline)
    try #require(!baselines.isEmpty)
    for baseline in baselines { #expect(abs((baseline ?? 0) - 153.0 / 50) < 1e-6) }
  }

  /// A baseline of the first 50 records is frozen, and an alert fires; then `before` becomes
  /// `after`.
  @Test(arguments: [false, true])
  func `other settings of a baseline begin a new one and end the alerts`(isGiven: Bool) throws {
    let pane = WindowSettings.Pane.records(100)
    var before = settings(inputs: ["a"], pane: pane)
    if isGiven {
      var made = try Feed(before)
      _ = made.push(inferences(0..<60))
      var engine = made.engine
      let profile = engine.buildBaselines()[0].profile
      before.models[0].baseline = .given(
        try Baseline(profile: profile)
      )
    }
    before.rules = [try rule("busy", when: "records().value > 0.5")]
    var after = before
    after.models[0].baseline = .first(records: 70)
    var disk = MemoryDisk()
    var feed = try Feed(before)
    let fired = feed.push(inferences(0..<250))
    #expect(fired.alerts.map(\.state) == [.firing])

    var changed = try restored(&feed, after, on: &disk)
    let told = changed.push(inferences(1_000..<1_040))
    #expect(told.alerts.map(\.reason) == ["the baseline was replaced"])
    #expect(changed.engine.baselineViews.isEmpty)
    // Half of the new baseline is collected before another restart, which changes nothing.
    var again = try restored(&changed, after, on: &disk)
    let effects = again.push(inferences(1_040..<1_400))

    #expect(again.engine.inputStates[0].counted == 650)
    #expect(again.engine.baselineViews.map(\.records) == [70])
    // Seconds mod 7 sum to 21 in each week of seconds.
    let means = effects.evaluations.flatMap(\.indicators)
      .filter { $0.name.kind == "mean" && $0.name.feature == "duration" }.compactMap(\.baseline)
    try #require(!means.isEmpty)
    for mean in means { #expect(abs(mean - 3) < 1e-6) }
    let kept = try restored(&again, after, on: &disk)
    #expect(kept.engine.baselineViews.map(\.records) == [70])
  }

  @Test func `a lowered limit takes no series away`() throws {
    let pane = WindowSettings.Pane.records(100)
    var before = settings(inputs: ["a"], pane: pane)
    before.models[0].groupings = [["k"]]
    var disk = MemoryDisk()
    var feed = try Feed(before)
    let lines = (0..<20).map { second in
      #"{"time":\#(1_767_225_600 + second),"id":"i\#(second)","model":"m","segment":{"k":"\#(second % 5)"}}"#
    }
    _ = feed.push(lines)
    var after = before
    after.limits.series = 3

    let later = try restored(&feed, after, on: &disk)

    #expect(later.engine.seriesViews().count == 6)
    #expect(later.engine.inputStates[0].counted == 20)
  }

  @Test func `what a restart has to tell is there before any input, once`() throws {
    let pane = WindowSettings.Pane.records(100)
    var firing = settings(inputs: ["a"], pane: pane)
    firing.rules = [try rule("busy", when: "records().value > 0.5")]
    var disk = MemoryDisk()
    var feed = try Feed(firing)
    _ = feed.push(inferences(0..<250))
    let later = try restored(&feed, settings(inputs: ["a"], pane: pane), on: &disk)
    var engine = later.engine

    #expect(engine.takeEffects().alerts.map(\.state) == [.inactive])
    #expect(engine.takeEffects().isEmpty)
  }

  @Test func `a given baseline knows its categories under any key`() throws {
    var plain = settings(inputs: ["a"], pane: .records(100))
    func lines(_ range: Range<Int>) -> [String] {
      range.map { second in
        #"{"time":\#(1_767_225_600 + second),"id":"i\#(second)","model":"m","features":{"plan":"\#(second % 2 == 0 ? "a long name" : "another long name")"}}"#
      }
    }
    var made = try Feed(plain)
    _ = made.push(lines(0..<60))
    var engine = made.engine
    let profile = engine.buildBaselines()[0].profile
    plain.models[0].baseline = .given(
      try Baseline(profile: profile)
    )
    plain.hashKey = HashKey(first: 5, second: 7)
    var feed = try Feed(plain)

    let unseen = feed.push(lines(100..<250)).evaluations.compactMap { $0["unseen", "plan"]?.value }

    #expect(unseen == [0])
  }

  @Test func `inputs in another order keep their ids over several restarts`() throws {
    let pane = WindowSettings.Pane.time(60_000_000_000)
    var disk = MemoryDisk()
    var feed = try Feed(settings(inputs: ["a", "b"], pane: pane))
    _ = feed.push(inferences(0..<10), input: 0)
    _ = feed.push([#"{"kind":"label","time":1767225600,"ref":"i50","truth":1}"#], input: 0)
    _ = feed.push(inferences(10..<20), input: 1)
    var turned = try restored(&feed, settings(inputs: ["b", "a"], pane: pane), on: &disk)
    var later = try restored(&turned, settings(inputs: ["b", "a"], pane: pane), on: &disk)

    // The same ids of the same input are duplicates, those of the other are records of their own.
    _ = later.push(inferences(0..<10), input: 1)
    _ = later.push(inferences(10..<20), input: 0)
    _ = later.push(inferences(50..<51), input: 0)

    let accounts = later.engine.inputStates
    #expect(accounts.map(\.name) == ["b", "a"])
    #expect(accounts.map(\.duplicate) == [10, 10])
    #expect(accounts.map(\.pending) == [0, 0])
    #expect(accounts.map(\.counted) == [11, 11])
    #expect(accounts.allSatisfy { $0.isBalanced })
  }

  @Test(arguments: [nil, "records().value > 5.0", "records().value > 2.0"], [1, 100])
  func `an alert of a rule that is gone or changed ends and is told once`(
    when: String?,
    hold: Int
  ) throws {
    let pane = WindowSettings.Pane.records(100)
    var firing = settings(inputs: ["a"], pane: pane)
    var rule = Rule(name: "busy", when: RuleText("records().value > 0.5"))
    rule.hold = .windows(hold)
    firing.rules = [try CompiledRule(rule)]
    var disk = MemoryDisk()
    var feed = try Feed(firing)
    let fired = feed.push(inferences(0..<250))
    #expect(fired.alerts.map(\.state) == [hold == 1 ? .firing : .pending])
    var changed = settings(inputs: ["a"], pane: pane)
    if let when {
      rule.when = RuleText(when)
      changed.rules = [try CompiledRule(rule)]
    }
    var later = try restored(&feed, changed, on: &disk)

    let told = later.push(inferences(250..<260))

    #expect(told.alerts.map(\.state) == [.inactive])
    #expect(told.alerts.first?.reason == "the rule was changed or removed")
    var again = try restored(&later, changed, on: &disk)
    #expect(again.push(inferences(260..<270)).alerts.isEmpty)
  }
}

extension [Effect] {
  fileprivate var alerts: [AlertChange] {
    compactMap { effect in
      guard case .alert(let change) = effect else { return nil }
      return change
    }
  }
}
