/// Something an event loop watches; it is switched off by `cancel` or with its loop.
///
/// Belongs to the thread of its loop.
public final class EventSource {
  let handle: EventSourceHandle
  private let loop: EventLoop

  init(handle: EventSourceHandle, loop: EventLoop) {
    self.handle = handle
    self.loop = loop
  }

  /// Stops watching for good; to be called before the descriptor is closed.
  public func cancel() {
    loop.forget(handle)
  }

  /// Stops watching until `resume`.
  public func pause() { handle.setEnabled(false) }

  /// Watches again.
  public func resume() { handle.setEnabled(true) }
}

/// A one-shot timer of an event loop; it can be started again and again.
///
/// Belongs to the thread of its loop.
public final class EventTimer {
  private let handle: EventSourceHandle
  private let loop: EventLoop

  init(handle: EventSourceHandle, loop: EventLoop) {
    self.handle = handle
    self.loop = loop
  }

  /// Fires once after `delay`, in place of an earlier start that has not fired yet.
  ///
  /// The delay is measured on the monotonic clock, with an accuracy of 1 ms.
  public func start(after delay: Duration) throws(SystemError) {
    try handle.startTimer(after: delay)
  }

  /// Does not fire until it is started again.
  public func stop() { handle.setEnabled(false) }

  /// Ends the timer for good.
  public func cancel() { loop.forget(handle) }
}
