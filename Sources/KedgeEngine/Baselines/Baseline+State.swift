import KedgeModel
import KedgeStatistics

extension Baseline {
  /// The id of its content.
  var contentID: String {
    var writer = ByteWriter()
    encodeContent(into: &writer)
    return Baseline.contentID(writer.bytes)
  }

  /// The id of content as bytes.
  static func contentID(_ content: [UInt8]) -> String {
    String(Digest.base32(content).prefix(26))
  }

  /// Appends the baseline to stored state.
  func encode(into writer: inout ByteWriter) {
    writer.write(id)
    encodeContent(into: &writer)
  }

  private func encodeContent(into writer: inout ByteWriter) {
    writer.write(version)
    writer.write(count: records)
    writer.write(signed: start.nanoseconds)
    writer.write(signed: end.nanoseconds)
    switch pane {
    case .time(let nanoseconds):
      writer.write(byte: 0)
      writer.write(signed: nanoseconds)
    case .records(let count):
      writer.write(byte: 1)
      writer.write(count: count)
    }
    writer.write(list: fields) { $1.encode(into: &$0) }
    writer.write(list: segments) { writer, segment in
      writer.write(list: segment.segment) { $1.encode(into: &$0) }
      segment.pane.encode(into: &writer)
      writer.write(list: segment.norms) { $1.spread.encode(into: &$0) }
    }
  }

  /// The same baseline with its tables of names under another key: that of the engine it is given to.
  func hashed(under key: HashKey) -> Baseline {
    var writer = ByteWriter()
    encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    do {
      return try Baseline(from: &reader, hash: KeyedHash(key))
    } catch {
      preconditionFailure("a baseline reads what it wrote: \(error)")
    }
  }

  /// Reads a baseline from stored state.
  init(from reader: inout ByteReader, hash: KeyedHash) throws(StateError) {
    id = try reader.readText()
    version = try reader.readText()
    records = try reader.readCount()
    start = Timestamp(nanoseconds: try reader.readSigned())
    end = Timestamp(nanoseconds: try reader.readSigned())
    switch try reader.readByte() {
    case 0: pane = .time(try reader.readSigned())
    case 1: pane = .records(try reader.readCount())
    case let other: throw StateError("panes of kind \(other)")
    }
    let fields = try reader.readList { reader throws(StateError) in
      try FieldReference(from: &reader, hash: hash)
    }
    self.fields = fields
    segments = try reader.readList { reader throws(StateError) in
      let segment = try reader.readList { reader throws(StateError) in
        try SegmentValue(from: &reader)
      }
      let pane = try Pane(from: &reader, references: fields)
      let spreads = try reader.readList { reader throws(StateError) in
        try FieldSpread(from: &reader)
      }
      guard spreads.count == fields.count else { throw StateError("spreads of other fields") }
      return SegmentBaseline(segment: segment, pane: pane, spreads: spreads, references: fields)
    }
  }
}

extension SegmentValue {
  func encode(into writer: inout ByteWriter) {
    writer.write(key)
    writer.write(value)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    self.init(key: try reader.readText(), value: try reader.readText())
  }
}

extension FieldReference {
  func encode(into writer: inout ByteWriter) {
    writer.write(name)
    writer.write(type.rawValue)
    switch shape {
    case .uncounted:
      writer.write(byte: 0)
    case .numeric(let numeric):
      writer.write(byte: 1)
      numeric.encode(into: &writer)
    case .categorical(let table):
      writer.write(byte: 2)
      writer.write(list: table.top) { $0.write($1) }
      writer.write(list: table.rest) { $0.write($1) }
    case .vector(let reference):
      writer.write(byte: 3)
      writer.write(count: reference.dimension)
      writer.write(list: reference.unitShifts) { $0.write($1) }
    }
  }

  init(from reader: inout ByteReader, hash: KeyedHash) throws(StateError) {
    name = try reader.readText()
    let word = try reader.readText()
    guard let type = FieldType(rawValue: word) else { throw StateError("field type \(word)") }
    self.type = type
    switch try reader.readByte() {
    case 0: shape = .uncounted
    case 1: shape = .numeric(try NumericReference(from: &reader))
    case 2:
      let top = try reader.readList { reader throws(StateError) in try reader.readText() }
      let rest = try reader.readList { reader throws(StateError) in try reader.readText() }
      shape = .categorical(CategoryTable(top: top, rest: rest, hash: hash))
    case 3:
      let dimension = try reader.readCount()
      let shifts = try reader.readList { reader throws(StateError) in try reader.readDouble() }
      guard (1...EmbeddingSums.dimensionMax).contains(dimension), shifts.allSatisfy(\.isFinite)
      else { throw StateError("vectors of \(dimension) coordinates") }
      shape = .vector(VectorReference(dimension: dimension, unitShifts: shifts))
    case let other: throw StateError("shape \(other) of field \(name)")
    }
  }
}

extension FieldSpread {
  func encode(into writer: inout ByteWriter) {
    values.encode(into: &writer)
    scores.encode(into: &writer)
    writer.write(novelty != nil)
    if let novelty {
      writer.write(novelty.values)
      writer.write(novelty.novel)
      writer.write(novelty.inflation)
    }
    writer.write(list: chunks.sorted { $0.key < $1.key }) { writer, chunk in
      writer.write(chunk.key)
      writer.write(count: chunk.value.count)
      writer.write(chunk.value.mean)
      writer.write(chunk.value.deviation)
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    values = try PaneSpread(from: &reader)
    scores = try PaneSpread(from: &reader)
    if try reader.readBool() {
      novelty = NoveltyDetector.Baseline(
        values: try reader.readDouble(),
        novel: try reader.readDouble(),
        inflation: try reader.readDouble()
      )
    }
    for _ in 0..<(try reader.readCount()) {
      let kind = try reader.readText()
      let spread = ChunkSpread(
        count: try reader.readCount(),
        mean: try reader.readDouble(),
        deviation: try reader.readDouble()
      )
      guard let spread else { throw StateError("a spread of \(kind) that is none") }
      chunks[kind] = spread
    }
  }
}

extension PaneSpread {
  func encode(into writer: inout ByteWriter) {
    writer.write(count: panes)
    writer.write(mean)
    writer.write(betweenVariance)
    writer.write(inflation)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    panes = try reader.readCount()
    mean = try reader.readDouble()
    betweenVariance = try reader.readDouble()
    inflation = try reader.readDouble()
  }
}

extension NumericReference {
  func encode(into writer: inout ByteWriter) {
    writer.write(grid: grid.state)
    writer.write(scale.shift)
    writer.write(signed: Int64(scale.spreadExponent))
    writer.write(exactGrid != nil)
    if let exactGrid { writer.write(grid: exactGrid.state) }
    writer.write(list: equalWidth?.borders ?? []) { $0.write($1) }
    writer.write(quartileRange)
    writer.write(skewness)
  }

  convenience init(from reader: inout ByteReader) throws(StateError) {
    let grid = DriftGrid(state: try reader.readGrid())
    let shift = try reader.readDouble()
    let exponent = Int(try reader.readSigned())
    guard shift.isFinite, (-400...400).contains(exponent) else {
      throw StateError("scale of a baseline")
    }
    let exact = try reader.readBool() ? DriftGrid(state: try reader.readGrid()) : nil
    let borders = try reader.readList { reader throws(StateError) in try reader.readDouble() }
    self.init(
      grid: grid,
      scale: Moments.Scale(shift: shift, spreadExponent: exponent),
      exactGrid: exact,
      equalWidth: borders.isEmpty ? nil : EqualWidthGrid(borders: borders),
      quartileRange: try reader.readDouble(),
      skewness: try reader.readDouble()
    )
  }
}

extension ByteWriter {
  fileprivate mutating func write(grid state: DriftGrid.State) {
    switch state.layout {
    case .quantiles: write(byte: 0)
    case .values: write(byte: 1)
    case .gaps: write(byte: 2)
    }
    write(list: state.edges) { $0.write($1) }
    write(list: state.quantiles) { $0.write($1) }
    write(signed: Int64(state.sumUnitExponent))
  }
}

extension ByteReader {
  fileprivate mutating func readGrid() throws(StateError) -> DriftGrid.State {
    let layout: DriftGrid.Layout
    switch try readByte() {
    case 0: layout = .quantiles
    case 1: layout = .values
    case 2: layout = .gaps
    case let other: throw StateError("grid layout \(other)")
    }
    let edges = try readList { reader throws(StateError) in try reader.readDouble() }
    let quantiles = try readList { reader throws(StateError) in try reader.readDouble() }
    let exponent = Int(try readSigned())
    guard !edges.isEmpty, edges.allSatisfy(\.isFinite), (-900...800).contains(exponent),
      zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw StateError("edges of a grid") }
    return DriftGrid.State(
      layout: layout,
      edges: edges,
      quantiles: quantiles,
      sumUnitExponent: exponent
    )
  }
}
