import KedgeDecoding
import KedgeModel

/// A batch as values that can be compared, whatever the order of its columns.
struct DecodedRow: Equatable {
  var kind: RecordKind
  var time: Timestamp
  var id: String?
  var ref: String?
  var model: String?
  var version: String?
  var cells: [String: DecodedCell] = [:]
}

enum DecodedCell: Equatable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  case number(Double)
  case text(String)
  case boolean(Bool)
  case vector([Double])
  case rejected(RejectReason)

  init(stringLiteral value: String) { self = .text(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
}

struct DecodedReject: Equatable {
  var offset: Int
  var lengthBytes: Int
  var reason: RejectReason
  var field: String?
}

/// What a stream decoded to.
struct Decoded: Equatable {
  var rows: [DecodedRow] = []
  var offsets: [Int] = []
  var rejects: [DecodedReject] = []
  var blankLines = 0
  var roundedNumbers = 0
  var shortenedTexts = 0
  var unknown: [String: Int] = [:]

  mutating func add(_ batch: RecordBatch, at offset: Int) {
    var leftOut: [RejectReason: Int] = [:]
    for row in 0..<batch.count {
      func text(_ slice: TextSlice) -> String? { slice.isMissing ? nil : batch.string(slice) }
      var decoded = DecodedRow(
        kind: batch.kinds[row],
        time: batch.times[row],
        id: text(batch.ids[row]),
        ref: text(batch.refs[row]),
        model: text(batch.models[row]),
        version: text(batch.versions[row])
      )
      for (column, name) in batch.columnNames.enumerated() {
        decoded.cells[name] = cell(batch[row: row, column: column], batch)
      }
      for case .rejected(let reason) in decoded.cells.values { leftOut[reason, default: 0] += 1 }
      rows.append(decoded)
      offsets.append(offset + Int(batch.lineOffsets[row]))
    }
    for reject in batch.rejects {
      rejects.append(
        DecodedReject(
          offset: offset + reject.offset,
          lengthBytes: reject.lengthBytes,
          reason: reject.reason,
          field: reject.field
        )
      )
    }
    precondition(leftOut == batch.leftOut, "\(leftOut) are left out, not \(batch.leftOut)")
    blankLines += batch.blankLines
    roundedNumbers += batch.roundedNumbers
    shortenedTexts += batch.shortenedTexts
    for field in batch.unknownFields { unknown[field.name, default: 0] += field.count }
  }

  private func numbers(of cell: Cell, _ batch: RecordBatch) -> [Double] {
    var numbers: [Double] = []
    batch.appendNumbers(of: cell.slice, to: &numbers)
    return numbers
  }

  private func cell(_ cell: Cell, _ batch: RecordBatch) -> DecodedCell? {
    switch cell.kind {
    case .missing: nil
    case .number: .number(cell.number)
    case .text: .text(batch.string(cell.slice))
    case .boolean: .boolean(cell.boolean)
    case .vector: .vector(numbers(of: cell, batch))
    case .wrongType: .rejected(.type)
    case .outOfRange: .rejected(.range)
    case .tooMany: .rejected(.tooMany)
    case .inconsistent: .rejected(.usageInconsistent)
    }
  }
}

/// Decodes a whole text as one block.
func decode(
  _ text: String,
  _ settings: DecoderSettings = DecoderSettings(),
  startsStream: Bool = false
) throws -> Decoded {
  try decode(Array(text.utf8), settings, startsStream: startsStream)
}

func decode(
  _ bytes: [UInt8],
  _ settings: DecoderSettings = DecoderSettings(),
  startsStream: Bool = false
) throws -> Decoded {
  var decoder = try RecordDecoder(settings)
  var decoded = Decoded()
  for batch in decoder.decode(bytes, startsStream: startsStream) { decoded.add(batch, at: 0) }
  return decoded
}

/// Cuts a stream into pieces, pushes them through a cutter, and decodes the blocks.
func decodeStream(
  _ pieces: [[UInt8]],
  _ settings: DecoderSettings,
  freshDecoders: Bool = false,
  using old: RecordDecoder? = nil
) throws -> Decoded {
  var cutter = LineCutter(settings: settings)
  var decoder = try old ?? RecordDecoder(settings)
  var decoded = Decoded()
  var header: CSVHeader?
  func take(_ blocks: [LineBlock]) throws {
    for block in blocks {
      if freshDecoders { decoder = try RecordDecoder(settings) }
      if block.startsStream, case .csv(let csv) = settings.format {
        header = CSVHeader(firstBlock: block.bytes, settings: csv)
      }
      let offset = Int(block.streamOffset)
      for batch in decoder.decode(block, csvHeader: header) { decoded.add(batch, at: offset) }
    }
  }
  for piece in pieces { try take(cutter.push(piece)) }
  try take(cutter.finish())
  return decoded
}

/// A minimal record with more members.
func line(_ members: String = "", model: String = "m") -> String {
  #"{"time":"2026-01-05T10:00:00Z","model":"\#(model)"\#(members.isEmpty ? "" : ",")\#(members)}"#
}
