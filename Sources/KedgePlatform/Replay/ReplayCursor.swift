import KedgeConfiguration
import KedgeDecoding
import KedgeModel

/// One file on its way through a replay, open from its first block to its last.
struct ReplayCursor {
  /// Index of the input.
  let input: Int
  /// The file's place in the order of inputs and names.
  let position: Int
  /// The batch whose rows are taken, and the first of them that was not.
  private(set) var batch: RecordBatch?
  private var row = 0
  /// Newest event time of the rows taken and the next one, where that is decoded; before the first,
  /// the oldest of the first records.
  private var newest: Timestamp
  /// Whether all rows are taken.
  private(set) var isFinished = false
  /// When the file was last changed.
  private(set) var arrivedBy: Timestamp?
  /// Blocks that are being decoded.
  private(set) var pending = 0
  /// Batches behind the one whose rows are taken.
  private var batches: [RecordBatch] = []
  private let path: String
  private let format: DecoderSettings
  /// How far beyond its arrival the time of a record may lie.
  private let futureNanoseconds: Int64
  private let blockBytes: Int
  private var file: ReplayFile?
  private var isAtEnd = false

  /// Whose turn it is: whose next row is the oldest; files without times of their own come last.
  typealias Turn = (hasNoTime: Int, newest: Timestamp, position: Int)

  /// `times` looks at the first records; it is `nil` where they have no times of their own.
  ///
  /// - Throws: `SystemError` where the file cannot be opened.
  init(
    _ path: String,
    input: Int,
    position: Int,
    format: DecoderSettings,
    futureNanoseconds: Int64,
    blockBytes: Int,
    times: inout EventTimes?
  ) throws {
    self.futureNanoseconds = futureNanoseconds
    self.path = path
    self.input = input
    self.position = position
    self.format = format
    self.blockBytes = blockBytes
    newest = Timestamp(nanoseconds: .min)
    let opened = try ReplayFile(path: path, format: format, blockBytes: blockBytes)
    // What is no regular file can be neither looked at nor opened again.
    guard opened.changed != nil else {
      file = opened
      return
    }
    var header: CSVHeader?
    if let first = times?.oldest(in: opened.descriptor.number, from: 0, header: &header) {
      newest = first
    }
  }

  var turn: Turn { (format.timeIsArrival ? 1 : 0, newest, position) }

  /// The next block to decode, with the header of its file; `nil` at the end.
  ///
  /// - Throws: `SystemError` where the file cannot be read.
  mutating func nextBlock() throws -> (block: LineBlock, header: CSVHeader?, bytes: Int)? {
    guard !isAtEnd else { return nil }
    if file == nil { file = try ReplayFile(path: path, format: format, blockBytes: blockBytes) }
    arrivedBy = file?.changed
    let before = file?.bytesRead ?? 0
    guard let block = try file?.nextBlock() else {
      isAtEnd = true
      file = nil
      return nil
    }
    pending += 1
    return (block, file?.header, (file?.bytesRead ?? 0) - before)
  }

  /// Takes what became of the oldest pending block.
  mutating func take(_ decoded: [RecordBatch]) {
    pending -= 1
    batches += decoded
  }

  /// Goes to the next batch.
  ///
  /// - Returns: whether there is one; else more blocks have to be decoded, or the file is over.
  mutating func hasBatch() -> Bool {
    if batch != nil { return true }
    row = 0
    if !batches.isEmpty { batch = batches.removeFirst() }
    lookAtRow()
    isFinished = batch == nil && isAtEnd && pending == 0
    return batch != nil
  }

  private mutating func lookAtRow() {
    guard let batch, row < batch.count else { return }
    let time = batch.times[row]
    // One that the engine will reject does not put the rest of its file last.
    if let arrivedBy, time > arrivedBy.advanced(byNanoseconds: futureNanoseconds) { return }
    newest = max(newest, time)
  }

  /// The rows before it is another file's turn.
  mutating func takeRows(until other: Turn?) -> (batch: RecordBatch, rows: Range<Int>)? {
    guard let batch else { return nil }
    let start = row
    while row < batch.count, other.map({ turn < $0 }) ?? true {
      row += 1
      lookAtRow()
    }
    if row >= batch.count { self.batch = nil }
    return (batch, start..<row)
  }
}
