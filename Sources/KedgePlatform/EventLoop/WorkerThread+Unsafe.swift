import CSystemd
import Glibc

private final class ThreadStart {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = String(name.utf8.prefix(15)) ?? "worker"
    self.body = body
  }
}

/// Starts a detached thread.
func startThread(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
  var thread = pthread_t()
  // The reference is passed to the new thread, which gives it back; on failure we do.
  let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body))
  let result = unsafe pthread_create(
    &thread,
    nil,
    { context in
      guard let context = unsafe context else { return nil }
      let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
      // The name is passed as a C string for the time of the call.
      unsafe kedge_name_thread(start.name)
      start.body()
      return nil
    },
    start.toOpaque()
  )
  guard result == 0 else {
    unsafe start.release()
    throw SystemError(code: result, operation: "start thread \(name)")
  }
  // A thread that was just made and is joinable can be detached.
  _ = pthread_detach(thread)
}
