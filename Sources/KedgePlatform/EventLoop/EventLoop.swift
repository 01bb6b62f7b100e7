import CSystemd

/// One loop of libsystemd for descriptors, signals and timers.
///
/// Belongs to the thread that made it, like everything it gives out but `Mailbox`. Actions run on
/// that thread, one after the other. Sources live until they are cancelled or the loop goes.
public final class EventLoop {
  /// What a descriptor is watched for.
  public enum Interest: Sendable {
    /// Bytes, connections or an end of file.
    case readable
    /// Room for bytes to write.
    case writable
  }

  private let handle: EventHandle
  private var sources: [ObjectIdentifier: EventSourceHandle] = [:]

  /// Makes a loop that watches nothing.
  ///
  /// - Throws: `SystemError` when the operating system refuses.
  public init() throws(SystemError) {
    handle = try EventHandle()
  }

  /// Calls `action` whenever `descriptor` is ready.
  ///
  /// The descriptor must stay open until the source is cancelled.
  public func watch(
    _ descriptor: Int32,
    for interest: Interest = .readable,
    _ action: @escaping () -> Void
  ) throws(SystemError) -> EventSource {
    let flags =
      switch interest {
      case .readable: EPOLLIN.rawValue
      case .writable: EPOLLOUT.rawValue
      }
    let source = EventSourceHandle(action)
    try handle.add(source, descriptor: descriptor, events: flags)
    return EventSource(handle: remember(source), loop: self)
  }

  /// Calls `action` when the process is sent `signal`.
  ///
  /// Blocks the signal in this thread; call it before other threads start, which inherit that.
  public func onSignal(
    _ signal: Int32,
    _ action: @escaping () -> Void
  ) throws(SystemError) -> EventSource {
    let source = EventSourceHandle(action)
    try handle.add(source, signal: signal)
    return EventSource(handle: remember(source), loop: self)
  }

  /// Makes a timer that is not started yet.
  public func timer(_ action: @escaping () -> Void) throws(SystemError) -> EventTimer {
    let source = EventSourceHandle(action)
    try handle.addTimer(source)
    return EventTimer(handle: remember(source), loop: self)
  }

  /// Calls `action` on this thread after any thread called `waker.wake()`.
  public func watch(
    _ waker: Waker,
    _ action: @escaping () -> Void
  ) throws(SystemError) -> EventSource {
    try watch(waker.descriptor.number) {
      waker.clear()
      action()
    }
  }

  /// Makes a box into which any thread posts messages; `action` gets them on this thread.
  ///
  /// - Parameters:
  ///   - limit: Number of messages that may wait.
  ///   - action: Gets one message; messages of one thread keep their order.
  /// - Returns: The box; the loop watches it as long as it lives.
  /// - Throws: `SystemError` when there is no free descriptor.
  public func mailbox<Message: Sendable>(
    limit: Int,
    _ action: @escaping (Message) -> Void
  ) throws(SystemError) -> Mailbox<Message> {
    let mailbox = try Mailbox<Message>(limit: limit)
    _ = try watch(mailbox.waker.descriptor.number) {
      for message in mailbox.takeAll() { action(message) }
    }
    return mailbox
  }

  /// Handles events until `stop`.
  ///
  /// - Throws: `SystemError` when the loop itself breaks; failing actions cannot cause that.
  public func run() throws(SystemError) {
    try handle.run()
  }

  /// Waits for one event, at most as long as `timeout`, and handles it.
  ///
  /// - Returns: Whether there was one.
  public func turn(timeout: Duration) throws(SystemError) -> Bool {
    try handle.turn(timeout: timeout)
  }

  /// Makes `run` return after the action that is running.
  public func stop() {
    handle.exit()
  }

  func forget(_ source: EventSourceHandle) {
    source.close()
    sources[ObjectIdentifier(source)] = nil
  }

  private func remember(_ source: EventSourceHandle) -> EventSourceHandle {
    sources[ObjectIdentifier(source)] = source
    return source
  }
}
