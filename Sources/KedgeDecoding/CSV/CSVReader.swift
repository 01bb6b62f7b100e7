/// Reads the cells of one record of CSV after the other.
struct CSVReader {
  /// One cell.
  struct Cell {
    /// Its bytes, without the quotes around them.
    var range: Range<Int>
    /// Whether quotes inside have to be taken away to read it.
    var isQuotedTwice: Bool
  }

  /// A record, or the line that could not become one.
  struct Record {
    /// The bytes without the newline.
    var range: Range<Int>
    /// Whether a quote is not closed.
    var isBroken: Bool
  }

  let bytes: ScanBytes
  let delimiter: UInt8
  /// The next byte.
  var index = 0
  /// The cells of the record that was read last.
  private(set) var cells: [Cell] = []
  /// Lines without content that have been passed.
  private(set) var blankLines = 0

  init(bytes: ScanBytes, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
  }

  /// Reads the header: the first record, a byte order mark before it left out.
  mutating func readHeader() -> Record? {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { index = 3 }
    return read()
  }

  /// Reads the next record, or answers `nil` at the end.
  mutating func read() -> Record? {
    while index < bytes.count {
      let end = bytes.newline(from: index)
      guard isBlank(index..<end) else { return readRecord() }
      blankLines += 1
      index = end + 1
    }
    return nil
  }

  /// Goes on behind the first line of a record that was too long.
  mutating func restart(behindLineAt start: Int) {
    index = bytes.newline(from: start) + 1
  }

  private func isBlank(_ line: Range<Int>) -> Bool {
    line.allSatisfy { bytes[$0] == UInt8(ascii: "\r") }
  }

  private mutating func readRecord() -> Record {
    let start = index
    cells.removeAll(keepingCapacity: true)
    while true {
      guard let cell = readCell(recordStart: start) else {
        let end = bytes.newline(from: start)
        index = end + 1
        return Record(range: start..<end, isBroken: true)
      }
      cells.append(cell)
      if bytes[index] == UInt8(ascii: "\n") { break }
      index += 1
    }
    let end = index
    index += 1
    return Record(range: start..<end, isBroken: false)
  }

  /// Reads a cell up to the delimiter or newline behind it; `nil` where its quote is not closed.
  private mutating func readCell(recordStart: Int) -> Cell? {
    let start = index
    guard bytes[start] == UInt8(ascii: "\"") else {
      skipPlain()
      return Cell(range: start..<plainEnd(from: start), isQuotedTwice: false)
    }
    index += 1
    guard let close = skipQuoted(recordStart: recordStart) else { return nil }
    let isWhole =
      bytes[index] == delimiter || bytes[index] == UInt8(ascii: "\n")
      || (bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] == UInt8(ascii: "\n"))
    skipPlain()
    if isWhole && !close.hasQuotes {
      return Cell(range: start + 1..<close.end, isQuotedTwice: false)
    }
    return Cell(range: start..<plainEnd(from: start), isQuotedTwice: true)
  }

  private mutating func skipPlain() {
    while bytes[index] != delimiter && bytes[index] != UInt8(ascii: "\n") { index += 1 }
  }

  /// The end of a cell at whose delimiter the reading stands, without a carriage return before LF.
  private func plainEnd(from start: Int) -> Int {
    let isReturn =
      bytes[index] == UInt8(ascii: "\n") && index > start && bytes[index - 1] == UInt8(ascii: "\r")
    return isReturn ? index - 1 : index
  }

  /// Skips to behind the closing quote; answers where it stands and whether quotes come before it.
  private mutating func skipQuoted(recordStart: Int) -> (end: Int, hasQuotes: Bool)? {
    var hasQuotes = false
    var hasNewline = false
    while true {
      let byte = bytes[index]
      if index >= bytes.count { return nil }
      hasNewline = hasNewline || byte == UInt8(ascii: "\n")
      if hasNewline && index - recordStart >= CSVSettings.quotedBytesMax { return nil }
      index += 1
      guard byte == UInt8(ascii: "\"") else { continue }
      guard bytes[index] == UInt8(ascii: "\"") else { return (index - 1, hasQuotes) }
      hasQuotes = true
      index += 1
    }
  }

  /// The text of a cell.
  func text(of cell: Cell) -> [UInt8] {
    guard cell.isQuotedTwice else { return bytes.copy(cell.range) }
    var text: [UInt8] = []
    var place = CSVBoundary.Place.cellStart
    for index in cell.range {
      let byte = bytes[index]
      let isQuote = byte == UInt8(ascii: "\"")
      // The quotes that open and close the cell, and the first of two, are no text.
      let isSyntax = isQuote && (place == .cellStart || place == .quoted)
      if !isSyntax { text.append(byte) }
      place = place.after(byte, delimiter: delimiter)
    }
    return text
  }
}
