import KedgeModel

/// The names of the columns of one CSV stream.
///
/// The caller reads it from the first block of a stream, keeps it with the stream, and passes it
/// with each block.
public struct CSVHeader: Equatable, Sendable {
  /// The names, in order.
  public var columns: [String]

  /// Makes a header of names.
  public init(columns: [String]) {
    self.columns = columns
  }

  /// Reads the header from the first block of a stream.
  ///
  /// - Returns: the columns of the settings where they name some; `nil` where the block has no
  ///   record or its first one is no UTF-8.
  public init?(firstBlock block: [UInt8], settings: CSVSettings) {
    if let columns = settings.columns {
      self.columns = columns
      return
    }
    let columns = ScanBytes.lendCopy(of: block) { bytes -> [String]? in
      var reader = CSVReader(bytes: bytes, delimiter: settings.delimiter.byte)
      guard let record = reader.readHeader() else { return nil }
      guard bytes.isUTF8(record.range) else { return nil }
      return reader.cells.map { cell in
        String(decoding: reader.text(of: cell), as: UTF8.self)
      }
    }
    guard let columns else { return nil }
    self.columns = columns
  }

  /// Whether this first line is a row below another header: as long, with a cell that begins as a
  /// number or a time does, and with less than half of its names.
  public func isRow(of header: CSVHeader) -> Bool {
    let known = columns.count { name in header.columns.contains { $0.equalsByBytes(name) } }
    let hasNumber = columns.contains { cell in
      cell.utf8.first.map { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") } ?? false
    }
    return columns.count == header.columns.count && known * 2 < columns.count && hasNumber
  }
}
