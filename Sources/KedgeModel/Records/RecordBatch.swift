/// The records of one block of bytes, as columns.
///
/// Made by the decoder, read by the engine. A row is one record; rows keep the order of their lines.
/// Every text is a slice of `text`, so that a record owns no memory of its own.
public struct RecordBatch: Sendable {
  /// The bytes that slices point into: the block, then texts that had to be unescaped or made.
  public var text: [UInt8]
  /// What each row is.
  public var kinds: [RecordKind] = []
  /// Offset of each row's line in the block.
  public var lineOffsets: [UInt32] = []
  /// Event time of each row; `arrivalTime` where the row takes the time at which it is admitted.
  public var times: [Timestamp] = []
  /// The row's own id, or `.missing`.
  public var ids: [TextSlice] = []
  /// The id that feedback and labels name, or `.missing`.
  public var refs: [TextSlice] = []
  /// The model, or `.missing` where a `ref` stands for it.
  public var models: [TextSlice] = []
  /// The version, or `.missing`.
  public var versions: [TextSlice] = []
  /// Names of the columns: fields of FORMATS 1, `segment.KEY`, or features by their own name.
  public private(set) var columnNames: [String] = []
  /// Lines that became no record, in order of offset.
  public var rejects: [Reject] = []
  /// Lines without content.
  public var blankLines = 0
  /// Integers beyond 2^53 that were taken as the nearest double.
  public var roundedNumbers = 0
  /// Values that were left out of their records, by reason.
  public var leftOut: [RejectReason: Int] = [:]
  /// Names and values that were longer than their limit and have been shortened.
  public var shortenedTexts = 0
  /// Unknown fields and how often each was met, in order of first sight; at most 64.
  public var unknownFields: [FieldCount] = []

  /// Hashes of the names that rows are looked up by.
  public private(set) var hashes = NameHashes()

  /// All cells, column after column, `rowCapacity` cells each; what follows has no meaning.
  public var cells: [Cell] = []
  /// Rows that each column has room for.
  public private(set) var rowCapacity: Int
  private var lease = CellMemory.Lease()

  /// The event time of a row that takes the time of its admission.
  public static let arrivalTime = Timestamp(nanoseconds: .min)

  /// Makes an empty batch over `text` with room for `rowCapacity` rows.
  ///
  public init(text: [UInt8], rowCapacity: Int) {
    self.text = text
    self.rowCapacity = max(rowCapacity, 1)
  }

  /// Takes the cells of an earlier batch, which keep their old values until they are written.
  ///
  /// - Parameters:
  ///   - memory: What an earlier batch left; empty afterwards.
  ///   - columnCapacity: Columns for whose cells memory is taken at once.
  /// - Precondition: the batch has no column yet.
  public mutating func takeCells(of memory: inout CellMemory, columnCapacity: Int) {
    precondition(columnNames.isEmpty, "cells are taken before the first column")
    swap(&cells, &memory.cells)
    swap(&lease, &memory.lease)
    cells.reserveCapacity(rowCapacity * columnCapacity)
  }

  /// The cells, to be used again when no copy of the batch is left.
  public var memory: CellMemory { CellMemory(lease: lease, cells: cells) }

  /// Number of records.
  public var count: Int { kinds.count }

  /// Adds a column without values; in cells that were taken over, values are undefined.
  ///
  /// - Returns: its index.
  public mutating func addColumn(_ name: String) -> Int {
    columnNames.append(name)
    let absent = columnNames.count * rowCapacity - cells.count
    if absent > 0 { cells.append(contentsOf: repeatElement(Cell.missing, count: absent)) }
    return columnNames.count - 1
  }

  /// The cells of one column, one per row.
  public func column(_ index: Int) -> ArraySlice<Cell> {
    cells[(index * rowCapacity)..<(index * rowCapacity + count)]
  }

  /// The cell of a row in a column.
  @inlinable
  public subscript(row row: Int, column column: Int) -> Cell {
    get { cells[column * rowCapacity + row] }
    set { cells[column * rowCapacity + row] = newValue }
  }

  /// Makes room for twice as many rows.
  ///
  /// - Complexity: O(cells).
  public mutating func growRows() {
    let old = rowCapacity
    var grown: [Cell] = []
    grown.reserveCapacity(columnNames.count * old * 2)
    for column in columnNames.indices {
      grown.append(contentsOf: cells[(column * old)..<((column + 1) * old)])
      grown.append(contentsOf: repeatElement(Cell.missing, count: old))
    }
    cells = grown
    rowCapacity = old * 2
  }

  /// The batch with the names of its rows hashed under a key, unless they are.
  public func withHashedNames(under key: HashKey) -> RecordBatch {
    guard hashes.key != key else { return self }
    var batch = self
    batch.hashes = NameHashes(of: self, under: key)
    return batch
  }

  /// The bytes of a slice.
  public func bytes(_ slice: TextSlice) -> ArraySlice<UInt8> {
    text[Int(slice.offset)..<Int(slice.offset + slice.lengthBytes)]
  }

  /// Appends the numbers of a vector's slice to a list.
  public func appendNumbers(of slice: TextSlice, to numbers: inout [Double]) {
    let start = Int(slice.offset)
    for place in 0..<Int(slice.lengthBytes) / 8 {
      var bits: UInt64 = 0
      for byte in 0..<8 { bits |= UInt64(text[start + 8 * place + byte]) << UInt64(8 * byte) }
      numbers.append(Double(bitPattern: bits))
    }
  }

  /// The text of a slice; the decoder has checked that it is UTF-8.
  public func string(_ slice: TextSlice) -> String {
    String(decoding: bytes(slice), as: UTF8.self)
  }
}

/// A place in the text of a batch.
public struct TextSlice: Equatable, Sendable {
  /// Offset of the first byte.
  public var offset: UInt32
  /// Length in bytes.
  public var lengthBytes: UInt32

  /// Makes a slice.
  @inlinable
  public init(offset: UInt32, lengthBytes: UInt32) {
    self.offset = offset
    self.lengthBytes = lengthBytes
  }

  /// No text.
  @inlinable
  public static var missing: TextSlice { TextSlice(offset: .max, lengthBytes: 0) }

  /// Whether there is no text.
  @inlinable
  public var isMissing: Bool { offset == .max }
}

/// How often a field was met.
public struct FieldCount: Equatable, Sendable {
  /// The field's name.
  public var name: String
  /// How often.
  public var count: Int

  /// Makes a count.
  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}
