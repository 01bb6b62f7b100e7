public import KedgeModel

/// Why an event happened, for people.
public struct ExplainScreen {
  private let item: Item
  private let style: TextStyle

  /// Makes the screen of an item of `/v1/explain`.
  public init(_ item: JSONValue, _ style: TextStyle) {
    self.item = Item(item)
    self.style = style
  }

  /// The lines of the screen.
  public var lines: [String] {
    let evidence = item.item("evidence")
    var lines = [
      "Why: \(cause) for \(item.series)\(segment) at "
        + "\(item.time("time").map { style.clock.long($0) } ?? "-")",
      "  \(item.text("message"))",
    ]
    lines += evidence.items("results").map { "  \(result($0))" }
    lines += [rule(evidence), window(evidence), baseline(evidence)].compactMap(\.self)
    lines.append("  Checks: \(checks)")
    lines.append("  Action: \(action)")
    if let hash = evidence.raw("hash") {
      lines.append("  Evidence: sha256:\(hash)")
    }
    let id = item.text("id")
    lines.append("  Journal: journalctl KEDGE_EVENT=\(id)")
    return lines
  }

  private var segment: String {
    item.segment == "*" ? "" : " \(SafeText.escaped(item.segment))"
  }

  private var cause: String {
    guard let rule = item.raw("rule") else { return item.text("kind") }
    let name = SafeText.escaped(rule)
    return item.raw("kind") == "resolved" ? "rule \(name) was clear again" : "rule \(name) fired"
  }

  private func result(_ result: Item) -> String {
    let value = NumberText.short(result.number("value"))
    let moved = result.number("baseline").map { "\(NumberText.short($0)) → \(value)" } ?? value
    var facts = ["n=\(NumberText.grouped(result.integer("n")))"]
    if let lower = result.number("lower"), let upper = result.number("upper") {
      facts.append("between \(NumberText.short(lower)) and \(NumberText.short(upper))")
    }
    if let limit = result.number("limit") { facts.append("limit \(NumberText.short(limit))") }
    if let reason = result.raw("reason") { facts.append(SafeText.escaped(reason)) }
    let name = SafeText.escaped(result.indicatorName)
    let mark = result.isUnjudged ? "-" : style.mark(result.raw("verdict") ?? "")
    return "\(mark) \(name) "
      + "\(style.unicode ? moved : moved.replacingArrow) (\(facts.joined(separator: ", ")))"
  }

  private func rule(_ evidence: Item) -> String? {
    evidence.item("rule").raw("text").map { "  Rule: \(SafeText.escaped($0))" }
  }

  private func window(_ evidence: Item) -> String? {
    let window = evidence.item("window")
    guard let start = window.time("start"), let end = window.time("end") else { return nil }
    return "  Window: \(style.clock.short(start)) to \(style.clock.short(end)), "
      + "\(NumberText.grouped(window.integer("records"))) records"
  }

  private func baseline(_ evidence: Item) -> String? {
    evidence.raw("baseline_id").map { "  Baseline: \(SafeText.escaped($0))" }
  }

  private var checks: String {
    if let suppressed = item.raw("suppressed") { return "held back by \(suppressed)" }
    return item.raw("mode") == "act" ? "none held it back" : "the rule only records"
  }

  private var action: String {
    guard let result = item.raw("action") else { return "none" }
    let id = item.text("id")
    switch result {
    case "recorded": return "\(item.text("kind")) recorded only"
    default: return "kedge-\(item.text("kind"))@\(id).service \(result)"
    }
  }
}

extension String {
  /// The text with an ASCII arrow.
  fileprivate var replacingArrow: String {
    split(separator: "→", omittingEmptySubsequences: false).joined(separator: "->")
  }
}

/// What normal was of one model, for people.
public enum BaselineScreen {
  /// The lines of an item of `/v1/baselines`.
  public static func lines(_ value: JSONValue, _ style: TextStyle) -> [String] {
    let item = Item(value)
    let span = [item.time("start"), item.time("end")].compactMap(\.self)
      .map { style.clock.short($0) }.joined(separator: " to ")
    var lines = [
      "\(style.paint(item.text("model"), .bold))  baseline \(item.text("version")), \(span), "
        + "\(NumberText.grouped(item.integer("records"))) records"
    ]
    var table = Table([Table.Column("  FIELD", shrinks: true), Table.Column("TYPE")])
    for field in item.items("fields") {
      table.add([Table.Cell("  \(field.text("name"))"), Table.Cell(field.text("type"))])
    }
    lines += table.lines(style)
    lines.append("  id \(item.text("id"))")
    return lines
  }
}
