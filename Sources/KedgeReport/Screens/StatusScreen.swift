public import KedgeModel

/// One screen about the daemon: itself, inputs, counts, models, alerts.
public struct StatusScreen {
  private let item: Item
  private let style: TextStyle

  /// Makes the screen of an item of `/v1/status`.
  public init(_ item: JSONValue, _ style: TextStyle) {
    self.item = Item(item)
    self.style = style
  }

  /// The screen of a daemon that does not run.
  public static func notRunning(_ reason: String?, _ style: TextStyle) -> [String] {
    let dash = style.unicode ? "—" : "-"
    let why = reason.map { " (\(SafeText.escaped($0)))" } ?? ""
    return [
      "\(style.mark("off")) kedged \(dash) not running\(why)", "Next: systemctl start kedged",
    ]
  }

  /// Whether something asks for attention: a firing alert, a problem, a refused reload, rejected lines.
  public var needsAttention: Bool {
    !item.items("degraded").isEmpty || item.item("config").raw("problem") != nil
      || item.items("alerts").contains { $0.raw("state") == "firing" } || !warnings.isEmpty
  }

  /// The lines of the screen.
  public var lines: [String] {
    var lines = [head, configuration, inputs, counts, memory, models]
    if let budget { lines.append(budget) }
    lines += degraded + warnings + alerts
    if style.legend, let next { lines.append("Next: \(next)") }
    return lines
  }

  private var head: String {
    let state = item.text("state")
    let dash = style.unicode ? "—" : "-"
    let since =
      item.time("since").map {
        " since \(style.clock.long($0)) (\(style.clock.age($0)) ago)"
      } ?? ""
    let line = "kedged \(item.text("version")) \(dash) \(state)\(since), pid \(item.integer("pid"))"
    return "\(style.mark(state)) \(style.paint(line, .bold))"
  }

  private var configuration: String {
    let config = item.item("config")
    let dropIns = config.integer("drop_ins")
    let more = dropIns > 0 ? " +\(dropIns) drop-in\(dropIns == 1 ? "" : "s")" : ""
    let loaded = config.time("loaded").map { ", loaded \(style.clock.brief($0))" } ?? ""
    let result = config.raw("problem").map { "reload refused, \(SafeText.escaped($0))" } ?? "ok"
    let found = config.value["discovering"]?.bool == true ? ", everything is found" : ""
    return "     config: \(config.text("path"))\(more)\(loaded) (\(result))\(found)"
  }

  private var inputs: String {
    let inputs = item.items("inputs")
    let kinds = [("file", "file", "files"), ("socket", "socket", "sockets")].compactMap {
      kind,
      one,
      many in
      let count = inputs.count { $0.raw("kind") == kind }
      return count == 0 ? nil : "\(count) \(count == 1 ? one : many)"
    }
    let rate = NumberText.short(item.number("records_per_second"))
    let lag = inputs.reduce(0) { $0 + $1.integer("lag_bytes") }
    let stale = inputs.count { $0.raw("state") == "stale" }
    return "     inputs: \(inputs.count) (\(kinds.joined(separator: ", ")))   \(rate) records/s, "
      + "lag \(NumberText.bytes(lag)), \(stale) stale"
  }

  private var counts: String {
    let inputs = item.items("inputs")
    let outcomes = ["counted", "duplicate", "rejected", "late", "expired", "pending"].map { name in
      let sum = inputs.reduce(0) { total, input in
        name == "rejected"
          ? total + (input.value[name]?.members.reduce(0) { $0 + ($1.value.integer ?? 0) } ?? 0)
          : total + input.integer(name)
      }
      return (name, sum)
    }
    let shown = outcomes.filter { $0.0 == "counted" || $0.1 > 0 }
      .map { "\($0.0) \(NumberText.grouped($0.1))" }
    let taken = inputs.reduce(0) { $0 + $1.integer("in") }
    return "     counts: in \(NumberText.grouped(taken)) = \(shown.joined(separator: " + "))"
  }

  private var memory: String {
    let memory = item.item("memory")
    let limit = memory.value["limit"]?.integer.map { " of \(NumberText.bytes($0))" } ?? ""
    let storage = item.item("storage")
    return "     memory: \(NumberText.bytes(memory.integer("bytes")))\(limit)      "
      + "state: \(NumberText.bytes(storage.integer("state_bytes"))) \(storage.text("path"))"
  }

  private var models: String {
    let models = item.items("models")
    let words = ["ok", "warming", "warning", "firing", "stale", "off"].compactMap { word in
      let count = models.count { $0.raw("state") == word }
      return count == 0 ? nil : "\(count) \(word)"
    }
    let dash = style.unicode ? "—" : "-"
    let listed = words.isEmpty ? "" : " \(dash) \(words.joined(separator: ", "))"
    return "     models: \(models.count)\(listed)"
  }

  /// The budget of false alarms; `nil` before the first test.
  private var budget: String? {
    let budget = item.item("budget")
    guard let level = budget.value["level"]?.number else { return nil }
    let alarms = budget.number("alarms") ?? 0
    let period = ReaderClock.span(Int64(budget.integer("per_seconds")) * 1_000_000_000)
    let mode = budget.value["mode"]?.text ?? "spend"
    return
      "     budget: \(NumberText.short(alarms)) false alarm\(alarms == 1 ? "" : "s") / \(period), "
      + (mode == "spend" ? "" : "mode \(mode), ")
      + "\(NumberText.grouped(budget.integer("pairs"))) pairs, level \(NumberText.short(level)), "
      + "spent \(NumberText.short(budget.number("spent")))"
  }

  private var degraded: [String] {
    item.items("degraded").compactMap { $0.value.text }.map {
      "     \(style.mark("degraded")) \(SafeText.escaped($0))"
    }
  }

  private var warnings: [String] {
    item.items("inputs").compactMap { input in
      input.raw("warning").map {
        "     \(style.mark("warning")) input \(input.text("name")): \($0)"
      }
    }
  }

  private var alerts: [String] {
    item.items("alerts").map { alert in
      let message =
        alert.raw("message").map { SafeText.escaped($0) }
        ?? "rule \(alert.text("rule"))\(held(alert))"
      let since = alert.time("since").map { ", since \(style.clock.brief($0))" } ?? ""
      let arrow = style.unicode ? "→" : "->"
      let action =
        alert.raw("event").map { id in
          " \(arrow) \(alert.text("kind")) \(Item.shortID(id)) \(outcome(of: alert))"
        } ?? ""
      let segment = alert.segment == "*" ? "" : " \(SafeText.escaped(alert.segment))"
      return "     \(style.mark(alert.raw("state") ?? "")) \(alert.series)\(segment)  "
        + message + since + action
    }
  }

  /// How far a pending alert is.
  private func held(_ alert: Item) -> String {
    guard alert.raw("state") == "pending" else { return "" }
    return " holds, \(alert.integer("held")) of \(alert.integer("hold")) windows"
  }

  private func outcome(of alert: Item) -> String {
    alert.raw("suppressed").map { "held back (\($0))" } ?? alert.raw("action") ?? "recorded"
  }

  private var next: String? {
    if let event = item.items("alerts").compactMap({ $0.raw("event") }).first {
      return "kedgectl explain \(Item.shortID(event))"
    }
    return needsAttention ? "kedgectl doctor" : nil
  }
}
