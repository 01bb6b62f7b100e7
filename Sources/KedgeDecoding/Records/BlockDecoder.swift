import KedgeModel

/// Turns the lines of one block into the rows of batches.
struct BlockDecoder {
  /// Columns at which a batch ends and another begins, so that hostile names cost no memory.
  static let columnsMax = 768

  let bytes: ScanBytes
  let layout: RecordLayout
  let lineBytesMax: Int
  var scanner: LineScanner
  /// Cells of the current line, until it is certain that it becomes a row.
  let pending: Table<PendingCell>
  var pendingCount = 0
  /// For each column of the batch, the first row that has no cell.
  let filled: Table<Int32>
  var time: EventTime
  let timeIsArrival: Bool
  var batch: RecordBatch
  /// Whether columns are made of texts.
  let describesTexts: Bool
  /// Whether the numbers of embeddings are wanted.
  let keepsEmbeddings: Bool
  /// Describes them; `nil` where none is.
  var texts: RecordTexts?
  /// What the rows of the batch have beside their cells; columns at its end.
  var heads: [RecordHead] = []
  /// Texts that are not in the block: they follow it in the text of the batch.
  var made: [UInt8] = []
  var words = MadeWords()
  let known = KnownWords()
  let slots = Slots()
  var columnOf: [ExactName: Int] = [:]
  /// Batches that are complete but for their text, and the text they made.
  var finished: [(batch: RecordBatch, made: [UInt8])] = []

  /// Offset of the constants' text in the text of each batch.
  var textBase: Int { bytes.count }

  init(
    bytes: ScanBytes,
    layout: RecordLayout,
    settings: DecoderSettings,
    scanner: LineScanner,
    pending: Table<PendingCell>,
    filled: Table<Int32>,
    hint: BatchHint
  ) {
    self.bytes = bytes
    self.layout = layout
    lineBytesMax = settings.lineBytesMax
    self.scanner = scanner
    self.pending = pending
    self.filled = filled
    time = EventTime(unit: layout.timeUnit, zone: settings.timeZone)
    timeIsArrival = settings.timeIsArrival
    keepsEmbeddings = settings.optionalColumns.contains(CanonicalField.embedding.rawValue)
    describesTexts = settings.optionalColumns.contains { $0 != CanonicalField.embedding.rawValue }
    batch = RecordBatch(text: [], rowCapacity: hint.rows)
    heads.reserveCapacity(hint.rows)
    beginBatch()
  }

  /// Decodes all lines of JSON from an index on.
  mutating func decodeLines(from first: Int) {
    var index = first
    while index < bytes.count {
      let start = bytes.skipSpace(index)
      if bytes[start] == UInt8(ascii: "\n") {
        batch.blankLines += 1
        index = start + 1
        continue
      }
      let end = decodeLine(from: index, valueAt: start)
      index = end + 1
    }
    finishBatch()
  }

  /// Decodes one line; answers where its newline stands.
  @inline(__always)
  private mutating func decodeLine(from line: Int, valueAt start: Int) -> Int {
    scanner.makeRoom()
    scanner.beginLine()
    var end = ScanError.notJSON
    if bytes[start] == UInt8(ascii: "{") {
      end = scanner.scanObject(bytes, at: start)
      if end >= 0 { end = bytes.skipSpace(end) }
      if end >= 0 && bytes[end] == UInt8(ascii: "\n") && end - line <= lineBytesMax {
        finishRecord(line..<end)
        return end
      }
    }
    return rejectLine(from: line, valueAt: start, scanEnd: end)
  }

  /// Rejects a line that is no JSON object.
  @inline(never)
  private mutating func rejectLine(
    from line: Int,
    valueAt start: Int,
    scanEnd: ScanPosition
  ) -> Int {
    let end = bytes.newline(from: line)
    let range = line..<end
    if range.count > lineBytesMax {
      reject(line..<line + lineBytesMax + 1, .tooLong)
    } else if !bytes.isUTF8(range) {
      reject(range, .badUTF8)
    } else if bytes[start] == UInt8(ascii: "{") {
      reject(range, scanEnd < 0 ? ScanError.reason(of: scanEnd) : .notJSON)
    } else {
      reject(range, reasonOfOtherValue(at: start))
    }
    return end
  }

  private mutating func reasonOfOtherValue(at start: Int) -> RejectReason {
    var elements = 0
    let end = bytes.skipValue(at: start, depth: 0, elements: &elements)
    if end < 0 { return ScanError.reason(of: end) }
    return bytes[bytes.skipSpace(end)] == UInt8(ascii: "\n") ? .notObject : .notJSON
  }

  /// Adds a reject.
  mutating func reject(_ line: Range<Int>, _ reason: RejectReason, field: String? = nil) {
    batch.rejects.append(
      Reject(offset: line.lowerBound, lengthBytes: line.count, reason: reason, field: field)
    )
  }

  /// Begins a batch with the texts that any record may need.
  private mutating func beginBatch() {
    made = layout.constantText
    words = MadeWords(onto: &made, offset: textBase)
    columnOf = [:]
    for index in 0..<scanner.usedRuleCount { scanner.rules[index].column = -1 }
  }

  private mutating func fillHeads() {
    batch.kinds = heads.map { $0.kind }
    batch.lineOffsets = heads.map { $0.lineOffset }
    batch.times = heads.map { $0.time }
    batch.ids = heads.map { $0.id }
    batch.refs = heads.map { $0.ref }
    batch.models = heads.map { $0.model }
    batch.versions = heads.map { $0.version }
    heads.removeAll(keepingCapacity: true)
  }

  /// Ends a batch.
  mutating func finishBatch() {
    fillColumns()
    fillHeads()
    scanner.unknown.settle(scanner.keys)
    batch.unknownFields = scanner.unknown.counts(nodeNames: layout.nodeNames)
    scanner.unknown = UnknownFields()
    finished.append((batch, made))
  }

  /// Begins another batch where the current one has too many columns.
  mutating func splitIfWide() {
    guard batch.columnNames.count > Self.columnsMax else { return }
    finishBatch()
    batch = RecordBatch(text: [], rowCapacity: 16)
    beginBatch()
  }

  /// The index of a rule's column, made at first sight.
  @inline(__always)
  mutating func column(ofRule rule: Int) -> Int {
    let known = Int(scanner.rules[rule].column)
    return known >= 0 ? known : addColumn(ofRule: rule)
  }

  @inline(never)
  private mutating func addColumn(ofRule index: Int) -> Int {
    let rule = scanner.rules[index]
    let name: String
    if rule.collection == .unknown {
      name = layout.columnNames[Int(rule.columnName)]
    } else {
      let key = String(decoding: scanner.keys.key(of: Int(rule.edge)), as: UTF8.self)
      name = RecordLayout.columnName(key, in: rule.collection)
    }
    let column = column(named: name)
    scanner.rules[index].column = Int32(column)
    return column
  }

  /// The index of a column, made at first sight.
  mutating func column(named name: String) -> Int {
    let key = ExactName(name)
    if let known = columnOf[key] { return known }
    let column = batch.addColumn(name)
    filled[column] = 0
    columnOf[key] = column
    return column
  }
}

/// The size that a batch will probably have.
struct BatchHint {
  var rows: Int
  var columns: Int
}

/// Places of texts that stand for values in many rows.
struct MadeWords {
  var ok = TextSlice.missing
  var error = TextSlice.missing
  var chat = TextSlice.missing
  var predict = TextSlice.missing
  var thumbs = TextSlice.missing
  var isTrue = TextSlice.missing
  var isFalse = TextSlice.missing
  /// In order of the cases of `FinishReason`.
  var finishReasons: [TextSlice] = []

  init() {}

  /// Appends the words to a text that follows `offset` bytes.
  init(onto text: inout [UInt8], offset: Int) {
    func add(_ word: String) -> TextSlice {
      let slice = TextSlice(
        offset: UInt32(offset + text.count),
        lengthBytes: UInt32(word.utf8.count)
      )
      text.append(contentsOf: word.utf8)
      return slice
    }
    ok = add("ok")
    error = add("error")
    chat = add("chat")
    predict = add("predict")
    thumbs = add("thumbs")
    isTrue = add("true")
    isFalse = add("false")
    finishReasons = FinishReason.allCases.map { add($0.rawValue) }
  }
}
