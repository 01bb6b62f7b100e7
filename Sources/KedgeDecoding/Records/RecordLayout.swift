import KedgeModel

/// What settings mean for the scanner: keys, slots, rules, and what is done to mapped values.
struct RecordLayout: Sendable {
  /// A value whose path leads through an array: it is looked for behind the scan.
  struct Walk: Sendable {
    /// Slot of the array or object in which the walk begins.
    var root: Int
    var steps: [FieldPath.Step]
    var slot: Int
  }

  /// Two targets of one place.
  struct Copy: Sendable {
    var from: Int
    var to: Int
  }

  /// A constant, or what is done to a mapped value.
  struct Change: Sendable {
    var slot: Int
    /// The value of a constant, or of a mapped place that has none.
    var fallback: RawValue?
    var replacements: [Replacement] = []
    var scale = 1.0
    var offset = 0.0
  }

  /// A text and the value that stands for it.
  struct Replacement: Sendable {
    var from: [UInt8]
    var to: RawValue
  }

  var tables = KeyTables()
  /// Names of the nodes, each with its dot, for the names of unknown fields.
  var nodeNames: [String] = []
  /// Rules of the fixed slots, kind after kind.
  var rules: [FieldRule] = []
  /// Names of the columns that rules point to.
  var columnNames: [String] = []
  var walks: [Walk] = []
  var copies: [Copy] = []
  var changes: [Change] = []
  /// Texts of constants, defaults and replacements.
  var constantText: [UInt8] = []
  /// Slots of CSV columns, in order of the settings.
  var columns: [(name: String, slot: Int)] = []
  var timeUnit: TimeUnit?
  /// Nodes of the collections at their places.
  var featuresNode = 0
  var segmentNode = 0

  private(set) var slotCount = 1
  /// Columns by slot and kind, until the number of slots is known.
  private var slotRules: [[FieldRule]] = [
    Array(repeating: .silent, count: RecordKind.allCases.count)
  ]
  /// Targets with a source of their own.
  private var taken: Set<String> = []

  /// Compiles settings.
  init(_ settings: DecoderSettings) throws(DecoderSettingsError) {
    timeUnit = settings.timeUnit
    nodeNames = [""]
    _ = tables.addNode(.unknown, slot: 0)
    for field in CanonicalField.allCases { addCanonicalRule(field) }
    try check(settings)
    addCanonicalKeys(settings)
    if case .object(let path) = settings.features.others {
      featuresNode = try addCollection(.features, at: path, slot: CanonicalField.features.slot)
    }
    for mapping in settings.fields { try add(mapping) }
    for constant in settings.constants { try add(constant) }
    for feature in settings.features.named { try add(feature) }
    for segment in settings.segment { try add(segment) }
    rules = RecordKind.allCases.flatMap { kind in
      slotRules.map { $0[Int(kind.rawValue)] }
    }
    tables.freeze(fixedSlotCount: slotCount)
  }

  /// The rule of a feature, class or segment key that is learned, by its column's name.
  static func learnedRule(_ collection: Node.Collection) -> FieldRule {
    switch collection {
    case .unknown: .silent
    case .features: .of(.scalar)
    case .segment: .of(.segment)
    case .probabilities: .number(0, 1)
    }
  }

  /// The column of a member of a collection.
  ///
  /// A feature has its own name, or `features.NAME` where that would be taken for another column.
  static func columnName(_ name: String, in collection: Node.Collection) -> String {
    switch collection {
    case .unknown: name
    case .segment: "segment." + name
    case .probabilities: "probabilities." + name
    case .features: isReserved(name) ? "features." + name : name
    }
  }

  private static func isReserved(_ name: String) -> Bool {
    reservedNames.contains(name)
      || ["segment.", "probabilities.", "features."].contains { name.hasPrefix($0) }
  }

  /// The names of all columns that are not features.
  private static let reservedNames: Set<String> = {
    var names = Set(CanonicalField.allCases.map(\.rawValue))
    for kind in RecordKind.allCases {
      for field in CanonicalField.allCases { names.insert(field.rule(in: kind).column) }
    }
    return names
  }()
}

extension RecordLayout {
  private mutating func addCanonicalRule(_ field: CanonicalField) {
    slotCount += 1
    slotRules.append(
      RecordKind.allCases.map { kind in
        var (rule, column) = field.rule(in: kind)
        rule.columnName = addColumnName(column)
        return rule
      }
    )
  }

  private mutating func addColumnName(_ name: String) -> Int32 {
    if let known = columnNames.firstIndex(of: name) { return Int32(known) }
    columnNames.append(name)
    return Int32(columnNames.count - 1)
  }

  /// Adds a slot with the same rule in every kind of record that may have it.
  private mutating func addSlot(
    _ rule: FieldRule,
    column: String,
    kinds: [RecordKind] = RecordKind.allCases
  ) -> Int {
    let columnName = addColumnName(column)
    slotRules.append(
      RecordKind.allCases.map { kind in
        var rule = kinds.contains(kind) ? rule : .silent
        rule.columnName = columnName
        return rule
      }
    )
    slotCount += 1
    return slotCount - 1
  }

  private func check(_ settings: DecoderSettings) throws(DecoderSettingsError) {
    let count = settings.fields.count + settings.features.named.count + settings.segment.count
    guard count <= 256 else { throw .tooManyMappings(count) }
    guard (1...(1 << 30)).contains(settings.lineBytesMax) else { throw .outOfRange("line_bytes") }
    let isCSV = settings.csv != nil
    let sources =
      settings.fields.map { ($0.target, $0.source, $0.change) }
      + settings.features.named.map { ("features.\($0.name)", $0.source, $0.change) }
      + settings.segment.map { ("segment.\($0.key)", $0.source, $0.change) }
    for (name, source, change) in sources {
      let isTime = name == CanonicalField.time.rawValue
      if !isTime, change.unit != nil { throw .unitOfNoTime(name) }
      if isTime, change.scale != 1 || change.offset != 0 { throw .scaledTime }
      switch source {
      case .path: if isCSV { throw .wrongSource(name) }
      case .column: if !isCSV { throw .wrongSource(name) }
      }
    }
    switch settings.features.others {
    case .canonical: break
    case .object: if isCSV { throw .wrongSource("*") }
    case .rest: if !isCSV { throw .wrongSource("features") }
    }
  }

  /// Adds the canonical places of all fields that have no other source.
  private mutating func addCanonicalKeys(_ settings: DecoderSettings) {
    let moved = Set(settings.fields.map(\.target) + settings.constants.map(\.name))
    var nodes: [String: Int] = [:]
    for field in CanonicalField.allCases {
      if moved.contains(field.rawValue) || (field == .time && settings.timeIsArrival) { continue }
      if field == .features && !hasCanonicalFeatures(settings) { continue }
      let parent = field.path.count > 1 ? nodes[field.path[0]] ?? 0 : 0
      guard let key = field.path.last else { continue }
      let edge = tables.addEdge(key, node: parent)
      tables.edges[edge].slot = UInt16(field.slot)
      columns.append((field.rawValue, field.slot))
      guard field.isContainer else { continue }
      let node = addNode(collection(of: field), name: key + ".", slot: field.slot)
      tables.edges[edge].child = UInt16(node)
      nodes[field.rawValue] = node
      if field == .features { featuresNode = node }
      if field == .segment { segmentNode = node }
    }
  }

  private func hasCanonicalFeatures(_ settings: DecoderSettings) -> Bool {
    switch settings.features.others {
    case .canonical, .rest: true
    case .object: false
    }
  }

  private func collection(of field: CanonicalField) -> Node.Collection {
    switch field {
    case .features: .features
    case .segment: .segment
    case .probabilities: .probabilities
    default: .unknown
    }
  }

  private mutating func addNode(_ collection: Node.Collection, name: String, slot: Int) -> Int {
    nodeNames.append(name)
    return tables.addNode(collection, slot: slot)
  }
}

extension RecordLayout {
  private mutating func add(_ mapping: FieldMapping) throws(DecoderSettingsError) {
    guard let field = CanonicalField(rawValue: mapping.target) else {
      throw .unknownField(mapping.target)
    }
    guard !field.isContainer else { throw .notAValue(mapping.target) }
    try take(mapping.target)
    if field == .time, let unit = mapping.change.unit { timeUnit = unit }
    try bind(mapping.source, to: field.slot)
    try add(mapping.change, slot: field.slot, name: mapping.target)
  }

  private mutating func add(_ constant: FieldConstant) throws(DecoderSettingsError) {
    guard let field = CanonicalField(rawValue: constant.name) else {
      throw .unknownField(constant.name)
    }
    guard !field.isContainer else { throw .notAValue(constant.name) }
    try take(constant.name)
    let value = try rawValue(constant.value, name: constant.name)
    changes.append(Change(slot: field.slot, fallback: value))
  }

  private mutating func add(_ feature: FeatureSource) throws(DecoderSettingsError) {
    let name = Array(feature.name.utf8)
    guard Name.isLegal(name), name.count <= KeyTables.keyBytesMax else {
      throw .badName(feature.name)
    }
    let column = Self.columnName(feature.name, in: .features)
    try take("features." + feature.name)
    let slot = addSlot(Self.learnedRule(.features), column: column, kinds: [.inference])
    try bind(feature.source, to: slot)
    silence(feature.name, in: featuresNode)
    try add(feature.change, slot: slot, name: feature.name)
  }

  private mutating func add(_ segment: SegmentMapping) throws(DecoderSettingsError) {
    guard Name.isSegmentKey(Array(segment.key.utf8)) else { throw .badName(segment.key) }
    let column = Self.columnName(segment.key, in: .segment)
    try take(column)
    let slot = addSlot(Self.learnedRule(.segment), column: column)
    try bind(segment.source, to: slot)
    silence(segment.key, in: segmentNode)
    try add(segment.change, slot: slot, name: segment.key)
  }

  private mutating func take(_ target: String) throws(DecoderSettingsError) {
    guard taken.insert(target).inserted else { throw .mappedTwice(target) }
  }

  /// Makes a member of a collection known, so that it is not read beside its mapping.
  private mutating func silence(_ name: String, in node: Int) {
    guard node != 0, tables.edge(name, node: node) == nil else { return }
    _ = tables.addEdge(name, node: node)
  }

  private mutating func add(
    _ change: ValueChange,
    slot: Int,
    name: String
  ) throws(DecoderSettingsError) {
    guard change.scale.isFinite, change.offset.isFinite else { throw .outOfRange(name) }
    var compiled = Change(slot: slot, scale: change.scale, offset: change.offset)
    if let value = change.defaultValue { compiled.fallback = try rawValue(value, name: name) }
    for replacement in change.replacements {
      compiled.replacements.append(
        Replacement(
          from: Array(replacement.from.utf8),
          to: try rawValue(replacement.to, name: name)
        )
      )
    }
    let isIdentity =
      compiled.fallback == nil && compiled.replacements.isEmpty && change.scale == 1
      && change.offset == 0
    if !isIdentity { changes.append(compiled) }
  }

  /// A value of the settings as the scanner would have found it.
  private mutating func rawValue(
    _ value: FieldValue,
    name: String
  ) throws(DecoderSettingsError) -> RawValue {
    var raw = RawValue.missing
    raw.flags = .constant
    let text: String
    switch value {
    case .text(let string):
      (raw.kind, text) = (.string, string)
      if !string.utf8.allSatisfy({ $0 < 0x80 }) { raw.flags.insert(.high) }
    case .number(let number):
      guard number.isFinite else { throw .outOfRange(name) }
      (raw.kind, raw.number) = (.number, number)
      let isInteger = abs(number) <= Double(1 << 53) && number == Double(Int64(number))
      if isInteger { raw.flags.insert(.integer) }
      text = isInteger ? String(Int64(number)) : String(number)
    case .boolean(let boolean):
      (raw.kind, raw.number, text) = (.boolean, boolean ? 1 : 0, boolean ? "true" : "false")
    }
    raw.offset = UInt32(constantText.count)
    raw.length = UInt32(text.utf8.count)
    constantText.append(contentsOf: text.utf8)
    return raw
  }

  private mutating func bind(
    _ source: FieldSource,
    to slot: Int
  ) throws(DecoderSettingsError) {
    switch source {
    case .column(let name): columns.append((name, slot))
    case .path(let path): bind(path, to: slot)
    }
  }

  private mutating func bind(_ path: FieldPath, to slot: Int) {
    let names = Self.leadingNames(path)
    let rest = Array(path.steps.dropFirst(names.count))
    guard let last = names.last else { return }
    let node = addNodes(names.dropLast())
    let edge = tables.edge(last, node: node) ?? tables.addEdge(last, node: node)
    if rest.isEmpty && tables.edges[edge].slot == 0 {
      tables.edges[edge].slot = UInt16(slot)
      return
    }
    if tables.edges[edge].slot == 0 {
      tables.edges[edge].slot = UInt16(addSlot(.silent, column: path.description))
    }
    let root = Int(tables.edges[edge].slot)
    if rest.isEmpty {
      copies.append(Copy(from: root, to: slot))
    } else {
      walks.append(Walk(root: root, steps: rest, slot: slot))
    }
  }

  private static func leadingNames(_ path: FieldPath) -> [String] {
    var names: [String] = []
    for step in path.steps {
      guard case .name(let name) = step else { break }
      names.append(name)
    }
    return names
  }

  /// The node behind a chain of names, made where it is missing.
  private mutating func addNodes(_ names: ArraySlice<String>) -> Int {
    var node = 0
    for name in names {
      let edge = tables.edge(name, node: node) ?? tables.addEdge(name, node: node)
      if tables.edges[edge].child == 0 {
        let child = addNode(.unknown, name: nodeNames[node] + name + ".", slot: 0)
        tables.edges[edge].child = UInt16(child)
      }
      node = Int(tables.edges[edge].child)
    }
    return node
  }

  private mutating func addCollection(
    _ collection: Node.Collection,
    at path: FieldPath,
    slot: Int
  ) throws(DecoderSettingsError) -> Int {
    let names = Self.leadingNames(path)
    guard names.count == path.steps.count else { throw .wrongSource("*") }
    let node = addNodes(names[...])
    tables.nodes[node].collection = collection
    tables.nodes[node].slot = UInt16(slot)
    if let last = names.last,
      let edge = tables.edge(last, node: addNodes(names.dropLast())),
      tables.edges[edge].slot == 0
    {
      tables.edges[edge].slot = UInt16(slot)
    }
    return node
  }
}
