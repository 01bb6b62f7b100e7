public import KedgeModel

/// Turns blocks of lines into batches of records.
///
/// The result is a function of the block's bytes, of the settings and, for CSV, of the header. What
/// the decoder remembers between blocks is the order of keys, which changes its speed and nothing
/// else; each worker has a decoder of its own.
public struct RecordDecoder: Sendable {
  /// The settings.
  public let settings: DecoderSettings

  private var layout: RecordLayout
  private var rules: [FieldRule]
  private var values: [RawValue]
  private var touched: [UInt16]
  private var frames: [LineScanner.Frame]
  private var pending: [PendingCell]
  private var filled: [Int32]
  private var pool = CellPool()
  private var texts: RecordTexts?
  private var stamp: UInt32 = 0
  /// Bytes of a row in the last block, from which room for the next one's rows is guessed.
  private var rowBytes = 256
  /// Columns of the last batch.
  private var columnsHint = 0

  /// The names of the canonical fields that a mapping may fill.
  public static let fieldNames = CanonicalField.allCases.filter { !$0.isContainer }
    .map(\.rawValue)

  /// Makes a decoder.
  ///
  /// - Throws: `DecoderSettingsError` where the settings name a field that does not exist, or one
  ///   field twice, or a source that the format does not have.
  public init(_ settings: DecoderSettings) throws(DecoderSettingsError) {
    self.settings = settings
    layout = try RecordLayout(settings)
    texts = RecordTexts(columns: settings.optionalColumns)
    rules = layout.rules + Array(repeating: .silent, count: KeyTables.learnedMax)
    let slots = layout.tables.slotCapacity
    values = Array(repeating: .missing, count: slots)
    touched = Array(repeating: 0, count: slots + 1)
    // Defaults may follow the fields of a line.
    let none = PendingCell(cell: .missing, column: 0, firstEmpty: 0)
    let made = 8 + TextColumn.all.count
    pending = Array(repeating: none, count: slots + made)
    // A line that begins below the limit of columns may add one for each slot, and defaults.
    filled = Array(repeating: 0, count: BlockDecoder.columnsMax + slots + made)
    frames = Array(repeating: .init(node: 0, previous: 0, members: 0), count: nestingMax)
    CellPool.makeAllocatorKeepBlocks()
  }

  /// Decodes a block that a `LineCutter` has cut.
  ///
  /// - Parameters:
  ///   - block: Whole lines of one stream.
  ///   - csvHeader: The header of the stream; for CSV only.
  /// - Returns: batches whose rows together are those of the block, in order: one, but for blocks
  ///   with hundreds of different names. Offsets count from the block's first byte.
  /// - Complexity: O(bytes).
  public mutating func decode(
    _ block: consuming LineBlock,
    csvHeader: CSVHeader? = nil
  ) -> [RecordBatch] {
    if block.isTooLong {
      var batch = RecordBatch(text: [], rowCapacity: 1)
      batch.rejects = [
        Reject(offset: 0, lengthBytes: settings.lineBytesMax + 1, reason: .tooLong)
      ]
      return [batch]
    }
    let startsStream = block.startsStream
    return decode(
      block.bytes,
      BlockPlace(startsStream: startsStream, mayHaveMark: false),
      csvHeader
    )
  }

  /// Decodes the bytes of a block.
  ///
  /// - Parameters:
  ///   - block: Whole lines, the last one with or without its newline; less than 4 GiB.
  ///   - startsStream: Whether the first line is that of its stream: a byte order mark and a CSV
  ///     header are left out there.
  ///   - csvHeader: The header of the stream; for CSV only. Without one, the first record of a
  ///     block that starts a stream is taken.
  /// - Returns: batches whose rows together are those of the block, in order.
  public mutating func decode(
    _ block: consuming [UInt8],
    startsStream: Bool,
    csvHeader: CSVHeader? = nil
  ) -> [RecordBatch] {
    decode(block, BlockPlace(startsStream: startsStream, mayHaveMark: startsStream), csvHeader)
  }

  /// Where a block stands in its stream.
  struct BlockPlace {
    var startsStream: Bool
    /// Whether a byte order mark is taken away; a cutter has done so already.
    var mayHaveMark: Bool
  }

  private mutating func decode(
    _ block: consuming [UInt8],
    _ place: BlockPlace,
    _ csvHeader: CSVHeader?
  ) -> [RecordBatch] {
    let count = block.count
    precondition(count < Int(UInt32.max), "a block of 4 GiB or more")
    var header = csvHeader
    if header == nil, let csv = settings.csv, place.startsStream || csv.columns != nil {
      header = CSVHeader(firstBlock: copy block, settings: csv)
    }
    resetStamps(linesMax: count)
    var text = ScanBytes.padded(block)
    let finished = ScanBytes.lend(text) { bytes in
      decode(bytes, place, header: header)
    }
    text.removeLast(text.count - count)
    let rows = finished.reduce(0) { $0 + $1.batch.count }
    if rows > 0 { rowBytes = max(count / rows, 16) }
    columnsHint = min(finished.last?.batch.columnNames.count ?? 0, 64)
    if let batch = finished.last?.batch { pool.keep(batch) }
    return Self.join(finished, text)
  }

  /// Gives each batch its text: the block, then what was made.
  ///
  /// The last one takes the block itself.
  private static func join(
    _ parts: consuming [(batch: RecordBatch, made: [UInt8])],
    _ block: consuming [UInt8]
  ) -> [RecordBatch] {
    var batches: [RecordBatch] = []
    batches.reserveCapacity(parts.count)
    let last = parts.removeLast()
    for part in parts {
      var batch = part.batch
      batch.text = block + part.made
      batches.append(batch)
    }
    block.append(contentsOf: last.made)
    var batch = last.batch
    batch.text = block
    batches.append(batch)
    return batches
  }

  /// Begins the numbers of lines anew before they run out.
  private mutating func resetStamps(linesMax: Int) {
    guard UInt32.max - stamp <= UInt32(linesMax) + 1 else { return }
    stamp = 0
    for index in values.indices { values[index].stamp = 0 }
    layout.tables.forgetStamps()
  }

  private mutating func decode(
    _ bytes: ScanBytes,
    _ place: BlockPlace,
    header: CSVHeader?
  ) -> [(batch: RecordBatch, made: [UInt8])] {
    var counts = layout.tables.counts
    var stamp = stamp
    // A little more than the last block had, for growing moves all cells.
    let rowsHint = min(bytes.count / rowBytes * 9 / 8 + 16, 1 << 20)
    let hint = BatchHint(rows: rowsHint, columns: columnsHint)
    let settings = settings
    var memory = pool.take()
    var texts: RecordTexts?
    swap(&texts, &self.texts)
    let finished = withTables { tables, layout in
      let scanner = LineScanner(
        keys: LentKeys(
          edges: tables.edges,
          nodes: tables.nodes,
          keyBytes: tables.keyBytes,
          buckets: tables.buckets,
          counts: counts,
          fixed: layout.tables.fixed
        ),
        values: tables.values,
        touched: tables.touched,
        frames: tables.frames,
        rules: tables.rules,
        stamp: stamp
      )
      var decoder = BlockDecoder(
        bytes: bytes,
        layout: layout,
        settings: settings,
        scanner: scanner,
        pending: tables.pending,
        filled: tables.filled,
        hint: hint
      )
      decoder.batch.takeCells(of: &memory, columnCapacity: hint.columns)
      swap(&texts, &decoder.texts)
      decoder.run(settings, place, header: header)
      swap(&texts, &decoder.texts)
      counts = decoder.scanner.keys.counts
      stamp = decoder.scanner.stamp
      return decoder.finished
    }
    self.layout.tables.counts = counts
    self.stamp = stamp
    self.texts = texts
    return finished
  }

  /// The tables of the scanner, lent for one block.
  private struct Tables {
    var edges: Table<Edge>
    var nodes: Table<Node>
    var keyBytes: Table<UInt8>
    var buckets: Table<UInt16>
    var values: Table<RawValue>
    var touched: Table<UInt16>
    var frames: Table<LineScanner.Frame>
    var rules: Table<FieldRule>
    var pending: Table<PendingCell>
    var filled: Table<Int32>
  }

  /// Lends the tables; they are moved out for that time, so that none is copied when it changes.
  private mutating func withTables<Result>(_ body: (Tables, RecordLayout) -> Result) -> Result {
    var (edges, nodes) = (Self.take(&layout.tables.edges), Self.take(&layout.tables.nodes))
    var (keys, buckets) = (Self.take(&layout.tables.keyBytes), Self.take(&layout.tables.buckets))
    var (values, touched) = (Self.take(&self.values), Self.take(&self.touched))
    var (frames, rules) = (Self.take(&self.frames), Self.take(&self.rules))
    var (pending, filled) = (Self.take(&self.pending), Self.take(&self.filled))
    let layout = layout
    defer {
      (self.pending, self.filled) = (pending, filled)
      self.layout.tables.edges = edges
      self.layout.tables.nodes = nodes
      self.layout.tables.keyBytes = keys
      self.layout.tables.buckets = buckets
      (self.values, self.touched, self.frames, self.rules) = (values, touched, frames, rules)
    }
    return Table.lend(&edges) { edges in
      Table.lend(&nodes) { nodes in
        Table.lend(&keys) { keys in
          Table.lend(&buckets) { buckets in
            Table.lend(&values) { values in
              Table.lend(&touched) { touched in
                Table.lend(&frames) { frames in
                  Table.lend(&rules) { rules in
                    Table.lend(&pending) { pending in
                      Table.lend(&filled) { filled in
                        body(
                          Tables(
                            edges: edges,
                            nodes: nodes,
                            keyBytes: keys,
                            buckets: buckets,
                            values: values,
                            touched: touched,
                            frames: frames,
                            rules: rules,
                            pending: pending,
                            filled: filled
                          ),
                          layout
                        )
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private static func take<Element>(_ array: inout [Element]) -> [Element] {
    let taken = array
    array = []
    return taken
  }
}

extension BlockDecoder {
  /// Decodes the whole block.
  mutating func run(
    _ settings: DecoderSettings,
    _ place: RecordDecoder.BlockPlace,
    header: CSVHeader?
  ) {
    switch settings.format {
    case .canonical:
      let hasMark =
        place.mayHaveMark && bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB
        && bytes[2] == 0xBF
      decodeLines(from: hasMark ? 3 : 0)
    case .csv(let csv):
      decodeRecords(
        csv,
        settings.features.others,
        header: header,
        startsStream: place.startsStream
      )
    }
  }
}
