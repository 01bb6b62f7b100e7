import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation

/// 2026-01-01T00:00:00Z, the start of a minute, an hour and a day.
let origin: Int64 = 1_767_225_600_000_000_000
let second: Int64 = 1_000_000_000
let minute: Int64 = 60 * second

/// Settings of one input and one model that matches everything.
func settings(
  inputs: [String] = ["a"],
  rules: [CompiledRule] = [],
  _ change: (inout ModelSettings) -> Void
) -> EngineSettings {
  var model = ModelSettings(name: "all", model: Glob("*"))
  model.baseline = .first(records: 1_000_000)
  change(&model)
  return EngineSettings(
    inputs: inputs.map { InputSettings(name: $0) },
    models: [model],
    rules: rules
  )
}

/// Windows of event time.
func timeWindow(pane: Int64, size: Int64, every: Int64, lateness: Int64) -> WindowSettings {
  var window = WindowSettings()
  window.pane = .time(pane)
  window.sizeNanoseconds = size
  window.everyNanoseconds = every
  window.latenessNanoseconds = lateness
  return window
}

/// Windows of one pane each.
func plainWindow(_ pane: Int64 = minute, lateness: Int64 = 0) -> WindowSettings {
  timeWindow(pane: pane, size: pane, every: pane, lateness: lateness)
}

/// Windows that count records.
func countWindow(_ records: Int) -> WindowSettings {
  var window = WindowSettings()
  window.pane = .records(records)
  window.latenessNanoseconds = 0
  return window
}

/// A compiled rule.
func rule(
  _ name: String,
  when: String,
  action: RuleAction.Kind = .none,
  _ change: (inout Rule) -> Void = { _ in }
) throws -> CompiledRule {
  var rule = Rule(name: name, when: RuleText(when), action: RuleAction(type: action))
  change(&rule)
  return try CompiledRule(rule)
}

/// One evaluation, as the tests look at it.
struct Evaluated: Equatable {
  var series: SeriesKey
  var window: Window
  var indicators: [Indicator]

  /// The indicator of that name.
  subscript(kind: String, feature: String? = nil) -> Indicator? {
    indicators.first { $0.name == IndicatorName(kind, feature) }
  }
}

extension [Effect] {
  var evaluations: [Evaluated] {
    compactMap { effect in
      guard case .evaluated(let series, let window, let indicators) = effect else { return nil }
      return Evaluated(series: series, window: window, indicators: indicators)
    }
  }

  var events: [Event] {
    compactMap { effect in
      guard case .event(let event) = effect else { return nil }
      return event
    }
  }

  var intents: [Intent] {
    compactMap { effect in
      guard case .deliver(let intent) = effect else { return nil }
      return intent
    }
  }

  var finished: [Event] {
    compactMap { effect in
      guard case .finished(let event, _) = effect else { return nil }
      return event
    }
  }
}

/// What became of lines: the events' ids, and the last evaluation.
struct Outcome: Equatable {
  var events: [String]
  var last: Evaluated?
}

/// Feeds lines in blocks; with `restarts` what is stored after each is all that the next one finds.
func outcome(
  of lines: [RecordLine],
  _ settings: EngineSettings,
  block: Int,
  restarts: Bool = false
) throws -> Outcome {
  var feed = try Feed(settings)
  var disk = MemoryDisk()
  var effects: [Effect] = []
  for start in stride(from: 0, to: lines.count, by: block) {
    effects += feed.push(Array(lines[start..<min(start + block, lines.count)]))
    guard restarts else { continue }
    disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
    disk.sync()
    feed = try Feed(settings, state: disk.entries, tails: [])
  }
  return Outcome(events: effects.events.map(\.id), last: effects.evaluations.last)
}
