public import KedgeModel

/// One rule with its alerts, for people.
public struct RuleScreen {
  private let item: Item
  private let style: TextStyle

  /// Makes the screen of an item of `/v1/rules/NAME`.
  public init(_ item: JSONValue, _ style: TextStyle) {
    self.item = Item(item)
    self.style = style
  }

  /// The lines of the screen.
  public var lines: [String] {
    let source = item.value["default"]?.bool == true ? ", came with Kedge" : ""
    let description = item.raw("description").map { $0.isEmpty ? "" : "  \(SafeText.escaped($0))" }
    var lines = [
      style.paint(item.text("rule"), .bold) + (description ?? ""),
      "  Models: \(item.text("model"))\(source)",
      "  When: \(item.text("when")), for \(span("for"))",
    ]
    lines.append(
      "  Clear: \(item.raw("clear").map(SafeText.escaped) ?? "not that"), for \(span("keep"))"
    )
    lines.append(
      "  Then: \(item.text("action")), \(mode); at most \(item.integer("max_per_day")) in 24 h,"
        + " \(item.text("cooldown")) apart"
    )
    lines += alerts
    return lines
  }

  private var mode: String {
    item.raw("mode") == "act" ? "carried out" : "only recorded"
  }

  /// A number of windows, or a duration.
  private func span(_ name: String) -> String {
    guard let count = item.raw(name).flatMap({ Int($0) }) else { return item.text(name) }
    return "\(count) window\(count == 1 ? "" : "s")"
  }

  private var alerts: [String] {
    let alerts = item.items("alerts")
    guard !alerts.isEmpty else { return ["  no window that it judges has closed yet"] }
    return alerts.map { alert in
      let word = alert.raw("state") ?? "-"
      let segment = alert.segment == "*" ? "" : " \(SafeText.escaped(alert.segment))"
      var facts = [word]
      if word == "pending" {
        facts.append("held \(alert.integer("held")) of \(alert.integer("hold")) windows")
      }
      if let since = alert.time("since") { facts.append("since \(style.clock.short(since))") }
      if let last = alert.time("last") { facts.append("last event \(style.clock.short(last))") }
      if let reason = alert.raw("unknown") { facts.append("unknown: \(SafeText.escaped(reason))") }
      facts += alert.items("sees").map { seen in
        let delay = seen.value["delay"]?.integer.map { " in \(NumberText.span(seconds: $0))" } ?? ""
        let effect = NumberText.short(seen.number("effect"))
        return "sees \(effect) of \(SafeText.escaped(seen.text("indicator")))\(delay), power 0.9"
      }
      return "  \(style.mark(word)) \(alert.series)\(segment)  \(facts.joined(separator: ", "))"
    }
  }
}
