import KedgeExpressions
import KedgeModel
import KedgeRules
public import KedgeScenarios

/// Reads a scenario file (CLI 3.3).
public struct ScenarioReader {
  private var findings = Findings()

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError` with everything that is wrong.
  public static func read(_ file: ConfigurationFile) throws(ConfigurationError) -> Scenario {
    var reader = ScenarioReader()
    reader.findings.know(file)
    let root = try YAMLNode.parse(file)
    let scenario = reader.scenario(root)
    if let scenario, reader.findings.diagnostics.isEmpty {
      do {
        try scenario.validate()
        return scenario
      } catch {
        reader.findings.add("config.scenario", "\(error)", at: root.place)
      }
    }
    throw ConfigurationError(diagnostics: reader.findings.inOrder(of: [file]))
  }

  private mutating func scenario(_ root: YAMLNode) -> Scenario? {
    var map = MapReader(root, "a scenario", &findings)
    let name = required("name", map.text("name", &findings), map)?.0
    let start = required("start", map.text("start", &findings), map).flatMap { instant($0) }
    let length = required(
      "duration",
      map.duration("duration", in: Quantity.second...3_650 * Quantity.day, &findings),
      map
    )
    var models: [ServiceModel] = []
    for node in required("models", map.list("models", &findings), map) ?? [] {
      if let model = model(node) { models.append(model) }
    }
    var incidents: [Incident] = []
    for node in map.list("incidents", &findings) ?? [] {
      if let incident = incident(node) { incidents.append(incident) }
    }
    map.finish(&findings)
    guard let name, let start, let length else { return nil }
    return Scenario(
      name: name,
      start: start,
      lengthSeconds: length / Quantity.second,
      models: models,
      incidents: incidents
    )
  }

  private mutating func required<Found>(
    _ key: String,
    _ found: Found?,
    _ map: MapReader
  ) -> Found? {
    if found == nil { findings.add("config.missing", "\(map.what) needs `\(key)`", at: map.place) }
    return found
  }

  private mutating func instant(_ text: (String, SourcePlace)) -> Timestamp? {
    // A date alone is its beginning.
    let stated = text.0.contains("T") ? text.0 : text.0 + "T00:00:00Z"
    let first = Timestamp.earliestEvent.nanoseconds / Quantity.second
    let last = Timestamp.latestEvent.nanoseconds / Quantity.second
    guard let instant = TimestampValue(parsing: stated), (first...last).contains(instant.seconds)
    else {
      findings.add(
        "config.type",
        "`start` is a time such as 2026-01-05T00:00:00Z, not \"\(text.0)\"",
        at: text.1
      )
      return nil
    }
    return Timestamp(nanoseconds: instant.seconds * Quantity.second)
  }

  private mutating func model(_ node: YAMLNode) -> ServiceModel? {
    var map = MapReader(node, "a model of a scenario", &findings)
    let name = required("model", map.text("model", &findings), map)?.0
    let version = map.text("version", &findings)?.0 ?? ""
    let rate = required("rate", map.text("rate", &findings), map).flatMap { perSecond($0) }
    var model = ServiceModel(model: name ?? "", version: version, rate: rate ?? 1)
    model.segments = named(map.take("segment"), "segment")
    model.prompt = map.take("prompt").flatMap { prompt($0) }
    if let node = map.take("duration"), let found = distribution(node) { model.duration = found }
    model.timeToFirstToken = map.take("ttft").flatMap { distribution($0) }
    model.inputTokens = map.take("usage.input_tokens").flatMap { distribution($0) }
    model.outputTokens = map.take("usage.output_tokens").flatMap { distribution($0) }
    model.features = named(map.take("features"), "features")
    model.errorRate = share("error_rate", &map) ?? 0
    model.refusalRate = share("refusal_rate", &map) ?? 0
    model.feedback = map.take("feedback").flatMap { feedback($0) }
    map.finish(&findings)
    return name == nil || rate == nil ? nil : model
  }

  private mutating func share(_ key: String, _ map: inout MapReader) -> Millionths? {
    map.number(key, in: 0...1, &findings).map { Millionths($0) }
  }

  /// Reads `50/s`, `50/m`, `50/h` or a number per second.
  private mutating func perSecond(_ text: (String, SourcePlace)) -> Millionths? {
    let parts = text.0.split(separator: "/", omittingEmptySubsequences: false)
    let units = ["s": 1.0, "m": 60.0, "h": 3_600.0]
    guard let count = Double(parts[0]), count > 0, parts.count <= 2,
      let seconds = parts.count == 1 ? 1 : units[String(parts[1])]
    else {
      findings.add("config.type", "`rate` is such as 50/s, not \"\(text.0)\"", at: text.1)
      return nil
    }
    return Millionths(count / seconds)
  }

  private mutating func named(_ node: YAMLNode?, _ key: String) -> [NamedDistribution] {
    guard let node else { return [] }
    var map = MapReader(node, "`\(key)`", &findings)
    return map.takeRest().compactMap { entry in
      distribution(entry.value).map { NamedDistribution(entry.key, $0) }
    }
  }

  private mutating func prompt(_ node: YAMLNode) -> Prompt? {
    var map = MapReader(node, "`prompt`", &findings)
    let name = required("name", map.text("name", &findings), map)?.0
    let version = required("version", map.text("version", &findings), map)?.0
    map.finish(&findings)
    guard let name, let version else { return nil }
    return Prompt(name: name, version: version)
  }

  private mutating func feedback(_ node: YAMLNode) -> FeedbackPlan? {
    var map = MapReader(node, "`feedback`", &findings)
    let name = map.text("name", &findings)?.0 ?? "thumbs"
    let share = required("share", share("share", &map), map)
    let up = required("up", self.share("up", &map), map)
    let delay = required("delay", map.take("delay"), map).flatMap { distribution($0) }
    map.finish(&findings)
    guard let share, let up, let delay else { return nil }
    return FeedbackPlan(name: name, share: share, up: up, delay: delay)
  }
}

extension ScenarioReader {
  /// Reads one distribution: `{lognormal: {median: 0.8, sigma: 0.5}}`, or categories and shares.
  private mutating func distribution(_ node: YAMLNode) -> Distribution? {
    guard case .map(let entries) = node.content, let first = entries.first else {
      findings.add(
        "config.type",
        "a distribution is a map such as {constant: 0.7}, not \(node.kind)",
        at: node.place
      )
      return nil
    }
    guard entries.count == 1 else { return categories(entries) }
    switch first.key {
    case "constant": return number(first.value).map { .constant($0) }
    case "bernoulli": return number(first.value).map { .bernoulli(probability: $0) }
    case "normal":
      return pair(first.value, "mean", "deviation").map { .normal(mean: $0, deviation: $1) }
    case "lognormal":
      return pair(first.value, "median", "sigma").map { .lognormal(median: $0, sigma: $1) }
    case "gamma":
      return pair(first.value, "shape", "scale").map { .gamma(shape: $0, scale: $1) }
    default: return categories(entries)
    }
  }

  private mutating func categories(_ entries: [YAMLNode.Entry]) -> Distribution? {
    var shares: [CategoryShare] = []
    for entry in entries {
      guard let share = number(entry.value) else { return nil }
      shares.append(CategoryShare(entry.key, share))
    }
    return .categories(shares)
  }

  private mutating func pair(
    _ node: YAMLNode,
    _ first: String,
    _ second: String
  ) -> (Millionths, Millionths)? {
    var map = MapReader(node, "the distribution", &findings)
    let range = -1e6...1e6
    let left = required(first, map.number(first, in: range, &findings), map)
    let right = required(second, map.number(second, in: range, &findings), map)
    map.finish(&findings)
    guard let left, let right else { return nil }
    return (Millionths(left), Millionths(right))
  }

  private mutating func number(_ node: YAMLNode) -> Millionths? {
    guard case .scalar(let text, _) = node.content, let number = Double(text), number.isFinite
    else {
      findings.add("config.type", "a number is expected, not \(node.kind)", at: node.place)
      return nil
    }
    return Millionths(number)
  }

  private mutating func incident(_ node: YAMLNode) -> Incident? {
    var map = MapReader(node, "an incident", &findings)
    let at = required("at", map.text("at", &findings), map).flatMap { position($0) }
    let model = map.text("model", &findings)?.0
    let changes = required("set", map.take("set"), map).map { self.changes($0) } ?? []
    map.finish(&findings)
    return at.map { Incident(at: $0, model: model, changes: changes) }
  }

  /// Reads `60%` or a share.
  private mutating func position(_ text: (String, SourcePlace)) -> Millionths? {
    let isPercent = text.0.hasSuffix("%")
    let digits = isPercent ? String(text.0.dropLast()) : text.0
    guard let number = Double(digits), number.isFinite else {
      findings.add("config.type", "`at` is a share such as 60%, not \"\(text.0)\"", at: text.1)
      return nil
    }
    return Millionths(isPercent ? number / 100 : number)
  }

  private mutating func changes(_ node: YAMLNode) -> [Incident.Change] {
    var map = MapReader(node, "`set`", &findings)
    let textual = ["version", "prompt.version"]
    return map.takeRest().compactMap { entry in
      if textual.contains(entry.key), case .scalar(let text, _) = entry.value.content {
        return Incident.Change(entry.key, .text(text))
      }
      return number(entry.value).map { Incident.Change(entry.key, .number($0)) }
    }
  }
}
