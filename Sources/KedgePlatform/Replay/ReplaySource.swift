import KedgeConfiguration
import KedgeDecoding
import KedgeModel

/// The files of one input, one after the other, as batches of records in order.
final class ReplaySource {
  let input: Int
  /// Whether records bring their own time; an input without is read last.
  let hasOwnTime: Bool
  private let format: DecoderSettings
  private let blockBytes: Int
  private var paths: [String]
  private var file: ReplayFile?
  private var cutter: LineCutter
  private var header: CSVHeader?
  private var blocks: [LineBlock] = []
  private let pool: DecodePool
  private var batches: [RecordBatch] = []
  /// When the file that is read was last changed, and those of the blocks that are under way.
  private var changed: Timestamp?
  private var changes: [Timestamp?] = []
  /// When the file of the newest batch was last changed.
  private(set) var arrivedBy: Timestamp?
  /// Bytes read so far.
  private(set) var bytesRead = 0

  init(
    input: Int,
    configuration: InputConfiguration,
    paths: [String],
    hashKey: HashKey,
    blockBytes: Int,
    workers: Int
  ) throws {
    self.input = input
    self.blockBytes = blockBytes
    self.paths = paths
    format = configuration.decoder
    hasOwnTime = !format.timeIsArrival
    pool = try DecodePool([format], hashKey: hashKey, workers: workers)
    cutter = LineCutter(settings: format)
  }

  /// The next batch; `nil` at the end of the input.
  ///
  /// - Throws: `SystemError` where a file cannot be read.
  func next() throws -> RecordBatch? {
    while batches.isEmpty {
      while pool.hasRoom, let block = try nextBlock() {
        if case .csv(let csv) = format.format, block.startsStream {
          header = CSVHeader(firstBlock: block.bytes, settings: csv)
        }
        pool.give(block, header: header)
        changes.append(changed)
      }
      guard pool.pending > 0 else { return nil }
      batches = pool.take()
      arrivedBy = changes.removeFirst()
    }
    return batches.removeFirst()
  }

  private func nextBlock() throws -> LineBlock? {
    while blocks.isEmpty {
      if file == nil {
        guard !paths.isEmpty else { return nil }
        file = try ReplayFile(path: paths.removeFirst())
        changed = file?.changed
        cutter = LineCutter(settings: format)
        header = nil
      }
      let bytes = try file?.read(upTo: blockBytes) ?? []
      bytesRead += bytes.count
      if bytes.isEmpty {
        file = nil
        blocks = cutter.finish()
      } else {
        blocks = cutter.push(bytes)
      }
    }
    return blocks.removeFirst()
  }
}
