import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import Testing

struct RevisionTests {
  private func window(_ index: Int) -> [RecordLine] {
    (0..<40).map { row in
      var line = RecordLine(
        time: origin + Int64(index) * minute + Int64(row),
        id: "\(index)-\(row)"
      )
      line.fields["prediction"] = "1"
      return line
    }
  }

  private func labels(_ index: Int, right: Int, later: Int64 = 0) -> [RecordLine] {
    (0..<40).map { row in
      .label(row < right ? "1" : "0", of: "\(index)-\(row)", time: origin + later)
    }
  }

  private func feed(_ change: (inout Rule) -> Void = { _ in }) throws -> Feed {
    let rule = try rule("quality", when: "metric(\"accuracy\").value < 0.5", action: .retrain) {
      $0.cooldownNanoseconds = 0
      $0.acts = true
      change(&$0)
    }
    return try Feed(settings(rules: [rule]) { $0.window = plainWindow() })
  }

  @Test("late labels fire a quality rule through a revision")
  func lateLabels() throws {
    var feed = try feed()
    let before = feed.push((0..<3).flatMap(window))

    _ = feed.push(labels(1, right: 5))
    let effects = feed.push(window(3))

    #expect(before.events.isEmpty)
    #expect(effects.events.map(\.kind) == ["retrain"])
    #expect(effects.events.first?.windowIndex == 1)
    #expect(effects.intents.count == 1)
  }

  @Test("an episode that is over emits nothing again when other windows are revised")
  func overAndDone() throws {
    var feed = try feed()
    var first = feed.push(window(0) + labels(0, right: 5) + window(1) + labels(1, right: 40))
    first += feed.push(window(2) + window(3))

    _ = feed.push(labels(2, right: 39))
    let afterwards = feed.push(window(4))
    _ = feed.push(labels(0, right: 4, later: second))
    let third = feed.push(window(5))

    #expect(first.events.map(\.kind) == ["retrain", "resolved"])
    #expect(afterwards.events.isEmpty)
    #expect(third.events.isEmpty)
  }

  @Test("an event that is held back is told once, however often its window is revised")
  func heldBack() throws {
    var feed = try feed { $0.require = RuleText("error_rate().value > 0.5") }
    _ = feed.push(window(0) + labels(0, right: 5))
    let first = feed.push(window(1))

    var later: [Event] = []
    for index in 2..<6 {
      _ = feed.push(labels(0, right: index, later: Int64(index) * second))
      later += feed.push(window(index)).events
    }

    #expect(first.events.map(\.suppressed) == ["require"])
    #expect(later.isEmpty)
  }

  @Test("an episode that labels show afterwards emits and resolves")
  func wholeEpisode() throws {
    var feed = try feed()
    _ = feed.push((0..<4).flatMap(window))

    _ = feed.push(labels(0, right: 5) + labels(1, right: 40) + labels(2, right: 40))
    let effects = feed.push(window(4))

    #expect(effects.events.map(\.kind) == ["retrain", "resolved"])
    #expect(effects.events.map(\.windowIndex) == [0, 1])
  }

  @Test("labels that come after an event resolve it")
  func lateResolution() throws {
    var feed = try feed()
    _ = feed.push((0..<4).flatMap(window))
    _ = feed.push(labels(0, right: 5))
    let fired = feed.push(window(4))

    _ = feed.push(labels(2, right: 40))
    let resolved = feed.push(window(5))

    #expect(fired.events.map(\.kind) == ["retrain"])
    #expect(resolved.events.map(\.kind) == ["resolved"])
    #expect(resolved.events.map(\.windowIndex) == [2])
  }
}
