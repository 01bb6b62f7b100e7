import Synchronization

/// A plain thread of the operating system, for work that blocks.
public final class WorkerThread: Sendable {
  private let finished: Waker
  private let isJoined = Mutex(false)

  /// Starts a thread that runs `body` once.
  ///
  /// It inherits the blocked signals of the calling thread.
  ///
  /// - Parameters:
  ///   - name: Shown by tools; at most 15 bytes are kept.
  ///   - body: What the thread does.
  /// - Throws: `SystemError` when the operating system refuses.
  public init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let finished = try Waker()
    self.finished = finished
    try startThread(name: name) {
      body()
      finished.wake()
    }
  }

  /// Waits until the thread's body has returned.
  public func join() {
    isJoined.withLock { isJoined in
      if !isJoined { isJoined = finished.wait(timeout: nil) }
    }
  }
}
