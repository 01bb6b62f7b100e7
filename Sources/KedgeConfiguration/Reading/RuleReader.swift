import KedgeExpressions
import KedgeRules

/// Reads one entry of `rules` (RULES 4).
struct RuleReader {
  var findings: Findings
  let isDefault: Bool

  /// `nil` where the entry has no name or no condition.
  mutating func read(_ node: YAMLNode) -> Rule? {
    var map = MapReader(node, "a rule", &findings)
    let name = name(&map)
    let kind = map.word("kind", Rule.Kind.self, &findings) ?? .condition
    let action = action(&map)
    var when = expression(&map, "when")
    if when == nil, kind == .dataMissing { when = RuleText("silence() > duration(\"15m\")") }
    if when == nil { findings.add("config.missing", "a rule needs `when`", at: node.place) }
    var rule = Rule(name: name ?? "", when: when ?? RuleText("false"), action: action)
    rule.kind = kind
    rule.isDefault = isDefault
    readExpressions(&map, &rule)
    readMatch(&map, &rule)
    readTimes(&map, &rule)
    readRest(&map, &rule)
    map.finish(&findings)
    return name == nil || when == nil ? nil : rule
  }

  private mutating func name(_ map: inout MapReader) -> String? {
    guard let (name, place) = map.text("name", &findings) else {
      findings.add("config.missing", "a rule needs a `name`", at: map.place)
      return nil
    }
    guard Names.isIdentifier(name) else {
      findings.add(
        "config.value",
        "\"\(name)\" is not a name of a rule",
        hint: "use lower-case letters, digits and hyphens, a letter first",
        at: place
      )
      return nil
    }
    return name
  }

  private mutating func expression(_ map: inout MapReader, _ key: String) -> RuleText? {
    map.text(key, &findings).map { RuleText($0.0, at: $0.1) }
  }

  private mutating func readExpressions(_ map: inout MapReader, _ rule: inout Rule) {
    rule.clear = expression(&map, "clear")
    rule.require = expression(&map, "require")
    rule.message = expression(&map, "message")
    guard let node = map.take("variables") else { return }
    var variables = MapReader(node, "variables", &findings)
    for entry in variables.takeRest() {
      guard let text = entry.value.scalarText else {
        findings.add(
          "config.type",
          "variable `\(entry.key)` is an expression, not \(entry.value.kind)",
          at: entry.value.place
        )
        continue
      }
      let expression = RuleText(text, at: entry.value.place)
      rule.variables.append(RuleVariable(name: entry.key, expression: expression))
    }
    if rule.variables.count > 16 {
      findings.add("config.range", "a rule has at most 16 variables", at: node.place)
    }
  }

  private mutating func readMatch(_ map: inout MapReader, _ rule: inout Rule) {
    readForEach(&map, &rule)
    guard let node = map.take("match") else { return }
    var match = MapReader(node, "match", &findings)
    if let (glob, _) = match.text("model", &findings) { rule.match.model = Glob(glob) }
    if let (glob, _) = match.text("version", &findings) { rule.match.version = Glob(glob) }
    if let roles = match.list("role", &findings) {
      rule.match.roles = Set(roles.compactMap { role($0) })
    }
    if let segment = match.take("segment") {
      let patterns = findings.texts(in: segment, "segment").map { entry in
        SegmentPattern(key: entry.key, value: Glob(entry.text))
      }
      let named = Set(patterns.map(\.key))
      let all = rule.match.segment.filter { !named.contains($0.key) } + patterns
      rule.match.segment = all.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
    match.finish(&findings)
  }

  private mutating func role(_ node: YAMLNode) -> VersionRole? {
    let words = VersionRole.allCases.map(\.rawValue)
    if let text = node.scalarText, let role = VersionRole(rawValue: text) { return role }
    findings.add(
      "config.value",
      "a role is \(words.joined(separator: ", "))",
      hint: Diagnostic.suggestion(for: node.scalarText ?? "", among: words),
      at: node.place
    )
    return nil
  }

  private mutating func readForEach(_ map: inout MapReader, _ rule: inout Rule) {
    guard let (text, place) = map.text("for_each", &findings) else { return }
    switch text {
    case "version": break
    case "segment": rule.match.eachSegment = true
    case _ where text.hasPrefix("segment."):
      rule.match.segment = [SegmentPattern(key: String(text.dropFirst(8)), value: Glob("*"))]
    default:
      findings.add(
        "config.not-available",
        "`for_each: \(text)` is not available yet",
        hint: "use version, segment or segment.KEY",
        at: place
      )
    }
  }

  private mutating func readTimes(_ map: inout MapReader, _ rule: inout Rule) {
    rule.window = window(&map)
    if let span = span(&map, "for") { rule.hold = span }
    if let span = span(&map, "keep") { rule.keep = span }
    let range = 0...(365 * Quantity.day)
    if let cooldown = map.duration("cooldown", in: range, &findings) {
      rule.cooldownNanoseconds = cooldown
    }
    rule.perDayMax = map.integer("max_per_day", in: 1...100_000, &findings) ?? rule.perDayMax
    rule.minSamples = map.integer("min_samples", in: 1...1_000_000_000, &findings)
    rule.holdUnknown = map.integer("hold_unknown", in: 0...1_000, &findings) ?? rule.holdUnknown
    if let node = map.take("on_unknown") {
      var reader = MapReader(node, "on_unknown", &findings)
      rule.unknownAfter = reader.integer("after", in: 1...1_000_000, &findings) ?? 10
      if reader.word("do", UnknownAnswer.self, &findings) == .ignore { rule.unknownAfter = nil }
      reader.finish(&findings)
    }
  }

  private enum UnknownAnswer: String, CaseIterable { case ignore, notify }
  private enum Mode: String, CaseIterable { case record, act }
  private enum BaselineKind: String, CaseIterable { case frozen }

  private mutating func window(_ map: inout MapReader) -> RuleWindow? {
    guard let node = map.take("window") else { return nil }
    let range = Quantity.second...(7 * Quantity.day)
    guard let text = node.scalarText else {
      var reader = MapReader(node, "window", &findings)
      let size = reader.duration("size", in: range, &findings)
      let every = reader.duration("every", in: range, &findings)
      reader.finish(&findings)
      return size.map { RuleWindow(sizeNanoseconds: $0, everyNanoseconds: every ?? $0) }
    }
    guard let size = Quantity.nanoseconds(text), range.contains(size) else {
      findings.add(
        "config.type",
        "`window` is a duration such as 5m, not \"\(text)\"",
        at: node.place
      )
      return nil
    }
    return RuleWindow(sizeNanoseconds: size, everyNanoseconds: size)
  }

  /// A number of windows or a duration.
  private mutating func span(_ map: inout MapReader, _ key: String) -> RuleSpan? {
    guard let (text, place) = map.text(key, &findings) else { return nil }
    if let count = Int(text), count >= 1 { return .windows(count) }
    if let nanoseconds = Quantity.nanoseconds(text), nanoseconds > 0 { return .time(nanoseconds) }
    findings.add(
      "config.type",
      "`\(key)` is a number of windows or a duration, not \"\(text)\"",
      at: place
    )
    return nil
  }

  private mutating func readRest(_ map: inout MapReader, _ rule: inout Rule) {
    if let (text, place) = map.text("description", &findings) {
      rule.description = text
      if text.count > 200 {
        findings.add(
          "config.range",
          "`description` has \(text.count) characters; it has at most 200",
          at: place
        )
      }
    }
    rule.proof = map.word("proof", Rule.Proof.self, &findings) ?? .change
    rule.severity = map.word("severity", Rule.Severity.self, &findings) ?? .warn
    let modePlace = map.place(of: "mode") ?? map.place
    rule.acts = map.word("mode", Mode.self, &findings) == .act && !isDefault
    if rule.acts, rule.action.type == .notify {
      findings.add(
        "config.not-available",
        "`mode: act` with `notify` is not available yet",
        hint: "its events stand in the journal in every mode",
        at: modePlace
      )
    }
    if rule.acts, rule.action.type == .none {
      findings.add(
        "config.value",
        "`mode: act` without an action",
        hint: "say `action: retrain`, `rollback` or `promote`",
        at: modePlace
      )
    }
    _ = map.word("baseline", BaselineKind.self, &findings)
    map.refuse(["coverage", "final", "inhibited_by", "labels", "weight"], &findings)
  }

  private mutating func action(_ map: inout MapReader) -> RuleAction {
    guard let node = map.take("action") else { return RuleAction() }
    guard node.scalarText == nil else {
      return RuleAction(type: actionType(node) ?? .none)
    }
    var reader = MapReader(node, "action", &findings)
    var action = RuleAction()
    if let type = reader.take("type") { action.type = actionType(type) ?? .none }
    if let (to, place) = reader.text("to", &findings), to != action.to {
      findings.add(
        "config.not-available",
        "`to: \(to)` is not available yet",
        hint: "use previous",
        at: place
      )
    }
    let range = Quantity.second...(30 * Quantity.day)
    if let timeout = reader.duration("timeout", in: range, &findings) {
      action.timeoutNanoseconds = timeout
    }
    if let node = reader.take("parameters") {
      action.parameters = findings.texts(in: node, "parameters").map { entry in
        RuleParameter(key: entry.key, value: entry.text)
      }
      if action.parameters.count > 16 {
        findings.add("config.range", "an action has at most 16 parameters", at: node.place)
      }
    }
    reader.refuse(["loop_guard"], &findings)
    reader.finish(&findings)
    return action
  }

  private mutating func actionType(_ node: YAMLNode) -> RuleAction.Kind? {
    let words = RuleAction.Kind.allCases.map(\.rawValue)
    if let text = node.scalarText, let type = RuleAction.Kind(rawValue: text) { return type }
    findings.add(
      "config.value",
      "an action is \(words.joined(separator: ", "))",
      hint: Diagnostic.suggestion(for: node.scalarText ?? "", among: words),
      at: node.place
    )
    return nil
  }
}
