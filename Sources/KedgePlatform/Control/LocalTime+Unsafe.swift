import Glibc
public import KedgeModel

/// The zone of the host.
public enum LocalTime {
  /// Seconds east of UTC at an instant, and the name of the zone.
  public static func zone(at time: Timestamp) -> (offsetSeconds: Int64, name: String) {
    var seconds = time_t(time.nanoseconds / 1_000_000_000)
    // Its pointer is set by the call below.
    var parts = unsafe tm()
    // Both structures live on this stack; the name points into the library's own memory and is
    // copied at once.
    guard unsafe localtime_r(&seconds, &parts) != nil else { return (0, "UTC") }
    let name = unsafe parts.tm_zone.map { unsafe String(cString: $0) } ?? "UTC"
    return (Int64(unsafe parts.tm_gmtoff), name)
  }
}

/// What a terminal is at the other end of a descriptor.
public enum Terminal {
  /// Whether standard output is a terminal.
  public static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of the terminal of standard output, or `nil`.
  public static var columns: Int? {
    var size = winsize()
    // The kernel fills the structure.
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}
