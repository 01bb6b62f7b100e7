import KedgeDecoding
import KedgeExpressions
import KedgeRules

/// Reads one entry of `inputs` (FORMATS 9.2).
struct InputReader {
  var findings: Findings
  private(set) var futureNanoseconds: Int64?
  /// Where each mapped field, feature and segment key stands.
  var mappingPlaces: [String: SourcePlace] = [:]

  init(findings: Findings) {
    self.findings = findings
  }

  /// `nil` where the entry has no usable name or source.
  mutating func read(_ node: YAMLNode) -> InputConfiguration? {
    var map = MapReader(node, "an input", &findings)
    let name = name(&map)
    let source = source(&map)
    map.refuse(["journal", "trust_source", "fifo"], &findings)
    var input = InputConfiguration(name: name ?? "", source: source ?? .socket)
    readFormat(&map, &input)
    readMappings(&map, &input.decoder)
    input.startsAtEnd = map.word("start", Start.self, &findings) == .end
    futureNanoseconds = map.duration("future", in: 0...Quantity.day, &findings)
    input.followsSymlinks = map.bool("follow_symlinks", &findings) ?? false
    readLineBytes(&map, &input.decoder)
    map.finish(&findings)
    checkDecoder(input, node.place)
    return name == nil || source == nil ? nil : input
  }

  private enum Start: String, CaseIterable { case beginning, end }

  private mutating func name(_ map: inout MapReader) -> String? {
    guard let (name, place) = map.text("name", &findings) else {
      findings.add("config.missing", "an input needs a `name`", at: map.place)
      return nil
    }
    guard Names.isIdentifier(name) else {
      findings.add(
        "config.value",
        "\"\(name)\" is not a name of an input",
        hint: "use lower-case letters, digits and hyphens, a letter first",
        at: place
      )
      return nil
    }
    return name
  }

  private mutating func source(_ map: inout MapReader) -> InputConfiguration.Source? {
    let files = map.list("file", &findings)
    let socket = map.text("socket", &findings)
    switch (files, socket) {
    case (let nodes?, nil):
      if nodes.isEmpty { findings.add("config.missing", "`file` names no file", at: map.place) }
      return .files(nodes.compactMap { path($0) })
    case (nil, let (name, place)?):
      if name != "ingest" {
        findings.add(
          "config.value",
          "there is no socket \"\(name)\"",
          hint: "the only one is `ingest`",
          at: place
        )
      }
      return .socket
    case (nil, nil):
      findings.add("config.missing", "an input needs a `file` or a `socket`", at: map.place)
    case (_?, _?):
      findings.add("config.value", "an input has a `file` or a `socket`, not both", at: map.place)
    }
    return nil
  }

  private mutating func path(_ node: YAMLNode) -> String? {
    guard let path = findings.text(of: node, "`file`") else { return nil }
    guard path.hasPrefix("/") else {
      findings.add(
        "config.value",
        "\"\(path)\" is not an absolute path",
        hint: "begin it with /",
        at: node.place
      )
      return nil
    }
    return path
  }

  private mutating func readFormat(_ map: inout MapReader, _ input: inout InputConfiguration) {
    let keysOfCSV = ["columns", "delimiter", "null_values"].compactMap { key in
      map.place(of: key).map { (key, $0) }
    }
    let columns = map.list("columns", &findings)?.compactMap { findings.text(of: $0, "a column") }
    let delimiter = map.text("delimiter", &findings)
    let nulls = map.list("null_values", &findings)?.compactMap { node in
      if case .null = node.content { return "" }
      return findings.text(of: node, "a null value")
    }
    let (format, place) = map.text("format", &findings) ?? ("canonical", map.place)
    switch format {
    case "canonical":
      for (key, place) in keysOfCSV {
        findings.add("config.value", "`\(key)` belongs to `format: csv`", at: place)
      }
    case "csv":
      var settings = CSVSettings(columns: columns)
      if let (text, place) = delimiter {
        if let known = CSVSettings.Delimiter(rawValue: text == "tab" ? "\t" : text) {
          settings.delimiter = known
        } else {
          findings.add(
            "config.value",
            "`delimiter` is , or ; or a tab, not \"\(text)\"",
            at: place
          )
        }
      }
      if let nulls { settings.nullValues = nulls }
      input.decoder.format = .csv(settings)
    default:
      let presets = [
        "otlp-json", "otel-console", "openinference", "openai-chat", "openai-responses", "bedrock",
        "bedrock-log", "gemini", "tgi", "litellm", "llamacpp", "langfuse-score",
        "mlflow-assessment", "kserve-ce", "triton", "lm-eval", "csv-trace", "http-capture", "auto",
      ]
      if presets.contains(format) {
        findings.add(
          "config.not-available",
          "format `\(format)` is not available yet",
          hint: "map its fields with `fields:`",
          at: place,
          width: format.count
        )
      } else {
        findings.add(
          "config.value",
          "there is no format \"\(format)\"; there are canonical (JSON lines) and csv",
          hint: Diagnostic.suggestion(for: format, among: ["canonical", "csv"] + presets),
          at: place,
          width: format.count
        )
      }
    }
  }

  private mutating func readLineBytes(_ map: inout MapReader, _ decoder: inout DecoderSettings) {
    guard let (text, place) = map.text("line_bytes", &findings) else { return }
    guard let bytes = Quantity.bytes(text), ((4 << 10)...(64 << 20)).contains(bytes) else {
      findings.add(
        "config.range",
        "`line_bytes` is a size between 4KiB and 64MiB, not \"\(text)\"",
        at: place
      )
      return
    }
    decoder.lineBytesMax = bytes
  }

  private mutating func checkDecoder(_ input: InputConfiguration, _ place: SourcePlace) {
    do {
      _ = try RecordDecoder(input.decoder)
    } catch {
      var hint: String?
      if case .unknownField(let name) = error {
        hint = Diagnostic.suggestion(for: name, among: RecordDecoder.fieldNames)
      }
      let named = error.subject.flatMap { mappingPlaces[$0] }
      findings.add("config.value", "\(error)", hint: hint, at: named ?? place)
    }
  }
}

extension YAMLNode {
  /// The text of a scalar.
  var scalarText: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}

/// Names of inputs, rules and the like.
enum Names {
  /// Whether a name is `[a-z][a-z0-9-]{0,62}`.
  static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 63,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    else { return false }
    return name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }
}
