import Glibc
import KedgeEngine

/// Puts intents into the outbox folder, one file each, from where units pick them up (SYSTEMD 9).
struct OutboxPublisher {
  private let folder: String

  /// - Parameter state: The state folder; the outbox lies in it.
  /// - Throws: `SystemError` where a folder cannot be made.
  init(state: String) throws(SystemError) {
    folder = "\(state)/outbox"
    for path in [folder, "\(folder).new", "\(folder).bad"] {
      try makeDirectory(path, mode: 0o700)
    }
  }

  /// Publishes an intent: written and flushed beside the outbox, then renamed into it.
  ///
  /// Publishing twice is harmless: the name is the key.
  /// - Throws: `SystemError` where it cannot be written.
  func publish(_ intent: Intent) throws(SystemError) {
    let beside = "\(folder).new/\(intent.event)"
    let descriptor = try openFile(
      beside,
      flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
      mode: 0o600
    )
    guard writeAll(Array((intent.document + "\n").utf8), to: descriptor.number),
      fsync(descriptor.number) == 0
    else { throw SystemError.current("write \(beside)") }
    try renameFile(beside, to: "\(folder)/\(intent.event)")
    let directory = try openFile(folder, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard fsync(directory.number) == 0 else { throw SystemError.current("flush \(folder)") }
  }

  /// Takes an intent out of the outbox, into the folder of what was not obeyed.
  ///
  /// - Returns: false where somebody had picked it up.
  func takeBack(_ event: String) -> Bool {
    do {
      try renameFile("\(folder)/\(event)", to: "\(folder).bad/\(event)")
      return true
    } catch {
      return false
    }
  }

  /// Whether an intent still waits in the outbox.
  func isWaiting(_ event: String) -> Bool {
    fileExists("\(folder)/\(event)")
  }
}
