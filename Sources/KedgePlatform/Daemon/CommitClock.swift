/// Decides when what was counted has to be committed.
struct CommitClock {
  private static let bytesMax = 4 << 20
  private static let waitMax = Duration.milliseconds(200)

  private var bytes = 0
  private var since: Duration?
  private var isUrgent = false

  /// Notes that bytes were counted.
  mutating func note(bytes count: Int, at now: Duration) {
    bytes += count
    since = since ?? now
  }

  /// Notes something that must not wait, such as an event.
  mutating func hurry(at now: Duration) {
    isUrgent = true
    since = since ?? now
  }

  /// Whether a commit is due.
  func isDue(at now: Duration) -> Bool {
    guard let since else { return false }
    return isUrgent || bytes >= CommitClock.bytesMax || now - since >= CommitClock.waitMax
  }

  /// Whether anything waits for a commit.
  var isWaiting: Bool { since != nil }

  /// How long to wait for more before a commit is due.
  func patience(at now: Duration) -> Duration {
    since.map { max(.zero, CommitClock.waitMax - (now - $0)) } ?? .seconds(60)
  }

  mutating func reset() {
    self = CommitClock()
  }
}
