import KedgeDecoding
import KedgeEngine
import KedgeExpressions
import KedgeModel
public import KedgeRules

/// Turns files of configuration into checked settings, or into located findings.
public struct ConfigurationLoader {
  private var findings = Findings()
  /// Where each named thing stands, by what it is and its name.
  private var places: [String: SourcePlace] = [:]

  /// Checks the main file and its drop-ins.
  ///
  /// - Parameters:
  ///   - files: The main file, then the drop-ins in byte order of their names. None: everything is
  ///     found.
  ///   - defaultRules: Files of rules that come with Kedge.
  /// - Returns: the settings.
  /// - Throws: everything that is wrong.
  public static func load(
    _ files: [ConfigurationFile],
    defaultRules: [ConfigurationFile] = []
  ) throws(ConfigurationError) -> Configuration {
    var loader = ConfigurationLoader()
    return try loader.run(files, defaultRules)
  }

  /// Checks files that hold rules only.
  ///
  /// - Throws: everything that is wrong.
  public static func loadRules(
    _ files: [ConfigurationFile]
  ) throws(ConfigurationError) -> [CompiledRule] {
    try load(files).engine.rules
  }

  private mutating func run(
    _ files: [ConfigurationFile],
    _ defaultRules: [ConfigurationFile]
  ) throws(ConfigurationError) -> Configuration {
    var parts = Parts()
    var roots: [YAMLNode] = []
    for file in files {
      findings.know(file)
      roots.append(try YAMLNode.parse(file))
    }
    read(YAMLNode.merged(roots, &findings), &parts)
    let own = rules(parts.rules, isDefault: false, parts.models)
    var compiled = own
    if parts.usesDefaultRules {
      compiled += try defaults(defaultRules, besides: own, parts.models)
    }
    var inputs =
      parts.inputs.isEmpty
      ? [InputConfiguration(name: "ingest", source: .socket)] : parts.inputs
    if !findings.diagnostics.isEmpty {
      throw ConfigurationError(diagnostics: findings.inOrder(of: files + defaultRules))
    }
    let asked =
      compiled.flatMap(\.features)
      + parts.models.flatMap { Array($0.settings.fields.keys) + $0.settings.groupings.joined() }
    let described = Set(asked).intersection(DecoderSettings.optionalColumnNames)
    for position in inputs.indices { inputs[position].decoder.optionalColumns = described }
    var engine = EngineSettings(
      inputs: inputs.map(\.engineSettings),
      models: parts.models.map(\.settings),
      rules: compiled
    )
    for (position, future) in parts.futures { engine.inputs[position].futureNanoseconds = future }
    engine.budget = parts.budget
    engine.actionsEnabled = parts.actionsEnabled
    engine.limits = parts.limits
    engine.node = parts.node ?? engine.node
    var configuration = Configuration(engine: engine, inputs: inputs)
    parts.fill(&configuration)
    configuration.files = files.map(\.path)
    return configuration
  }

  /// What the files say together.
  struct Parts {
    var inputs: [InputConfiguration] = []
    var futures: [(Int, Int64)] = []
    var models: [ModelPart] = []
    var rules: [YAMLNode] = []
    var usesDefaultRules = true
    var budget = AlarmBudget()
    var actionsEnabled = true
    var limits = EngineLimits()
    var isPowerSafe = false
    var workers: Int?
    var node: String?
    var spoolBytesMax: Int?
    var connectionsMax: Int?
    var connectionsPerUserMax: Int?

    func fill(_ configuration: inout Configuration) {
      configuration.isPowerSafe = isPowerSafe
      configuration.workers = workers
      configuration.spoolBytesMax = spoolBytesMax ?? configuration.spoolBytesMax
      configuration.connectionsMax = connectionsMax ?? configuration.connectionsMax
      configuration.connectionsPerUserMax =
        connectionsPerUserMax ?? configuration.connectionsPerUserMax
      configuration.isDiscovering = models.isEmpty && rules.isEmpty
      for (index, model) in models.enumerated() {
        configuration.baselineFiles[index] = model.baselineFile
      }
    }
  }

  /// A model and what only the shell can read of it.
  struct ModelPart {
    var settings: ModelSettings
    var baselineFile: NamedFile?
  }

  private mutating func read(_ root: YAMLNode, _ parts: inout Parts) {
    var map = MapReader(root, "the configuration", &findings)
    for node in map.list("inputs", &findings) ?? [] {
      var reader = InputReader(findings: findings)
      let input = reader.read(node)
      findings = reader.findings
      if let input {
        if let future = reader.futureNanoseconds {
          parts.futures.append((parts.inputs.count, future))
        }
        unique(input.name, "input", node.place)
        parts.inputs.append(input)
      }
    }
    for node in map.list("models", &findings) ?? [] {
      var reader = ModelReader(findings: findings)
      let model = reader.read(node)
      findings = reader.findings
      if let model {
        unique(model.settings.name, "model", node.place)
        parts.models.append(model)
      }
    }
    parts.rules += map.list("rules", &findings) ?? []
    readScalars(&map, &parts)
    map.refuse(
      ["prices", "sinks", "event_log", "role", "partitions"],
      &findings
    )
    map.finish(&findings)
  }

  private mutating func unique(_ name: String, _ what: String, _ place: SourcePlace) {
    guard let other = places.updateValue(place, forKey: "\(what) \(name)") else { return }
    findings.add(
      "config.duplicate",
      "there are two \(what)s named \"\(name)\"",
      hint: "the other stands at \(other.text)",
      at: place
    )
  }

  private mutating func readScalars(_ map: inout MapReader, _ parts: inout Parts) {
    parts.usesDefaultRules = map.bool("default_rules", &findings) ?? parts.usesDefaultRules
    parts.isPowerSafe =
      map.word("durability", Durability.self, &findings) == .power
      || parts.isPowerSafe
    parts.workers = map.integer("workers", in: 1...64, &findings) ?? parts.workers
    if let (node, place) = map.text("node", &findings) {
      parts.node = node
      if node.utf8.count > 128 {
        findings.add(
          "config.range",
          "`node` has \(node.utf8.count) bytes; it has at most 128",
          at: place
        )
      }
    }
    if let node = map.take("alarms") { readAlarms(node, &parts) }
    if let node = map.take("actions") { readActions(node, &parts) }
    if let node = map.take("limits") { readLimits(node, &parts) }
  }

  private enum Durability: String, CaseIterable { case process, power }
  private enum AlarmMode: String, CaseIterable { case spend, accumulate, fdr }

  private mutating func readAlarms(_ node: YAMLNode, _ parts: inout Parts) {
    var map = MapReader(node, "alarms", &findings)
    if let budget = map.take("false_alarm_budget") {
      var reader = MapReader(budget, "false_alarm_budget", &findings)
      if let alarms = reader.number("alarms", in: 1e-6...1e6, &findings) {
        parts.budget.alarms = alarms
      }
      let days = Quantity.day...(365 * Quantity.day)
      if let per = reader.duration("per", in: days, &findings) {
        parts.budget.perNanoseconds = per
      }
      reader.finish(&findings)
    }
    let mode = map.word("mode", AlarmMode.self, &findings) ?? .spend
    let share = map.number("false_share", in: 0.001...0.5, &findings)
    switch mode {
    case .spend: parts.budget.mode = .spend
    case .accumulate: parts.budget.mode = .accumulate
    case .fdr: parts.budget.mode = .fdr(share: share ?? 0.05)
    }
    if share != nil, mode != .fdr {
      findings.add(
        "config.value",
        "`false_share` is of mode `fdr` only",
        hint: "remove it, or write `mode: fdr`",
        at: node.place
      )
    }
    map.finish(&findings)
  }

  private mutating func readActions(_ node: YAMLNode, _ parts: inout Parts) {
    var map = MapReader(node, "actions", &findings)
    parts.actionsEnabled = map.bool("enabled", &findings) ?? parts.actionsEnabled
    map.refuse(["grace_after_deploy"], &findings)
    map.finish(&findings)
  }

  private mutating func readLimits(_ node: YAMLNode, _ parts: inout Parts) {
    var map = MapReader(node, "limits", &findings)
    func set(_ path: WritableKeyPath<EngineLimits, Int>, _ key: String, _ range: ClosedRange<Int>) {
      if let value = map.integer(key, in: range, &findings) { parts.limits[keyPath: path] = value }
    }
    set(\.series, "series", 1...1_000_000)
    set(\.models, "models", 1...100_000)
    set(\.versions, "versions", 1...10_000)
    set(\.segmentValues, "segment_values", 1...100_000)
    set(\.fields, "fields", 1...4_096)
    set(\.categories, "categories", 1...4_096)
    set(\.ids, "ids", 8...1_000_000_000)
    set(\.events, "events_kept", 1...10_000_000)
    parts.connectionsMax = map.integer("connections", in: 1...8_000, &findings)
    parts.connectionsPerUserMax = map.integer("connections_per_uid", in: 1...8_000, &findings)
    if let (text, place) = map.text("spool", &findings) {
      if let bytes = Quantity.bytes(text), bytes >= 16 << 20 {
        parts.spoolBytesMax = bytes
      } else {
        findings.add(
          "config.range",
          "`spool` is a size of 16MiB at least, such as 1GiB, not \"\(text)\"",
          at: place
        )
      }
    }
    map.refuse(
      [
        "alert_states", "ids_age", "partial_lines", "queue_blocks", "events_per_minute",
        "retention",
      ],
      &findings
    )
    map.finish(&findings)
  }

  /// Reads and compiles rules.
  private mutating func rules(
    _ nodes: [YAMLNode],
    isDefault: Bool,
    _ models: [ModelPart]
  ) -> [CompiledRule] {
    var compiled: [CompiledRule] = []
    for node in nodes {
      var reader = RuleReader(findings: findings, isDefault: isDefault)
      let rule = reader.read(node)
      findings = reader.findings
      guard let rule else { continue }
      unique(rule.name, isDefault ? "default rule" : "rule", node.place)
      do {
        compiled.append(try CompiledRule(rule))
      } catch {
        findings.add(error)
      }
    }
    return compiled
  }

  private mutating func defaults(
    _ files: [ConfigurationFile],
    besides own: [CompiledRule],
    _ models: [ModelPart]
  ) throws(ConfigurationError) -> [CompiledRule] {
    var nodes: [YAMLNode] = []
    for file in files {
      findings.know(file)
      var map = MapReader(try YAMLNode.parse(file), "a file of rules", &findings)
      nodes += map.list("rules", &findings) ?? []
      map.finish(&findings)
    }
    let names = Set(own.map(\.rule.name))
    return rules(nodes, isDefault: true, models).filter { !names.contains($0.rule.name) }
  }
}

extension Configuration {
  /// Adds an input for the ingest socket where none is configured: the daemon serves it all the
  /// same, and what comes must be counted under its own name.
  public mutating func addSocketInput() {
    guard !inputs.contains(where: { $0.source == .socket }) else { return }
    let isTaken = inputs.contains { $0.name == "ingest" }
    let input = InputConfiguration(name: isTaken ? "ingest.sock" : "ingest", source: .socket)
    inputs.append(input)
    engine.inputs.append(input.engineSettings)
  }
}

extension InputConfiguration {
  /// What the engine has to know of it.
  var engineSettings: InputSettings {
    var settings = InputSettings(name: name)
    if case .files = source { settings.identifiesByPlace = true }
    return settings
  }
}
