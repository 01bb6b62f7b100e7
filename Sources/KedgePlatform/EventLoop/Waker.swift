import CSystemd

/// Wakes a thread that waits for a descriptor; any thread may call it.
///
/// Many calls of `wake` before the other side looks become one wake-up.
public struct Waker: Sendable {
  /// Readable from the first `wake` until `clear`.
  public let descriptor: Descriptor

  /// Makes a waker that nobody has called yet.
  ///
  /// - Throws: `SystemError` when there is no free descriptor.
  public init() throws(SystemError) {
    let number = kedge_make_eventfd()
    guard number >= 0 else { throw SystemError(code: number, operation: "make an eventfd") }
    descriptor = Descriptor(owning: number)
  }

  /// Makes `descriptor` readable.
  public func wake() {
    kedge_raise_eventfd(descriptor.number)
  }

  /// Makes `descriptor` unreadable until the next `wake`.
  public func clear() {
    kedge_clear_eventfd(descriptor.number)
  }

  /// Waits until somebody calls `wake`, and clears it.
  ///
  /// - Returns: False when `timeout` passed first; `nil` waits for ever.
  public func wait(timeout: Duration?) -> Bool {
    guard isReadable(descriptor.number, within: timeout) else { return false }
    clear()
    return true
  }
}
