import KedgeEngine
import KedgeExpressions
import KedgeModel
import KedgeRules

/// Reads one entry of `models` (FORMATS 9.3).
struct ModelReader {
  var findings: Findings

  /// `nil` where the entry has no name.
  mutating func read(_ node: YAMLNode) -> ConfigurationLoader.ModelPart? {
    var map = MapReader(node, "a model", &findings)
    guard let (name, place) = map.text("name", &findings) else {
      findings.add("config.missing", "a model needs a `name`", at: node.place)
      return nil
    }
    if name == SeriesKey.others || name.contains(where: { "*?".contains($0) }) {
      findings.add(
        "config.value",
        "\"\(name)\" is not a name of a model",
        hint: "name one, and give `match: {model: \"\(name)\"}`",
        at: place
      )
    }
    var model = ModelSettings(name: name, model: Glob(name))
    var part = ConfigurationLoader.ModelPart(settings: model, baselineFile: nil)
    if let match = map.take("match") { readMatch(match, &model) }
    readSegments(&map, &model)
    if let schema = map.take("schema") { readSchema(schema, &model) }
    if let baseline = map.take("baseline") { part.baselineFile = readBaseline(baseline, &model) }
    if let window = map.take("window") { readWindow(window, &model) }
    if let labels = map.take("labels") { readLabels(labels, &model) }
    model.staleNanoseconds = map.duration(
      "stale_after",
      in: Quantity.minute...(400 * Quantity.day),
      &findings
    )
    map.refuse(["charter", "feedback", "gates", "prices"], &findings)
    map.finish(&findings)
    part.settings = model
    return part
  }

  private mutating func readMatch(_ node: YAMLNode, _ model: inout ModelSettings) {
    var map = MapReader(node, "match", &findings)
    if let (glob, _) = map.text("model", &findings) { model.model = Glob(glob) }
    if let (glob, place) = map.text("version", &findings), glob != "*" {
      findings.add(
        "config.not-available",
        "`match.version` is not available yet",
        hint: "use *",
        at: place
      )
    }
    map.finish(&findings)
  }

  private mutating func readSegments(_ map: inout MapReader, _ model: inout ModelSettings) {
    guard let groupings = map.list("segments", &findings) else { return }
    for node in groupings {
      guard case .list(let keys) = node.content else {
        findings.add(
          "config.type",
          "`segments` is a list of lists of keys",
          hint: "write [[language]]",
          at: node.place
        )
        continue
      }
      let names = keys.compactMap { findings.text(of: $0, "a key of a grouping") }
      if !(1...3).contains(keys.count) {
        findings.add("config.range", "a grouping has one to three keys", at: node.place)
      }
      model.groupings.append(names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
    if model.groupings.count > 8 {
      findings.add("config.range", "there are at most 8 groupings", at: map.place)
    }
  }

  private mutating func readSchema(_ node: YAMLNode, _ model: inout ModelSettings) {
    var map = MapReader(node, "schema", &findings)
    for entry in map.takeRest() {
      var reader = MapReader(entry.value, "the schema of `\(entry.key)`", &findings)
      var field = FieldSettings()
      field.type = reader.word("type", FieldType.self, &findings)
      field.unit = reader.text("unit", &findings)?.0
      for entry in entries(&reader, "limits") { field.limits[entry.key] = limit(entry) }
      for entry in entries(&reader, "mode") {
        field.modes[entry.key] = mode(entry.key, entry.value)
      }
      field.isRequired = reader.bool("required", &findings) ?? false
      if field.isRequired {
        findings.add("config.not-available", "`required` is not available yet", at: reader.place)
      }
      reader.refuse(["categories", "indicators"], &findings)
      reader.finish(&findings)
      model.fields[entry.key] = field
    }
  }

  private mutating func entries(_ reader: inout MapReader, _ key: String) -> [YAMLNode.Entry] {
    guard let node = reader.take(key) else { return [] }
    var map = MapReader(node, "`\(key)`", &findings)
    return map.takeRest()
  }

  private mutating func limit(_ entry: YAMLNode.Entry) -> EffectLimit? {
    let known = FieldSettings.limited
    guard known.contains(entry.key) else {
      findings.add(
        "config.value",
        "`\(entry.key)` has no limit; those that have are \(known.joined(separator: ", "))",
        hint: Diagnostic.suggestion(for: entry.key, among: known),
        at: entry.keyPlace,
        width: entry.key.count
      )
      return nil
    }
    if let text = entry.value.scalarText, let limit = Double(text), limit.isFinite {
      if limit < 0 {
        findings.add("config.range", "a limit is not negative", at: entry.value.place)
      }
      return .effect(limit)
    }
    var map = MapReader(entry.value, "the limit of `\(entry.key)`", &findings)
    let deviations = map.number("sd", in: 2...6, &findings)
    map.finish(&findings)
    if !FieldSettings.distances.contains(entry.key) {
      findings.add(
        "config.value",
        "`\(entry.key)` has a fixed limit only; `sd` is for distances",
        at: entry.value.place
      )
      return nil
    }
    return deviations.map { .deviations($0) }
  }

  private static let modes: [String: [String]] = [
    "psi": ["jeffreys", "floor", "deepchecks"], "js": ["nannyml", "natural"], "ks": ["nannyml"],
    "wasserstein": ["raw", "nannyml", "iqr"], "chi2": ["nannyml"], "cramers_v": ["bergsma"],
  ]

  private mutating func mode(_ indicator: String, _ node: YAMLNode) -> String? {
    guard let known = ModelReader.modes[indicator] else {
      findings.add(
        "config.value",
        "`\(indicator)` has no modes",
        hint: Diagnostic.suggestion(for: indicator, among: Array(ModelReader.modes.keys).sorted()),
        at: node.place
      )
      return nil
    }
    guard let text = node.scalarText, known.contains(text) else {
      findings.add(
        "config.value",
        "the modes of `\(indicator)` are \(known.joined(separator: ", "))",
        hint: Diagnostic.suggestion(for: node.scalarText ?? "", among: known),
        at: node.place
      )
      return nil
    }
    return text
  }

  private enum BaselineFrom: String, CaseIterable { case first, version, last, file }

  /// - Returns: the file that holds the baseline, where one does.
  private mutating func readBaseline(
    _ node: YAMLNode,
    _ model: inout ModelSettings
  ) -> NamedFile? {
    var map = MapReader(node, "baseline", &findings)
    if map.place(of: "from") == nil {
      findings.add("config.missing", "a baseline needs `from`", at: node.place)
    }
    let from = map.word("from", BaselineFrom.self, &findings)
    let records = map.integer("records", in: 1...100_000_000, &findings)
    let span = map.duration("span", in: Quantity.minute...(400 * Quantity.day), &findings)
    let file = map.text("file", &findings)
    let version = map.text("version", &findings)
    map.finish(&findings)
    let keys: [(name: String, goesWith: [BaselineFrom], isThere: Bool)] = [
      ("records", [.first], records != nil), ("span", [.first, .last], span != nil),
      ("file", [.file], file != nil), ("version", [.version], version != nil),
    ]
    for key in keys where key.isThere {
      guard let from, !key.goesWith.contains(from) else { continue }
      findings.add(
        "config.value",
        "`\(key.name)` belongs to `from: \(key.goesWith[0].rawValue)`",
        at: node.place
      )
    }
    if records != nil, span != nil {
      findings.add("config.value", "a baseline has `records` or a `span`", at: node.place)
    }
    switch from {
    case .first:
      if let span { model.baseline = .firstSpan(span) }
      if let records { model.baseline = .first(records: records) }
    case .file:
      guard let file else {
        findings.add("config.missing", "a baseline from a file needs `file`", at: node.place)
        return nil
      }
      return NamedFile(path: file.0, place: file.1)
    case .version, .last:
      findings.add(
        "config.not-available",
        "a baseline from `\(from?.rawValue ?? "")` is not available yet",
        hint: "use first or file",
        at: node.place
      )
    case nil: break
    }
    return nil
  }

  private mutating func readWindow(_ node: YAMLNode, _ model: inout ModelSettings) {
    var map = MapReader(node, "window", &findings)
    let lateness = map.duration("lateness", in: 0...(30 * Quantity.day), &findings)
    if let lateness { model.window.latenessNanoseconds = lateness }
    if map.place(of: "records") != nil {
      for key in ["pane", "size", "every"] {
        guard let place = map.take(key)?.place else { continue }
        findings.add("config.value", "`\(key)` does not go with `records`", at: place)
      }
      if let records = map.integer("records", in: 50...10_000_000, &findings) {
        model.window.pane = .records(records)
      }
    } else {
      readTimes(&map, &model)
    }
    map.finish(&findings)
  }

  private mutating func readTimes(_ map: inout MapReader, _ model: inout ModelSettings) {
    let week = 7 * Quantity.day
    let pane =
      map.duration("pane", in: Quantity.second...Quantity.hour, &findings)
      ?? Quantity.minute
    let size =
      map.duration("size", in: Quantity.second...week, &findings)
      ?? max(
        pane,
        Quantity.hour
      )
    let every = map.duration("every", in: Quantity.second...week, &findings) ?? size
    if every % pane != 0 {
      findings.add(
        "config.range",
        "`every` is \(RuleSpan.time(every).text), not a multiple of the pane of "
          + RuleSpan.time(pane).text,
        at: map.place
      )
    }
    if size % every != 0 {
      findings.add(
        "config.range",
        "`size` is \(RuleSpan.time(size).text), not a multiple of `every` of "
          + RuleSpan.time(every).text,
        at: map.place
      )
    }
    model.window.pane = .time(pane)
    model.window.sizeNanoseconds = size
    model.window.everyNanoseconds = every
  }

  private mutating func readLabels(_ node: YAMLNode, _ model: inout ModelSettings) {
    var map = MapReader(node, "labels", &findings)
    if let horizon = map.duration(
      "horizon",
      in: Quantity.minute...(400 * Quantity.day),
      &findings
    ) {
      model.horizonNanoseconds = horizon
    }
    if let pending = map.integer("pending", in: 1...100_000_000, &findings) {
      model.pendingMax = pending
    }
    map.refuse(["disk"], &findings)
    map.finish(&findings)
  }
}
