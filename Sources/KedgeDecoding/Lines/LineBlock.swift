/// Whole lines of one stream, to be decoded by anybody and in any order.
public struct LineBlock: Equatable, Sendable {
  /// The lines.
  ///
  /// The last one ends with a newline unless the stream ended without one; nothing where
  /// a line was too long.
  public var bytes: [UInt8]
  /// Where the first byte stands in the stream.
  public var streamOffset: UInt64
  /// Whether no line with content comes before the block; a CSV header stands in it.
  public var startsStream: Bool
  /// Whether the block stands for one line that was longer than allowed and is not kept.
  public var isTooLong: Bool

  /// Makes a block.
  public init(
    bytes: [UInt8],
    streamOffset: UInt64 = 0,
    startsStream: Bool = false,
    isTooLong: Bool = false
  ) {
    self.bytes = bytes
    self.streamOffset = streamOffset
    self.startsStream = startsStream
    self.isTooLong = isTooLong
  }
}
