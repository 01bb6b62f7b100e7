/// The lines of an ingest client that are not acknowledged yet, and how far they were sent.
///
/// Acknowledgements count the lines of one connection; after another connection everything that is
/// kept is sent again.
struct IngestBuffer {
  private static let newline = UInt8(ascii: "\n")

  private var bytes: [UInt8] = []
  /// Where the first byte that is kept lies in `bytes`.
  private var start = 0
  /// Where the first byte that was not sent lies in `bytes`.
  private var next = 0
  /// Lines that are kept, those without an end left out.
  private(set) var lineCount = 0
  /// Lines of the connection that were acknowledged.
  private var acknowledgedOfConnection = 0
  /// Lines that were taken in, in all.
  private(set) var takenCount = 0
  /// Lines that were acknowledged, in all.
  private(set) var acknowledgedCount = 0

  /// Bytes that are kept.
  var byteCount: Int { bytes.count - start }

  /// Whether everything was sent.
  var isSent: Bool { next == bytes.count }

  /// Takes bytes of the input.
  mutating func take(_ more: [UInt8]) {
    bytes += more
    let lines = more.count { $0 == IngestBuffer.newline }
    lineCount += lines
    takenCount += lines
  }

  /// Ends a last line that has no end.
  mutating func finish() {
    guard byteCount > 0, bytes.last != IngestBuffer.newline else { return }
    take([IngestBuffer.newline])
  }

  /// The next bytes to send, at most 64 KiB.
  var unsent: ArraySlice<UInt8> { bytes[next...].prefix(1 << 16) }

  /// Notes that bytes were sent.
  mutating func sent(_ count: Int) { next += count }

  /// Begins again with a new connection.
  mutating func reconnect() {
    next = start
    acknowledgedOfConnection = 0
  }

  /// Notes that the first lines of this connection are durable, and lets them go.
  mutating func acknowledge(_ count: Int) {
    var fresh = min(count - acknowledgedOfConnection, lineCount)
    guard fresh > 0 else { return }
    acknowledgedOfConnection += fresh
    acknowledgedCount += fresh
    lineCount -= fresh
    while fresh > 0, let end = bytes[start...].firstIndex(of: IngestBuffer.newline) {
      start = end + 1
      fresh -= 1
    }
    next = max(next, start)
    guard start >= 1 << 20, start * 2 >= bytes.count else { return }
    bytes.removeFirst(start)
    next -= start
    start = 0
  }
}
