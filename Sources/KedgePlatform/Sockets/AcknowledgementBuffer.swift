/// The acknowledgements that a client has not taken yet, in constant memory.
///
/// An acknowledgement counts from the beginning, so a newer one replaces one that waits.
struct AcknowledgementBuffer: Equatable {
  /// Acknowledgements that a client may let pass before its connection is closed.
  static let replacedMax = 1_024

  private var unsent: [UInt8] = []
  private var waiting: Int64?
  /// Acknowledgements in a row that were replaced before they could be sent.
  private(set) var replacedCount = 0

  /// Whether something waits for room in the socket.
  var isEmpty: Bool { unsent.isEmpty && waiting == nil }

  /// Whether the client reads none of its acknowledgements.
  var isOverflowing: Bool { replacedCount > Self.replacedMax }

  /// Says that `lines` lines are durable.
  ///
  /// - Returns: Whether an older acknowledgement was replaced, and so dropped.
  mutating func add(lines: Int64) -> Bool {
    let replaces = waiting != nil
    if replaces { replacedCount += 1 }
    waiting = lines
    return replaces
  }

  /// The bytes to send next; empty if nothing waits.
  mutating func next() -> [UInt8] {
    if unsent.isEmpty, let lines = waiting {
      unsent = Array("{\"ack\":\(lines)}\n".utf8)
      waiting = nil
    }
    return unsent
  }

  /// Says that the first `count` bytes of `next` were sent.
  mutating func sent(_ count: Int) {
    unsent.removeFirst(count)
    if count > 0 { replacedCount = 0 }
  }
}
