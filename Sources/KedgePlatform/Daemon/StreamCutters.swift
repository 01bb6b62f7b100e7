import KedgeConfiguration
import KedgeDecoding

/// Cuts the bytes of followed files into lines, one open line for each file.
struct StreamCutters {
  /// Whole lines of one file, and how far the file is used once they are counted.
  struct Piece {
    var block: LineBlock
    var header: CSVHeader?
    var checkpoint: FileCheckpoint?
  }

  /// What a block of a file gave.
  struct Cut {
    var pieces: [Piece] = []
    /// Lines that will never get their end, because zero bytes follow them.
    var torn = 0
    /// Whether the file is over and has no successor with its content.
    var isGone = false
  }

  /// Followers number their files each for itself, so that only both together name one.
  private struct StreamKey: Hashable {
    var input: Int
    var file: FollowedFileID
  }

  private struct Stream {
    var cutter: LineCutter
    var header: CSVHeader?
  }

  private let inputs: [InputConfiguration]
  private var streams: [StreamKey: Stream] = [:]

  init(_ inputs: [InputConfiguration]) {
    self.inputs = inputs
  }

  /// Takes the next bytes of a file; `header` is what is known of a CSV file: it goes on from a
  /// checkpoint, or was truncated.
  mutating func take(_ block: FileBlock, input: Int, header: CSVHeader?) -> Cut {
    let settings = inputs[input].decoder
    let key = StreamKey(input: input, file: block.file)
    var stream = streams[key] ?? begin(block, settings, header)
    streams[key] = nil
    var cut = Cut()
    if block.skippedBefore > 0 { skip(to: block, &stream, &cut) }
    var blocks = stream.cutter.push(block.bytes)
    if block.end != .open { blocks += stream.cutter.finish() }
    for lines in blocks {
      var lines = lines
      if case .csv(let csv) = settings.format, lines.startsStream {
        let first = CSVHeader(firstBlock: lines.bytes, settings: csv)
        // A program that goes on in a truncated file does not repeat its header.
        if let header, first?.isRow(of: header) == true {
          stream.header = header
          lines.startsStream = false
        } else {
          stream.header = first
        }
      }
      cut.pieces.append(Piece(block: lines, header: stream.header, checkpoint: nil))
    }
    if block.end == .open {
      streams[key] = stream
    } else {
      cut.isGone = block.end == .deleted
    }
    let used = Int64(stream.cutter.state.streamOffset) - block.offset
    if !cut.pieces.isEmpty, used >= 0, used <= Int64(block.bytes.count) {
      cut.pieces[cut.pieces.count - 1].checkpoint = block.checkpoint(consuming: Int(used))
    }
    return cut
  }

  private func begin(
    _ block: FileBlock,
    _ settings: DecoderSettings,
    _ header: CSVHeader?
  ) -> Stream {
    var cutter = LineCutter(settings: settings)
    if block.offset > 0 {
      var state = LineCutter.State()
      state.streamOffset = UInt64(block.offset)
      state.startsStream = false
      cutter.state = state
    }
    return Stream(cutter: cutter, header: block.offset > 0 ? header : nil)
  }

  private func skip(to block: FileBlock, _ stream: inout Stream, _ cut: inout Cut) {
    var state = stream.cutter.state
    if !state.tail.isEmpty { cut.torn += 1 }
    state.tail = []
    state.isDiscarding = false
    state.streamOffset = UInt64(block.offset)
    stream.cutter.state = state
  }
}

/// What a header of CSV belongs to.
struct HeaderKey: Hashable {
  let input: String
  let file: FileKey
  let birth: Int64?

  init(input: String, identity: FileIdentity) {
    self.input = input
    file = FileKey(identity)
    birth = identity.birth
  }
}
