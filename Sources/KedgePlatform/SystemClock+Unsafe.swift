import Glibc
public import KedgeModel

/// The clocks of the host.
public enum SystemClock {
  /// The time of day.
  public static var now: Timestamp { Timestamp(nanoseconds: read(CLOCK_REALTIME)) }

  /// Time since an arbitrary start that never goes back.
  static var monotonic: Duration { .nanoseconds(read(CLOCK_MONOTONIC)) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // The kernel fills the structure, which lives on this stack.
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
