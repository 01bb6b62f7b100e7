/// Finds where records of CSV end: at a newline outside quotes.
///
/// A quote opens a quoted cell only as its first byte; inside, two quotes are one. A record that
/// spans lines and is longer than 64 KiB ends with its first line, which the decoder rejects: a
/// quote that is never closed costs one line and not the rest of the file.
struct CSVBoundary: Equatable, Sendable {
  /// Where in a cell the reading stands.
  enum Place: Equatable, Sendable {
    case cellStart, plain, quoted, quoteInQuoted
  }

  /// Where the record that is read began.
  private(set) var recordStart = 0
  private let delimiter: UInt8
  private var place = Place.cellStart
  /// The next byte to be read.
  private var next = 0
  /// The first newline inside quotes of the record.
  private var firstNewline: Int?

  init(delimiter: UInt8?) {
    self.delimiter = delimiter ?? UInt8(ascii: ",")
  }

  /// Reads on to the end of the bytes, which begin like those of the last call.
  ///
  /// - Returns: true where the record that is read has more than `recordBytesMax` bytes.
  mutating func advance(over bytes: [UInt8], recordBytesMax: Int) -> Bool {
    while next < bytes.count && next - recordStart <= recordBytesMax {
      if place == .quoted, let newline = firstNewline ?? (bytes[next] == 0x0A ? next : nil),
        next - recordStart >= CSVSettings.quotedBytesMax
      {
        beginRecord(at: newline + 1)
        continue
      }
      read(bytes[next])
    }
    return next - recordStart > recordBytesMax
  }

  /// Begins anew, with bytes of which none has been read.
  mutating func restart() {
    beginRecord(at: 0)
  }

  /// Forgets bytes at the start, which belong to records that have ended.
  mutating func drop(_ count: Int) {
    recordStart -= count
    next -= count
    firstNewline = firstNewline.map { $0 - count }
  }

  private mutating func beginRecord(at index: Int) {
    (recordStart, next, place, firstNewline) = (index, index, .cellStart, nil)
  }

  private mutating func read(_ byte: UInt8) {
    let isNewline = byte == UInt8(ascii: "\n")
    if isNewline && place != .quoted { return beginRecord(at: next + 1) }
    if isNewline && firstNewline == nil { firstNewline = next }
    place = place.after(byte, delimiter: delimiter)
    next += 1
  }
}

extension CSVBoundary.Place {
  /// The place behind a byte that ends no record.
  func after(_ byte: UInt8, delimiter: UInt8) -> CSVBoundary.Place {
    let isQuote = byte == UInt8(ascii: "\"")
    switch self {
    case .cellStart: return isQuote ? .quoted : byte == delimiter ? .cellStart : .plain
    case .plain: return byte == delimiter ? .cellStart : .plain
    case .quoted: return isQuote ? .quoteInQuoted : .quoted
    case .quoteInQuoted: return isQuote ? .quoted : byte == delimiter ? .cellStart : .plain
    }
  }
}
