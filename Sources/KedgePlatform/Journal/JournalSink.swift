import Glibc

/// Where journal entries go.
public enum JournalSink: Equatable, Sendable {
  /// To journald.
  case journal
  /// To a descriptor, one line of text each.
  case text(descriptor: Int32)
  /// To a descriptor, one line of JSON each.
  case json(descriptor: Int32)

  /// The journal if standard error is connected to it, otherwise standard error.
  ///
  /// - Parameter prefersJSON: Whether entries on standard error are JSON.
  /// - Returns: Where entries are seen.
  public static func detected(prefersJSON: Bool) -> JournalSink {
    let stream = environmentValue("JOURNAL_STREAM")
    if fileExists("/run/systemd/journal/socket"), stream == identity(of: STDERR_FILENO) {
      return .journal
    }
    return prefersJSON ? .json(descriptor: STDERR_FILENO) : .text(descriptor: STDERR_FILENO)
  }

  /// Device and number of a descriptor in the notation of `JOURNAL_STREAM`.
  private static func identity(of descriptor: Int32) -> String? {
    do {
      let status = try FileStatus.of(descriptor)
      return "\(status.device):\(status.inode)"
    } catch {
      return nil
    }
  }

  /// Writes one entry; false when it was lost.
  func write(_ entry: JournalEntry) -> Bool {
    switch self {
    case .journal:
      sendToJournal(entry.journalFields)
        || writeAll(Array(entry.textLine.utf8), to: STDERR_FILENO)
    case .text(let descriptor): writeAll(Array(entry.textLine.utf8), to: descriptor)
    case .json(let descriptor): writeAll(Array(entry.jsonLine.utf8), to: descriptor)
    }
  }
}
