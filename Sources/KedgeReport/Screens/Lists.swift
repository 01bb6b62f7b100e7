public import KedgeModel

/// The lists of the companion: one table each.
public enum Lists {
  /// Versions of models.
  public static func models(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var table = Table([
      Table.Column("MODEL", shrinks: true), Table.Column("VERSION", shrinks: true),
      Table.Column("ROLE"), Table.Column("LAST"), Table.Column("WINDOW", alignsRight: true),
      Table.Column("SEGMENTS", alignsRight: true), Table.Column("BASELINE", shrinks: true),
      Table.Column("STATE"),
    ])
    for item in items.map({ Item($0) }) {
      let baseline = item.item("baseline")
      let made =
        baseline.value == .null
        ? item.raw("reason") ?? "none"
        : "\(baseline.text("version"))/\(NumberText.count(baseline.integer("records")))"
      table.add([
        Table.Cell(item.text("model")), Table.Cell(item.text("version")),
        Table.Cell(item.text("role")),
        Table.Cell(item.time("last_record").map { style.clock.short($0) } ?? "-"),
        Table.Cell(NumberText.count(item.integer("records"))),
        Table.Cell(NumberText.count(item.integer("segments"))), Table.Cell(made),
        state(item.raw("state") ?? "-", style),
      ])
    }
    return listed(table, style, empty: "no model yet", items.count, "version")
  }

  /// Indicators of the newest windows.
  public static func indicators(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    let isOfSeveral = Set(items.map { Item($0).series }).count > 1
    var columns = [
      Table.Column("INDICATOR", shrinks: true), Table.Column("SEGMENT", shrinks: true),
      Table.Column("NOW", alignsRight: true), Table.Column("BOUNDS", alignsRight: true),
      Table.Column("BASELINE", alignsRight: true),
      Table.Column("LIMIT", alignsRight: true), Table.Column("N", alignsRight: true),
      Table.Column("VERDICT"),
    ]
    if isOfSeveral { columns.insert(Table.Column("MODEL", shrinks: true), at: 0) }
    var table = Table(columns)
    for item in items.map({ Item($0) }) {
      let reason = item.raw("reason").map { ", \($0)" } ?? ""
      var cells = [
        Table.Cell(item.indicatorName), Table.Cell(item.segment),
        measured(item, "value"), Table.Cell(bounds(item, style)),
        measured(item, "baseline"), measured(item, "limit"),
        Table.Cell(NumberText.count(item.value["n"]?.integer)),
        item.isUnjudged
          ? Table.Cell("-") : state(item.raw("verdict") ?? "-", style, more: reason),
      ]
      if isOfSeveral { cells.insert(Table.Cell(item.series), at: 0) }
      table.add(cells)
    }
    return listed(table, style, empty: "no window has closed yet", items.count, "indicator")
  }

  /// What rules may call.
  public static func functions(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var table = Table([
      Table.Column("FUNCTION"), Table.Column("ANSWER"), Table.Column("MEANING", shrinks: true),
    ])
    for item in items.map({ Item($0) }) {
      table.add(["call", "answer", "meaning"].map { Table.Cell(item.text($0)) })
    }
    return listed(table, style, empty: "no function", items.count, "function")
  }

  /// Between what the number is proved to lie.
  private static func bounds(_ item: Item, _ style: TextStyle) -> String {
    let (least, most) = style.unicode ? ("≥", "≤") : (">=", "<=")
    switch (item.number("lower"), item.number("upper")) {
    case (let lower?, let upper?):
      return "\(NumberText.short(lower))..\(NumberText.short(upper))"
    case (let lower?, nil): return least + NumberText.short(lower)
    case (nil, let upper?): return most + NumberText.short(upper)
    case (nil, nil): return "-"
    }
  }

  /// A number with the unit of its item.
  private static func measured(_ item: Item, _ name: String) -> Table.Cell {
    let number = item.number(name)
    let unit = number.flatMap { _ in item.raw("unit") }.map { " \(SafeText.escaped($0))" } ?? ""
    return Table.Cell(NumberText.short(number) + unit)
  }

  /// Rules with the state of their alerts.
  public static func rules(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var table = Table([
      Table.Column("RULE"), Table.Column("MODEL", shrinks: true),
      Table.Column("WHEN", shrinks: true), Table.Column("FOR"), Table.Column("THEN"),
      Table.Column("MODE"), Table.Column("LAST"), Table.Column("STATE"),
    ])
    for item in items.map({ Item($0) }) {
      let clear = item.raw("clear").map { ", clear \($0)" } ?? ""
      let firing = item.integer("firing")
      table.add([
        Table.Cell(item.text("rule")), Table.Cell(item.text("model")),
        Table.Cell((item.raw("when") ?? "-") + clear), Table.Cell(item.text("for")),
        Table.Cell(item.text("action")), Table.Cell(item.text("mode")),
        Table.Cell(item.time("last").map { style.clock.short($0) } ?? "never"),
        state(item.raw("state") ?? "-", style, more: firing > 1 ? " (\(firing) series)" : ""),
      ])
    }
    return listed(table, style, empty: "no rules", items.count, "rule")
  }

  /// Events, oldest first.
  public static func events(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var table = Table([
      Table.Column("TIME"), Table.Column("EVENT"), Table.Column("KIND"),
      Table.Column("MODEL", shrinks: true), Table.Column("CAUSE", shrinks: true),
      Table.Column("ACTION"), Table.Column("RESULT"),
    ])
    for item in items.map({ Item($0) }) {
      let result = item.raw("suppressed").map { "held back (\($0))" } ?? item.text("action")
      table.add([
        Table.Cell(item.time("time").map { style.clock.short($0) } ?? "-"),
        Table.Cell(Item.shortID(item.raw("id") ?? "-")), Table.Cell(item.text("kind")),
        Table.Cell(item.segment == "*" ? item.series : "\(item.series) \(item.segment)"),
        Table.Cell(item.raw("message") ?? "-"),
        Table.Cell(item.raw("action") == nil ? "-" : "\(item.text("kind"))@"),
        Table.Cell(result),
      ])
    }
    return listed(table, style, empty: "no events", items.count, "event")
  }

  /// Actions that have not ended.
  public static func actions(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var table = Table([
      Table.Column("EVENT"), Table.Column("MODEL", shrinks: true), Table.Column("STATE"),
      Table.Column("SINCE"), Table.Column("TIMEOUT", alignsRight: true),
    ])
    for item in items.map({ Item($0) }) {
      table.add([
        Table.Cell(Item.shortID(item.raw("event") ?? "-")), Table.Cell(item.text("model")),
        Table.Cell(item.text("action")),
        Table.Cell(item.time("since").map { style.clock.short($0) } ?? "-"),
        Table.Cell(ReaderClock.span(Int64(item.integer("timeout")) * 1_000_000_000)),
      ])
    }
    return listed(table, style, empty: "no action is under way", items.count, "action")
  }

  /// Findings of the doctor.
  public static func findings(_ items: [JSONValue], _ style: TextStyle) -> [String] {
    var lines: [String] = []
    for item in items.map({ Item($0) }) {
      let result = item.raw("result") ?? "-"
      let padded = result.padded(to: 4)
      lines.append("\(style.paint(padded, Mark(result).colour))  \(item.text("detail"))")
      if let fix = item.raw("fix"), result != "ok" {
        lines.append("        fix: \(SafeText.escaped(fix))")
      }
    }
    let failed = items.count { $0["result"]?.text == "FAIL" }
    let warned = items.count { $0["result"]?.text == "warn" }
    if style.legend {
      lines.append(
        "\(items.count) checks, \(failed) failed, \(warned) warning\(warned == 1 ? "" : "s")"
      )
    }
    return lines
  }

  private static func state(
    _ word: String,
    _ style: TextStyle,
    more: String = ""
  ) -> Table.Cell {
    let mark = Mark(word)
    return Table.Cell("\(style.unicode ? mark.symbol : mark.letter) \(word)\(more)", mark.colour)
  }

  private static func listed(
    _ table: Table,
    _ style: TextStyle,
    empty: String,
    _ count: Int,
    _ noun: String
  ) -> [String] {
    guard !table.isEmpty else { return style.legend ? [empty] : [] }
    let footer = style.paint("\(count) \(noun)\(count == 1 ? "" : "s")", .dim)
    return table.lines(style) + (style.legend ? [footer] : [])
  }
}

extension String {
  /// The text with spaces behind it.
  fileprivate func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - SafeText.width(self)))
  }
}
