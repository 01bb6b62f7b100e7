import CSystemd
import Glibc

/// The value of an environment variable, or `nil` when it is not set.
func environmentValue(_ name: String) -> String? {
  // The text is copied before anything else can change the environment of this thread.
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

func sendNotification(_ text: String) -> Bool {
  // The text is passed as a C string for the time of the call.
  unsafe sd_notify(0, text) > 0
}

func sendNotification(_ text: String, with descriptor: Int32) -> Bool {
  var descriptors = [descriptor]
  // One descriptor is passed and one is announced; process 0 means this one.
  return unsafe sd_pid_notify_with_fds(0, 0, text, &descriptors, 1) > 0
}

func watchdogMicroseconds() -> UInt64? {
  var microseconds: UInt64 = 0
  // The call writes one number, and only when it returns more than 0.
  return unsafe sd_watchdog_enabled(0, &microseconds) > 0 ? microseconds : nil
}

func monotonicMicroseconds() -> UInt64 {
  var time = timespec()
  // The kernel fills the structure; this clock cannot fail.
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
}

func inheritedDescriptors() -> [(number: Int32, name: String)] {
  var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  // On success the call gives an array of `count` strings that the caller frees.
  let count = unsafe sd_listen_fds_with_names(1, &names)
  guard count > 0, let names = unsafe names else { return [] }
  defer {
    for index in 0..<Int(count) { unsafe free(names[index]) }
    unsafe free(names)
  }
  return (0..<Int(count)).map { index in
    // As above: `index` is below `count`.
    let name = unsafe names[index].map { unsafe String(cString: $0) } ?? "unknown"
    return (Int32(SD_LISTEN_FDS_START) + Int32(index), name)
  }
}
