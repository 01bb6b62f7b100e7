import Glibc
import KedgeModel

/// What the units of actions are given: `EVENT.env` and `EVENT.json`, and a mark that they were
/// started.
struct HandoverFolder {
  /// Starts within 24 hours, so that a daemon that went mad cannot loop.
  static let startsPerDayMax = 48
  private static let group = "kedge-action"

  let path: String

  init(path: String) {
    self.path = path
  }

  /// Whether the unit of an event was handed to systemd, or was about to be.
  func isStarted(_ event: String) -> Bool { fileExists("\(path)/\(event).started") }

  /// Units started within the last 24 hours.
  var startedToday: Int {
    get throws(SystemError) {
      let since = SystemClock.now.nanoseconds - 86_400_000_000_000
      var count = 0
      for name in try directoryEntries(path) where name.hasSuffix(".started") {
        let status = try FileStatus.of(path: "\(path)/\(name)", followsLinks: false)
        if status.modifiedNanoseconds > since { count += 1 }
      }
      return count
    }
  }

  /// Writes both files of an entry, in the place of what a killed dispatcher left.
  func write(_ entry: DispatchEntry) throws(SystemError) {
    remove(entry.event)
    let lines = entry.environment.map { "\($0.name)=\($0.value)\n" }.joined()
    try write("\(entry.event).env", Array(lines.utf8))
    try write("\(entry.event).json", entry.document)
  }

  func markStarted(_ event: String) throws(SystemError) {
    try write("\(event).started", [])
  }

  func remove(_ event: String) {
    removeFile("\(path)/\(event).env")
    removeFile("\(path)/\(event).json")
    removeFile("\(path)/\(event).started")
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws(SystemError) {
    let file = try openFile(
      "\(path)/\(name)",
      flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
      mode: 0o640
    )
    if let group = groupNumber(HandoverFolder.group) {
      guard fchown(file.number, uid_t.max, group) == 0 else {
        throw SystemError.current("give \(path)/\(name) to the group \(HandoverFolder.group)")
      }
    }
    guard fchmod(file.number, 0o640) == 0, writeAll(bytes, to: file.number) else {
      throw SystemError.current("write \(path)/\(name)")
    }
  }
}
