import KedgeDecoding
import KedgeRules

extension InputReader {
  /// Reads `fields`, `features`, `segment` and `constants` (FORMATS 6).
  mutating func readMappings(_ map: inout MapReader, _ decoder: inout DecoderSettings) {
    if let (unit, _) = map.word("time_unit", TimeUnit.self, &findings).map({ ($0, ()) }) {
      decoder.timeUnit = unit
    }
    readTimeZone(&map, &decoder)
    for entry in entries(&map, "fields") { readField(entry, &decoder) }
    if let node = map.take("features") { readFeatures(node, &decoder) }
    for entry in entries(&map, "segment") {
      notePlace(entry, of: "segment")
      guard let (source, change) = source(entry.value, decoder) else { continue }
      decoder.segment.append(SegmentMapping(key: entry.key, source: source, change: change))
    }
    for entry in entries(&map, "constants") {
      notePlace(entry)
      guard let value = value(entry.value) else { continue }
      decoder.constants.append(FieldConstant(name: entry.key, value: value))
    }
    map.refuse(["drop"], &findings)
  }

  private mutating func entries(_ map: inout MapReader, _ key: String) -> [YAMLNode.Entry] {
    guard let node = map.take(key) else { return [] }
    var reader = MapReader(node, "`\(key)`", &findings)
    return reader.takeRest()
  }

  private mutating func readTimeZone(_ map: inout MapReader, _ decoder: inout DecoderSettings) {
    guard let (zone, place) = map.text("time_zone", &findings) else { return }
    if zone == "UTC" { return }
    let digits = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
    let sign = zone.first == "-" ? -1 : 1
    guard zone.first == "+" || zone.first == "-", digits.count == 2, digits[0] < 24, digits[1] < 60
    else {
      findings.add(
        "config.not-available",
        "time zone \"\(zone)\" is not available yet",
        hint: "use UTC or an offset such as +02:00",
        at: place
      )
      return
    }
    decoder.timeZone = .fixed(offsetSeconds: sign * (digits[0] * 3_600 + digits[1] * 60))
  }

  /// Keeps where a name stands, for what only the decoder finds.
  private mutating func notePlace(_ entry: YAMLNode.Entry, of collection: String? = nil) {
    if let collection { mappingPlaces["\(collection).\(entry.key)"] = entry.keyPlace }
    if mappingPlaces[entry.key] == nil { mappingPlaces[entry.key] = entry.keyPlace }
  }

  private mutating func readField(_ entry: YAMLNode.Entry, _ decoder: inout DecoderSettings) {
    notePlace(entry)
    if entry.key == "time", entry.value.scalarText == "arrival" {
      decoder.timeIsArrival = true
      return
    }
    guard let (source, change) = source(entry.value, decoder) else { return }
    decoder.fields.append(FieldMapping(target: entry.key, source: source, change: change))
  }

  private mutating func readFeatures(_ node: YAMLNode, _ decoder: inout DecoderSettings) {
    if node.scalarText == "rest" {
      decoder.features.others = .rest
      return
    }
    var reader = MapReader(node, "`features`", &findings)
    for entry in reader.takeRest() {
      notePlace(entry, of: "features")
      guard let (source, change) = source(entry.value, decoder) else { continue }
      if entry.key == "*", case .path(let path) = source {
        decoder.features.others = .object(path)
      } else {
        decoder.features.named.append(
          FeatureSource(name: entry.key, source: source, change: change)
        )
      }
    }
  }

  /// A path or column, alone or in a map with what is done to its value.
  private mutating func source(
    _ node: YAMLNode,
    _ decoder: DecoderSettings
  ) -> (FieldSource, ValueChange)? {
    if let text = node.scalarText {
      return place(text, node.place, decoder).map { ($0, ValueChange()) }
    }
    var map = MapReader(node, "a mapping", &findings)
    let path = map.text("path", &findings)
    let column = map.text("column", &findings)
    var change = ValueChange()
    change.scale = map.number("scale", in: -1e300...1e300, &findings) ?? 1
    change.offset = map.number("offset", in: -1e300...1e300, &findings) ?? 0
    change.unit = map.word("unit", TimeUnit.self, &findings)
    change.defaultValue = map.take("default").flatMap { value($0) }
    if let node = map.take("map") {
      var pairs = MapReader(node, "`map`", &findings)
      change.replacements = pairs.takeRest().compactMap { entry in
        value(entry.value).map { ValueReplacement(from: entry.key, to: $0) }
      }
    }
    map.refuse(["hash"], &findings)
    map.finish(&findings)
    if let (name, _) = column { return (.column(name), change) }
    guard let (text, textPlace) = path else {
      findings.add("config.missing", "a mapping needs a `path` or a `column`", at: node.place)
      return nil
    }
    return fieldPath(text, textPlace).map { (.path($0), change) }
  }

  private mutating func place(
    _ text: String,
    _ place: SourcePlace,
    _ decoder: DecoderSettings
  ) -> FieldSource? {
    switch decoder.format {
    case .csv: .column(text)
    case .canonical: fieldPath(text, place).map(FieldSource.path)
    }
  }

  private mutating func fieldPath(_ text: String, _ place: SourcePlace) -> FieldPath? {
    do {
      return try FieldPath(text)
    } catch {
      var at = place
      at.column += error.offsetBytes
      findings.add("config.path", "\(error)", at: at)
      return nil
    }
  }

  private mutating func value(_ node: YAMLNode) -> FieldValue? {
    guard case .scalar(let text, let isPlain) = node.content else {
      findings.add("config.type", "a value is a text, a number, true or false", at: node.place)
      return nil
    }
    guard isPlain else { return .text(text) }
    if text == "true" || text == "false" { return .boolean(text == "true") }
    if let number = Double(text), number.isFinite { return .number(number) }
    return .text(text)
  }
}
