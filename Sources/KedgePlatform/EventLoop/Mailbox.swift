import Synchronization

/// Messages from any thread to the thread of an event loop.
///
/// `EventLoop.mailbox(limit:_:)` makes one.
public final class Mailbox<Message: Sendable>: Sendable {
  private let waiting = Mutex<[Message]>([])
  private let limit: Int
  let waker: Waker

  init(limit: Int) throws(SystemError) {
    self.limit = limit
    waker = try Waker()
  }

  /// Leaves a message; the loop handles it in its next turn.
  ///
  /// - Returns: False when `limit` messages wait already: this one was not taken.
  public func post(_ message: Message) -> Bool {
    let isTaken = waiting.withLock { messages in
      guard messages.count < limit else { return false }
      messages.append(message)
      return true
    }
    if isTaken { waker.wake() }
    return isTaken
  }

  func takeAll() -> [Message] {
    waker.clear()
    return waiting.withLock { messages in
      defer { messages.removeAll(keepingCapacity: true) }
      return messages
    }
  }
}
