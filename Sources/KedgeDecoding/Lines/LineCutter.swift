/// Cuts a growing stream of bytes into blocks of whole lines, or of whole records of CSV.
///
/// Keeps the open tail between two pushes. A line beyond the limit is reported once, when it passes
/// the limit, and its bytes are dropped up to the next newline, so that at most `lineBytesMax` bytes
/// are held. A byte order mark at the start of the stream is taken away.
public struct LineCutter: Equatable, Sendable {
  /// What has to be kept to go on with a stream later.
  public struct State: Equatable, Sendable {
    /// The bytes behind the last block.
    public var tail: [UInt8] = []
    /// Where the tail begins in the stream; while bytes are dropped, where the next one stands.
    public var streamOffset: UInt64 = 0
    /// Whether bytes are dropped up to the next newline.
    public var isDiscarding = false
    /// Whether no line with content has been cut yet.
    public var startsStream = true

    /// The state at the start of a stream.
    public init() {}
  }

  /// Where the stream stands; it may be stored and set again.
  public var state: State {
    didSet { boundary = CSVBoundary(delimiter: delimiter) }
  }

  private let lineBytesMax: Int
  /// The delimiter of CSV; `nil` for lines.
  private let delimiter: UInt8?
  /// How far the tail has been read as CSV.
  private var boundary: CSVBoundary

  /// Makes a cutter for the start of a stream.
  public init(settings: DecoderSettings) {
    lineBytesMax = settings.lineBytesMax
    delimiter = settings.csv?.delimiter.byte
    state = State()
    boundary = CSVBoundary(delimiter: delimiter)
  }

  /// Takes the next bytes of the stream; answers the blocks that are complete with them.
  ///
  /// - Complexity: O(bytes), beside the tail that is copied into a block.
  public mutating func push(_ bytes: [UInt8]) -> [LineBlock] {
    var cut = Cut(state: state, boundary: boundary, lineBytesMax: lineBytesMax)
    if delimiter == nil { cut.takeLines(bytes) } else { cut.takeRecords(bytes) }
    state = cut.state
    boundary = cut.boundary
    return cut.blocks
  }

  /// Ends the stream; answers what was left as a last block.
  public mutating func finish() -> [LineBlock] {
    var cut = Cut(state: state, boundary: boundary, lineBytesMax: lineBytesMax)
    cut.stripMark()
    cut.emit(cut.state.tail.count)
    state = cut.state
    return cut.blocks
  }
}

/// One push: the state on its way, and the blocks cut so far.
private struct Cut {
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let newline = UInt8(ascii: "\n")

  var state: LineCutter.State
  var boundary: CSVBoundary
  let lineBytesMax: Int
  var blocks: [LineBlock] = []

  init(state: LineCutter.State, boundary: CSVBoundary, lineBytesMax: Int) {
    self.state = state
    self.boundary = boundary
    self.lineBytesMax = lineBytesMax
  }

  /// Takes a byte order mark away.
  mutating func stripMark() {
    guard state.startsStream, state.streamOffset == 0, state.tail.starts(with: Self.mark) else {
      return
    }
    state.tail.removeFirst(Self.mark.count)
    state.streamOffset = UInt64(Self.mark.count)
  }

  /// Whether the tail may still become a byte order mark.
  private var mayBecomeMark: Bool {
    state.startsStream && state.streamOffset == 0 && state.tail.count < Self.mark.count
      && Self.mark.starts(with: state.tail)
  }

  /// Cuts `count` bytes off the tail as a block.
  mutating func emit(_ count: Int) {
    guard count > 0 else { return }
    var block: [UInt8] = []
    // The decoder appends its padding and the texts that it makes without moving the block again.
    block.reserveCapacity(count + 1_024)
    block.append(contentsOf: state.tail[..<count])
    append(LineBlock(bytes: block, streamOffset: state.streamOffset))
    state.tail.removeFirst(count)
    state.streamOffset += UInt64(count)
  }

  private mutating func append(_ block: LineBlock) {
    var block = block
    block.startsStream = state.startsStream
    // Blank lines before a header do not take its place.
    let hasContent = block.isTooLong || block.bytes.contains { $0 != 0x0A && $0 != 0x0D }
    if hasContent { state.startsStream = false }
    blocks.append(block)
  }

  /// Reports that the line with which the tail begins is too long, and drops its bytes.
  private mutating func discardTail() {
    append(LineBlock(bytes: [], streamOffset: state.streamOffset, isTooLong: true))
    state.isDiscarding = true
    dropDiscarded()
  }

  /// Drops the tail up to a newline.
  private mutating func dropDiscarded() {
    guard state.isDiscarding else { return }
    let end = state.tail.firstIndex(of: Self.newline)
    state.isDiscarding = end == nil
    let count = end.map { $0 + 1 } ?? state.tail.count
    state.tail.removeFirst(count)
    state.streamOffset += UInt64(count)
  }

  /// Takes lines.
  mutating func takeLines(_ bytes: [UInt8]) {
    let old = state.tail.count
    if !state.isDiscarding && old + bytes.count <= lineBytesMax && state.streamOffset > 0 {
      takeShortLines(bytes)
      return
    }
    state.tail.append(contentsOf: bytes)
    dropDiscarded()
    stripMark()
    if mayBecomeMark { return }
    var searched = max(0, min(old, state.tail.count))
    var complete = 0
    while let end = state.tail[searched...].firstIndex(of: Self.newline) {
      if end - complete > lineBytesMax {
        emit(complete)
        discardTail()
        (searched, complete) = (0, 0)
      } else {
        (searched, complete) = (end + 1, end + 1)
      }
    }
    emit(complete)
    if state.tail.count > lineBytesMax { discardTail() }
  }

  /// Takes bytes of which no line can be too long: only the last newline counts.
  private mutating func takeShortLines(_ bytes: [UInt8]) {
    guard let last = bytes.lastIndex(of: Self.newline) else {
      state.tail.append(contentsOf: bytes)
      return
    }
    var block: [UInt8] = []
    let count = state.tail.count + last + 1
    block.reserveCapacity(count + 1_024)
    block.append(contentsOf: state.tail)
    block.append(contentsOf: bytes[...last])
    append(LineBlock(bytes: block, streamOffset: state.streamOffset))
    state.streamOffset += UInt64(count)
    state.tail = Array(bytes[(last + 1)...])
  }

  /// Takes records of CSV.
  mutating func takeRecords(_ bytes: [UInt8]) {
    state.tail.append(contentsOf: bytes)
    dropDiscarded()
    stripMark()
    if mayBecomeMark || state.isDiscarding { return }
    while boundary.advance(over: state.tail, recordBytesMax: lineBytesMax) {
      emit(boundary.recordStart)
      discardTail()
      boundary.restart()
      if state.isDiscarding { return }
    }
    let complete = boundary.recordStart
    emit(complete)
    boundary.drop(complete)
  }
}
