import Glibc
import KedgeDecoding
import KedgeModel

/// A file that is read from its beginning to its end, cut into blocks of whole lines.
struct ReplayFile {
  let descriptor: Descriptor
  private let format: DecoderSettings
  private let blockBytes: Int
  private var cutter: LineCutter
  private var blocks: [LineBlock] = []
  private var isAtEnd = false
  /// When it was last changed; `nil` for what is no regular file.
  let changed: Timestamp?
  /// The header of a file of CSV, once its first block is read.
  private(set) var header: CSVHeader?
  /// Bytes read so far.
  private(set) var bytesRead = 0

  /// - Throws: `SystemError` where the file cannot be opened.
  init(path: String, format: DecoderSettings, blockBytes: Int) throws(SystemError) {
    descriptor = try openFile(path, flags: O_RDONLY | O_CLOEXEC)
    let status = try FileStatus.of(descriptor.number)
    changed = status.isRegular ? Timestamp(nanoseconds: status.modifiedNanoseconds) : nil
    self.format = format
    self.blockBytes = blockBytes
    cutter = LineCutter(settings: format)
  }

  /// The next block; `nil` at the end.
  ///
  /// - Throws: `SystemError` where reading fails.
  mutating func nextBlock() throws(SystemError) -> LineBlock? {
    while blocks.isEmpty {
      guard !isAtEnd else { return nil }
      let bytes = try readBytes(from: descriptor.number, max: blockBytes).get()
      bytesRead += bytes.count
      isAtEnd = bytes.isEmpty
      blocks = isAtEnd ? cutter.finish() : cutter.push(bytes)
    }
    let block = blocks.removeFirst()
    if case .csv(let csv) = format.format, block.startsStream {
      header = CSVHeader(firstBlock: block.bytes, settings: csv)
    }
    return block
  }
}
