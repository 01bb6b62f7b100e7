import Foundation
import KedgeEngine
import KedgeModel
import KedgeSimulation
import Testing

/// Seeds of a run: 500, or as many as `KEDGE_SEEDS` says.
private let seeds: Range<UInt64> = {
  let text = ProcessInfo.processInfo.environment["KEDGE_SEEDS"] ?? ""
  return 0..<(UInt64(text) ?? 500)
}()

struct SimulationTests {
  @Test("every checker is content with every world", arguments: seeds)
  func worlds(seed: UInt64) throws {
    var world = try World(seed: seed)
    try world.run()

    let found =
      world.violations + accounting(world) + invariants(world) + (try uninterrupted(world))
      + (try cuts(world))

    #expect(found.isEmpty, "seed \(seed), faults \(world.schedule)")
  }

  private func accounting(_ world: World) -> [String] {
    ConservationChecker().violations(world.inputStates, linesSent: world.linesSent)
  }

  private func invariants(_ world: World) -> [String] {
    var isTimed = false
    if case .time = world.settings.engine.models[0].window.pane { isTimed = true }
    var intents = IntentChecker()
    var checkers: [any Checker] = [
      HoldChecker(world.settings), WatermarkChecker(isTimed: isTimed), CapChecker(world.settings),
    ]
    for effects in world.effects {
      intents.take(effects)
      for index in checkers.indices { checkers[index].take(effects) }
    }
    intents.finish(started: world.runner.started)
    return intents.violations + checkers.flatMap(\.violations)
  }

  /// A run that was never interrupted has the same effects.
  private func uninterrupted(_ world: World) throws -> [String] {
    var feed = try Feed(world.settings.engine)
    for (number, step) in world.log.enumerated() {
      let expected = Transcript.lines(World.apply(step, to: &feed))
      let found = Transcript.lines(world.effects[number])
      guard expected == found else {
        return ["step \(number) by restarts: \(Transcript.difference(expected, found))"]
      }
    }
    let states = feed.engine.inputStates.map(Transcript.line)
    return states == world.inputStates.map(Transcript.line) ? [] : ["other counts: \(states)"]
  }

  /// A cut at every byte has the effects of one block of at most 256 KiB.
  private func cuts(_ world: World) throws -> [String] {
    let bytes = world.log.flatMap { step -> [UInt8] in
      guard case .bytes(let bytes, let input) = step.entry, input == 0 else { return [] }
      return bytes
    }
    precondition(bytes.count < 256 * 1_024, "one block")
    var (whole, single) = (try Feed(world.settings.engine), try Feed(world.settings.engine))
    var one = Transcript.lines(whole.push(bytes))
    var other = Transcript.lines(bytes.flatMap { single.push([$0]) })
    one += Transcript.lines(whole.finish())
    other += Transcript.lines(single.finish())
    return one == other ? [] : ["cut at every byte: \(Transcript.difference(one, other))"]
  }

  @Test("worlds meet what the checkers look for")
  func coverage() throws {
    var met: Set<String> = []
    for seed in 0..<UInt64(40) {
      var world = try World(seed: seed)
      try world.run()
      for effect in world.effects.joined() {
        switch effect {
        case .event(let event): met.insert(event.suppressed ?? event.kind)
        case .deliver: met.insert("intent")
        case .finished(let event, _): met.insert(event.action?.word ?? "")
        case .evaluated(_, let window, _): met.insert(window.revision > 0 ? "revision" : "window")
        case .alert(let change): met.insert(change.state.word)
        case .notice: met.insert("notice")
        }
      }
      for state in world.inputStates {
        if state.late > 0 { met.insert("late") }
        if state.duplicate > 0 { met.insert("duplicate") }
        if state.expired > 0 { met.insert("expired") }
        if !state.rejected.isEmpty { met.insert("rejected") }
      }
    }

    let expected: Set<String> = [
      "cooldown", "duplicate", "expired", "failed", "firing", "in_flight", "inactive", "intent",
      "late", "notice", "pending", "rejected", "resolved", "retrain", "revision", "rollback",
      "succeeded", "timeout", "window",
    ]
    #expect(expected.subtracting(met).isEmpty)
  }

  @Test("a schedule is the same for the same seed and can be read")
  func schedules() throws {
    let (one, other) = (try World(seed: 7), try World(seed: 7))

    #expect(one.schedule == other.schedule)
    #expect(one.schedule.description.contains("commit"))
  }
}
