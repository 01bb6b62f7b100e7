/// One thing that the daemon tells the service manager.
public enum ServiceState: Equatable, Sendable {
  /// The daemon serves: after start, and after a reload whether it was accepted or refused.
  case ready
  /// One line for `systemctl status`; control characters become spaces.
  case status(String)
  /// A reload begins; the monotonic clock in microseconds.
  case reloading(monotonicMicroseconds: UInt64)
  /// The daemon begins to stop.
  case stopping
  /// Ingest, engine and storage made progress since the last one.
  case watchdog
  /// A deadlock was found: the manager shall abort the daemon now.
  case watchdogTrigger
  /// The start or the stop needs this much more time from now on.
  case extendTimeout(Duration)

  /// The assignments of this state, without a newline at the end.
  var assignment: String {
    switch self {
    case .ready: "READY=1"
    case .status(let text): "STATUS=" + text.singleLine
    case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
    case .stopping: "STOPPING=1"
    case .watchdog: "WATCHDOG=1"
    case .watchdogTrigger: "WATCHDOG=trigger"
    case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(duration.wholeMicroseconds)"
    }
  }
}

extension String {
  /// The text with a space in place of every control character, so that it stays one line.
  var singleLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
      )
    )
  }
}
