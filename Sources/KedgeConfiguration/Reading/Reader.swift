import KedgeExpressions
import KedgeRules

/// Collects what is wrong while a configuration is read.
struct Findings {
  private var lines: [String: [String]] = [:]
  private(set) var diagnostics: [ConfigurationDiagnostic] = []

  /// Keeps the lines of a file for carets.
  mutating func know(_ file: ConfigurationFile) {
    lines[file.path] = file.text
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// What was found, in the order of files, lines and columns.
  func inOrder(of files: [ConfigurationFile]) -> [ConfigurationDiagnostic] {
    func position(_ finding: ConfigurationDiagnostic) -> (Int, Int, Int) {
      let file = files.firstIndex { $0.path == finding.place.file } ?? files.count
      return (file, finding.place.line, finding.place.column)
    }
    return diagnostics.sorted { position($0) < position($1) }
  }

  mutating func add(
    _ code: String,
    _ message: String,
    hint: String? = nil,
    at place: SourcePlace,
    width: Int = 1
  ) {
    let known = lines[place.file] ?? []
    let line = place.line >= 1 && place.line <= known.count ? known[place.line - 1] : ""
    diagnostics.append(
      ConfigurationDiagnostic(
        code: code,
        message: message,
        hint: hint,
        place: place,
        sourceLine: line,
        width: width
      )
    )
  }

  /// The text of a value that must be a scalar; `what` names it for the message.
  mutating func text(of node: YAMLNode, _ what: String) -> String? {
    guard let text = node.scalarText else {
      add("config.type", "\(what) is a text, not \(node.kind)", at: node.place)
      return nil
    }
    return text
  }

  /// The texts of a map whose keys are names.
  mutating func texts(in map: YAMLNode, _ what: String) -> [(key: String, text: String)] {
    var reader = MapReader(map, "`\(what)`", &self)
    return reader.takeRest().compactMap { entry in
      text(of: entry.value, "`\(what).\(entry.key)`").map { (entry.key, $0) }
    }
  }

  /// Adds what is wrong with an expression of a rule.
  mutating func add(_ error: RuleError) {
    let start = error.text.place
    let places = ScalarPlaces(error.text.text, from: start, in: lines[start.file] ?? [])
    for finding in error.findings {
      add(
        "rules.expression",
        finding.message,
        hint: finding.suggestion,
        at: places.place(of: finding.range.start),
        width: finding.range.end - finding.range.start
      )
    }
  }
}

/// Reads one map: each key is taken once, and what is left over is unknown.
struct MapReader {
  let place: SourcePlace
  /// What the map is, for messages, such as `an input`.
  let what: String
  private var entries: [YAMLNode.Entry]
  private var known: [String] = []

  /// Reads a node that must be a map.
  init(_ node: YAMLNode, _ what: String, _ findings: inout Findings) {
    place = node.place
    self.what = what
    switch node.content {
    case .map(let entries): self.entries = entries
    case .null: entries = []
    case .scalar, .list:
      entries = []
      findings.add("config.type", "\(what) is a map, not \(node.kind)", at: node.place)
    }
  }

  /// Takes the value of a key, or `nil` where it does not stand.
  mutating func take(_ key: String) -> YAMLNode? {
    known.append(key)
    guard let position = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: position).value
  }

  /// Where the value of a key stands that was not taken yet.
  func place(of key: String) -> SourcePlace? {
    entries.first { $0.key == key }?.value.place
  }

  /// Refuses keys whose feature is not there yet.
  mutating func refuse(_ keys: [String], _ findings: inout Findings) {
    for key in keys {
      known.append(key)
      guard let position = entries.firstIndex(where: { $0.key == key }) else { continue }
      let entry = entries.remove(at: position)
      findings.add(
        "config.not-available",
        "`\(key)` is not available yet",
        at: entry.keyPlace,
        width: key.count
      )
    }
  }

  /// All entries that were not taken, for maps whose keys are names.
  mutating func takeRest() -> [YAMLNode.Entry] {
    defer { entries = [] }
    return entries
  }

  /// Reports the keys that nobody took.
  func finish(_ findings: inout Findings) {
    for entry in entries {
      findings.add(
        "config.unknown-key",
        "unknown key \"\(entry.key)\" in \(what)",
        hint: Diagnostic.suggestion(for: entry.key, among: known),
        at: entry.keyPlace,
        width: entry.key.count
      )
    }
  }
}

extension MapReader {
  /// Takes a text.
  mutating func text(_ key: String, _ findings: inout Findings) -> (String, SourcePlace)? {
    guard let node = take(key) else { return nil }
    return findings.text(of: node, "`\(key)`").map { ($0, node.place) }
  }

  /// Takes a truth value.
  mutating func bool(_ key: String, _ findings: inout Findings) -> Bool? {
    guard let (text, place) = text(key, &findings) else { return nil }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default:
      findings.add("config.type", "`\(key)` is true or false, not \"\(text)\"", at: place)
      return nil
    }
  }

  /// Takes a whole number in a range.
  mutating func integer(
    _ key: String,
    in range: ClosedRange<Int>,
    _ findings: inout Findings
  ) -> Int? {
    guard let (text, place) = text(key, &findings) else { return nil }
    guard let number = Int(text) else {
      findings.add("config.type", "`\(key)` is a whole number, not \"\(text)\"", at: place)
      return nil
    }
    guard range.contains(number) else {
      findings.add(
        "config.range",
        "`\(key)` is \(number); it lies between \(range.lowerBound) and "
          + "\(range.upperBound)",
        at: place
      )
      return nil
    }
    return number
  }

  /// Takes a number in a range.
  mutating func number(
    _ key: String,
    in range: ClosedRange<Double>,
    _ findings: inout Findings
  ) -> Double? {
    guard let (text, place) = text(key, &findings) else { return nil }
    guard let number = Double(text), number.isFinite else {
      findings.add("config.type", "`\(key)` is a number, not \"\(text)\"", at: place)
      return nil
    }
    guard range.contains(number) else {
      findings.add(
        "config.range",
        "`\(key)` is \(text); it lies between \(range.lowerBound) and "
          + "\(range.upperBound)",
        at: place
      )
      return nil
    }
    return number
  }

  /// Takes a duration, nanoseconds.
  mutating func duration(
    _ key: String,
    in range: ClosedRange<Int64>,
    _ findings: inout Findings
  ) -> Int64? {
    guard let (text, place) = text(key, &findings) else { return nil }
    guard let nanoseconds = Quantity.nanoseconds(text) else {
      findings.add(
        "config.type",
        "`\(key)` is a duration such as 90s, 5m, 6h, 3d or 2w, not \"\(text)\"",
        at: place
      )
      return nil
    }
    guard range.contains(nanoseconds) else {
      findings.add(
        "config.range",
        "`\(key)` is \(text); it lies between \(RuleSpan.time(range.lowerBound).text) "
          + "and \(RuleSpan.time(range.upperBound).text)",
        at: place
      )
      return nil
    }
    return nanoseconds
  }

  /// Takes one of the words of an enumeration.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String,
    _ type: Word.Type,
    _ findings: inout Findings
  ) -> Word? where Word.RawValue == String {
    guard let (text, place) = text(key, &findings) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    findings.add(
      "config.value",
      "`\(key)` is \(words.joined(separator: ", ")), not \"\(text)\"",
      hint: Diagnostic.suggestion(for: text, among: words),
      at: place,
      width: text.count
    )
    return nil
  }

  /// Takes a list; a single value is a list of one.
  mutating func list(_ key: String, _ findings: inout Findings) -> [YAMLNode]? {
    guard let node = take(key) else { return nil }
    switch node.content {
    case .list(let items): return items
    case .scalar: return [node]
    case .null: return []
    case .map:
      findings.add("config.type", "`\(key)` is a list, not a map", at: node.place)
      return nil
    }
  }
}

/// Durations and sizes as they are written.
enum Quantity {
  static let second: Int64 = 1_000_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour

  private static let units: [(Character, Int64)] = [
    ("w", 7 * day), ("d", day), ("h", hour), ("m", minute), ("s", second),
  ]

  /// `90s 5m 6h 3d 2w` as nanoseconds.
  static func nanoseconds(_ text: String) -> Int64? {
    guard let unit = units.first(where: { $0.0 == text.last }),
      let count = Int64(text.dropLast()), count >= 0
    else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit.1)
    return overflow ? nil : product
  }

  /// `64KiB 1MiB 2GiB` or a number of bytes.
  static func bytes(_ text: String) -> Int? {
    for (suffix, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    where text.hasSuffix(suffix) {
      guard let count = Int(text.dropLast(3)), count >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      return overflow ? nil : product
    }
    return Int(text)
  }
}
