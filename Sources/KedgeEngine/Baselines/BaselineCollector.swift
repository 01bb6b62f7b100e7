import KedgeModel
import KedgeStatistics

/// Keeps the values of the first records until the baseline is frozen.
struct BaselineCollector: Equatable, Sendable {
  /// One record of the baseline.
  struct Row: Equatable, Sendable {
    var time: Timestamp
    var route: UInt32
    var hasFailed: Bool
    /// Hash of its id; 0 where it has none.
    var id: UInt64 = 0
  }

  /// Distinct names of a field, in order of first sight.
  struct Names: Equatable, Sendable {
    var values: [String] = []
    var indexes: [UInt64: UInt32] = [:]
    /// Index of names beyond `CategoryTable.distinctMax`.
    static let beyond = UInt32(CategoryTable.distinctMax)
    /// Index of a missing name.
    static let missing = UInt32.max
  }

  /// The version whose records are collected.
  let version: String
  private(set) var rows: [Row] = []
  private var oldest = Timestamp(nanoseconds: .max)
  private var newest = Timestamp(nanoseconds: .min)
  /// Numbers by field and row, NaN where missing; shorter where later rows lack the field.
  private(set) var numbers: [[Double]] = []
  /// Indexes of names by field and row.
  private(set) var names: [[UInt32]] = []
  private(set) var distinct: [Names] = []
  /// Vectors by field; they are too large to be kept one by one.
  private(set) var vectors: [Int: Vectors] = [:]
  /// Whether vectors came since they were stored.
  var hasNewVectors = false

  /// What is kept of vectors.
  struct Vectors: Equatable, Sendable {
    var sums: EmbeddingSums
    var sample: EmbeddingSample

    init(sums: EmbeddingSums, sample: EmbeddingSample) {
      (self.sums, self.sample) = (sums, sample)
    }

    init(dimension: Int, field: Int) {
      sums = EmbeddingSums(dimension: dimension)
      sample = EmbeddingSample(dimension: dimension, seed: UInt64(field))
    }
  }

  init(version: String) {
    self.version = version
  }

  /// Begins the next record.
  mutating func begin(_ row: Row) {
    rows.append(row)
    oldest = min(oldest, row.time)
    newest = max(newest, row.time)
  }

  /// Keeps a number of the current record.
  mutating func keep(_ value: Double, field: Int) {
    makeRoom(for: field)
    pad(&numbers[field], to: rows.count - 1, with: .nan)
    numbers[field].append(value)
  }

  /// Keeps a vector of the current record, as far as it goes into sums and a sample.
  mutating func keep(vector: [Double], field: Int) {
    let dimension = vector.count
    guard (1...EmbeddingSums.dimensionMax).contains(dimension) else { return }
    // That there is one is kept of each record.
    keep(1, field: field)
    var known = vectors[field] ?? Vectors(dimension: dimension, field: field)
    vectors[field] = nil
    // The dimension is that of most of them, not of a first one that went wrong.
    if known.sums.refused > known.sums.count, dimension != known.sums.dimension {
      known = Vectors(dimension: dimension, field: field)
    }
    if known.sums.add(vector.span) { known.sample.add(vector.span) }
    vectors[field] = known
    hasNewVectors = true
  }

  /// Restores the vectors of a field.
  mutating func setVectors(_ restored: Vectors, field: Int) {
    vectors[field] = restored
  }

  /// Keeps a name of the current record.
  ///
  /// - Returns: `false`, with nothing kept, for a name not seen before.
  mutating func keep(name hash: UInt64, field: Int) -> Bool {
    makeRoom(for: field)
    guard let index = distinct[field].indexes[hash] else { return false }
    keep(index: index, field: field)
    return true
  }

  /// Keeps a name of the current record that was not seen before.
  mutating func keep(newName text: String, hash: UInt64, field: Int) {
    guard distinct[field].values.count < CategoryTable.distinctMax else {
      keep(index: Names.beyond, field: field)
      return
    }
    let index = UInt32(distinct[field].values.count)
    distinct[field].values.append(text)
    distinct[field].indexes[hash] = index
    keep(index: index, field: field)
  }

  /// Keeps a name of the current record by its index.
  mutating func keep(index: UInt32, field: Int) {
    makeRoom(for: field)
    pad(&names[field], to: rows.count - 1, with: Names.missing)
    names[field].append(index)
  }

  /// Restores the distinct names of a field.
  mutating func setNames(_ values: [String], field: Int, hash: KeyedHash) {
    makeRoom(for: field)
    distinct[field] = Names()
    for value in values {
      distinct[field].indexes[hash(value)] = UInt32(distinct[field].values.count)
      distinct[field].values.append(value)
    }
  }

  private mutating func makeRoom(for field: Int) {
    while numbers.count <= field {
      numbers.append([])
      names.append([])
      distinct.append(Names())
    }
  }

  private func pad<Value>(_ column: inout [Value], to count: Int, with value: Value) {
    guard column.count < count else { return }
    column.append(contentsOf: repeatElement(value, count: count - column.count))
  }

  /// Event time from the first to the last record, nanoseconds.
  var spanNanoseconds: Int64 {
    rows.isEmpty ? 0 : newest.nanoseconds - oldest.nanoseconds
  }
}

extension BaselineCollector {
  /// Records after which the type of a field of names is settled.
  private static let typingRecords = 1_000
  /// Distinct names among them beyond which the field is an identifier.
  private static let identifierDistinct = 500

  /// Freezes what was collected.
  ///
  /// - Parameters:
  ///   - fields: The model's fields; fields of names that prove to be identifiers change type.
  ///   - limits: How many categories have a cell of their own.
  ///   - window: How time or count is cut.
  ///   - hash: The hash of names.
  ///   - segments: The segments of a route, the total first.
  /// - Returns: the baseline, without its id.
  func freeze(
    fields: inout [Field],
    limits: EngineLimits,
    window: WindowSettings,
    hash: KeyedHash,
    segments: (UInt32) -> [[SegmentValue]]
  ) -> Baseline {
    let references = fields.indices.map { index in
      reference(index, &fields[index], categoriesMax: limits.categories, hash)
    }
    var rowsOfSegment: [[SegmentValue]: [Int]] = [:]
    for (row, content) in rows.enumerated() {
      for segment in segments(content.route) { rowsOfSegment[segment, default: []].append(row) }
    }
    let ordered = rowsOfSegment.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    return Baseline(
      id: "",
      version: version,
      records: rows.count,
      start: rows.isEmpty ? Timestamp(nanoseconds: 0) : oldest,
      end: rows.isEmpty ? Timestamp(nanoseconds: 0) : newest,
      pane: window.pane,
      fields: references,
      segments: ordered.map { segment, members in
        let pane = pane(members, references, isTotal: segment.isEmpty)
        let spreads = spreads(members, pane, fields, references, window)
        return SegmentBaseline(
          segment: segment,
          pane: pane,
          spreads: spreads,
          references: references
        )
      }
    )
  }

  private func reference(
    _ index: Int,
    _ field: inout Field,
    categoriesMax: Int,
    _ hash: KeyedHash
  ) -> FieldReference {
    let shape: FieldReference.Shape
    switch field.type {
    case .number, .magnitude:
      let values = index < numbers.count ? numbers[index].filter { !$0.isNaN } : []
      shape =
        NumericReference(SortedValues(values), modes: field.settings.modes)
        .map(FieldReference.Shape.numeric) ?? .uncounted
    case .category, .boolean:
      if field.settings.type == nil, isIdentifier(index) {
        field.type = .identifier
        shape = .uncounted
      } else {
        shape = .categorical(table(index, top: categoriesMax, hash))
      }
    case .vector:
      shape =
        vectors[index].flatMap { VectorReference($0) }.map(FieldReference.Shape.vector)
        ?? .uncounted
    case .text, .identifier, .ignore, nil:
      shape = .uncounted
    }
    return FieldReference(name: field.name, type: field.type ?? .ignore, shape: shape)
  }

  private func isIdentifier(_ index: Int) -> Bool {
    guard index < names.count else { return false }
    let first = names[index].prefix(BaselineCollector.typingRecords)
    let early = Set(first.filter { $0 != Names.missing }).count
    return early > BaselineCollector.identifierDistinct || names[index].contains(Names.beyond)
  }

  private func table(_ index: Int, top: Int, _ hash: KeyedHash) -> CategoryTable {
    guard index < names.count else { return CategoryTable(top: [], rest: [], hash: hash) }
    let values = distinct[index].values
    var counts = [Int](repeating: 0, count: values.count)
    for name in names[index] where name < values.count { counts[Int(name)] += 1 }
    let ordered = values.indices.sorted {
      counts[$0] != counts[$1]
        ? counts[$0] > counts[$1] : values[$0].precedesByBytes(values[$1])
    }
    return CategoryTable(
      top: ordered.prefix(top).map { values[$0] },
      rest: ordered.dropFirst(top).map { values[$0] },
      hash: hash
    )
  }

  /// What the rows of one segment hold, cut into the frozen cells.
  func pane(_ members: [Int], _ references: [FieldReference], isTotal: Bool = false) -> Pane {
    var pane = Pane(number: 0)
    pane.records = members.count
    pane.compared = members.count
    pane.errors = UInt64(members.count { rows[$0].hasFailed })
    pane.first = members.map { rows[$0].time }.min() ?? pane.first
    pane.last = members.map { rows[$0].time }.max() ?? pane.last
    countScores(of: members, references, into: &pane)
    countEnds(of: members, references, into: &pane)
    pane.fields = references.indices.map { index in
      var field = FieldPane()
      guard index < numbers.count else { return field }
      let values = members.compactMap { row in
        row < numbers[index].count && !numbers[index][row].isNaN ? numbers[index][row] : nil
      }
      if references[index].name == CanonicalField.rank {
        for rank in values.compactMap(UInt64.init(exactly:)) where rank > 0 {
          pane.ranks.add(rank: rank)
        }
      }
      switch references[index].shape {
      case .numeric:
        field.add(values.span, shape: references[index].shape)
      case .categorical(let table):
        let known = places(of: index, table)
        let places = members.compactMap { place(row: $0, field: index, known, table) }
        field.add(places: places.span, of: table)
      case .vector:
        field.present = UInt64(values.count)
        if isTotal { field.vectors = vectors[index]?.sums }
      case .uncounted:
        let named = members.count { $0 < names[index].count && names[index][$0] != Names.missing }
        field.present = UInt64(values.count + named)
      }
      return field
    }
    return pane
  }

  /// Counts how the answers of rows ended.
  private func countEnds(
    of members: [Int],
    _ references: [FieldReference],
    into pane: inout Pane
  ) {
    guard let field = references.firstIndex(where: { $0.name == CanonicalField.finishReason }),
      field < names.count
    else { return }
    let truncated = distinct[field].values.firstIndex(of: CanonicalField.truncated)
    for row in members where row < names[field].count && names[field][row] != Names.missing {
      pane.finished += 1
      if let truncated, names[field][row] == truncated { pane.truncated += 1 }
    }
  }

  /// Counts the scores in 0...1 of rows, with what was predicted.
  private func countScores(
    of members: [Int],
    _ references: [FieldReference],
    into pane: inout Pane
  ) {
    func index(of name: String) -> Int? {
      references.firstIndex { $0.name == name }.flatMap { $0 < numbers.count ? $0 : nil }
    }
    guard let score = index(of: CanonicalField.score) else { return }
    let prediction = index(of: CanonicalField.prediction)
    for row in members where row < numbers[score].count && (0...1).contains(numbers[score][row]) {
      let predicted = prediction.flatMap { number(row: row, field: $0) }
      pane.scores.add(
        cell: ScoreCounts.cell(of: numbers[score][row]),
        ScoreCounts.Prediction(predicted)
      )
    }
  }

  /// The number of a row, 0 or 1 for a boolean; `nil` where it has none.
  private func number(row: Int, field: Int) -> Double? {
    if row < numbers[field].count, !numbers[field][row].isNaN { return numbers[field][row] }
    guard row < names[field].count, Int(names[field][row]) < distinct[field].values.count else {
      return nil
    }
    return ["true": 1, "false": 0, "1": 1, "0": 0][distinct[field].values[Int(names[field][row])]]
  }

  /// The place of each distinct name of a field; told apart by its bytes, as in windows.
  func places(of field: Int, _ table: CategoryTable) -> [Int32] {
    let frequent = table.top.enumerated().map { (Array($1.utf8), Int32($0)) }
    let places = Dictionary(uniqueKeysWithValues: frequent)
    return distinct[field].values.map { places[Array($0.utf8)] ?? Int32(table.top.count) }
  }

  func place(
    row: Int,
    field: Int,
    _ known: [Int32],
    _ table: CategoryTable
  ) -> Int32? {
    guard row < names[field].count, names[field][row] != Names.missing else { return nil }
    let name = Int(names[field][row])
    return name < known.count ? known[name] : Int32(table.top.count)
  }
}
