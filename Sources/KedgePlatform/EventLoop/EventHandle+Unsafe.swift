import CSystemd
import Glibc

/// The only place that calls sd-event.
@safe
final class EventHandle {
  private let event: OpaquePointer

  init() throws(SystemError) {
    var event: OpaquePointer?
    // `sd_event_new` fills the pointer whenever it does not return an error.
    let result = unsafe sd_event_new(&event)
    guard result >= 0, let event = unsafe event else {
      throw SystemError(code: result, operation: "make an event loop")
    }
    unsafe self.event = event
  }

  deinit {
    // The reference taken in `init`. Sources hold their own.
    unsafe sd_event_unref(event)
  }

  func add(
    _ source: EventSourceHandle,
    descriptor: Int32,
    events: UInt32
  ) throws(SystemError) {
    // The loop keeps `source` until its pointer is unreferenced, so the context stays valid.
    let result = unsafe sd_event_add_io(
      event,
      &source.pointer,
      descriptor,
      events,
      { _, _, _, context in unsafe EventSourceHandle.dispatch(context) },
      source.context
    )
    try check(result, "watch descriptor \(descriptor)")
  }

  func add(_ source: EventSourceHandle, signal: Int32) throws(SystemError) {
    // As above.
    let result = unsafe sd_event_add_signal(
      event,
      &source.pointer,
      signal | Int32(bitPattern: UInt32(SD_EVENT_SIGNAL_PROCMASK)),
      { _, _, context in unsafe EventSourceHandle.dispatch(context) },
      source.context
    )
    try check(result, "watch signal \(signal)")
  }

  func addTimer(_ source: EventSourceHandle) throws(SystemError) {
    // As above. A source is born enabled, hence the far time until it is switched off.
    let result = unsafe sd_event_add_time_relative(
      event,
      &source.pointer,
      CLOCK_MONOTONIC,
      UInt64(1) << 50,
      1_000,
      { _, _, context in unsafe EventSourceHandle.dispatch(context) },
      source.context
    )
    try check(result, "make a timer")
    source.setEnabled(false)
  }

  func run() throws(SystemError) {
    // The loop lives as long as self.
    try check(unsafe sd_event_loop(event), "run the event loop")
  }

  func turn(timeout: Duration) throws(SystemError) -> Bool {
    // As above.
    let result = unsafe sd_event_run(event, timeout.wholeMicroseconds)
    try check(result, "run the event loop")
    return result > 0
  }

  func exit() {
    // As above; the call only fails for a loop that has ended already.
    _ = unsafe sd_event_exit(event, 0)
  }

  private func check(_ result: Int32, _ operation: String) throws(SystemError) {
    guard result >= 0 else { throw SystemError(code: result, operation: operation) }
  }
}

/// One source of an event loop and what to do when it fires.
@safe
final class EventSourceHandle {
  fileprivate var pointer: OpaquePointer?
  private let action: () -> Void

  init(_ action: @escaping () -> Void) {
    self.action = action
  }

  deinit {
    close()
  }

  /// The address under which a callback finds this object; the loop outlives its use.
  fileprivate var context: UnsafeMutableRawPointer {
    // Unretained: `EventLoop` holds the object until the source is closed.
    unsafe Unmanaged.passUnretained(self).toOpaque()
  }

  /// What every callback does.
  ///
  /// The answer is 0: a negative one would switch the source off for good.
  fileprivate static func dispatch(_ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context = unsafe context else { return 0 }
    // The context is what `context` gave, and its object lives until the source is closed.
    let source = unsafe Unmanaged<EventSourceHandle>.fromOpaque(context).takeUnretainedValue()
    source.action()
    return 0
  }

  func setEnabled(_ isEnabled: Bool) {
    // The pointer is the one that sd-event gave and is valid until `close`.
    _ = unsafe sd_event_source_set_enabled(pointer, Int32(isEnabled ? SD_EVENT_ON : SD_EVENT_OFF))
  }

  func startTimer(after delay: Duration) throws(SystemError) {
    // As above.
    var result = unsafe sd_event_source_set_time_relative(pointer, delay.wholeMicroseconds)
    if result >= 0 {
      result = unsafe sd_event_source_set_enabled(pointer, Int32(SD_EVENT_ONESHOT))
    }
    guard result >= 0 else { throw SystemError(code: result, operation: "start a timer") }
  }

  func close() {
    guard let source = unsafe pointer else { return }
    // Gives back the reference that the add function gave; cleared so that it happens once.
    _ = unsafe sd_event_source_disable_unref(source)
    unsafe pointer = nil
  }
}
