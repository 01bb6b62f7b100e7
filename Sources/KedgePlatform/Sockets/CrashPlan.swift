import Glibc

/// Ends the process at a chosen point between socket, spool and state, to prove that nothing is
/// lost there and nothing counted twice.
///
/// Tests set `KEDGE_CRASH_AT=name:count` for a daemon of their own: its process ends, without any
/// clean-up, when it passes the point for the count-th time. Without the variable nothing happens.
struct CrashPlan {
  /// A point between two steps: of the ingest protocol, then of a commit of the state.
  enum Point: String, CaseIterable {
    case afterUnset = "after-unset"
    case afterPeek = "after-peek"
    case afterRegister = "after-register"
    case beforeCommit = "before-commit"
    case afterCommit = "after-commit"
    case beforeConsume = "before-consume"
    case midConsume = "mid-consume"
    case afterConsume = "after-consume"
    case afterStore = "after-fdstore"
    case afterEndCommit = "after-eof-commit"
    case afterStoreRemoval = "after-fdstoreremove"
    case beforeStateCommit = "before-state-commit"
    case afterStateCommit = "after-state-commit"
    case beforePublish = "before-publish"
    case afterPublish = "after-publish"
  }

  private let point: Point?
  private var passesLeft: Int

  /// Reads `name:count`; anything else means no crash.
  init(_ text: String?) {
    let parts = (text ?? "").split(separator: ":")
    guard parts.count == 2, let point = Point(rawValue: String(parts[0])),
      let count = Int(parts[1]), count > 0
    else {
      self.point = nil
      passesLeft = 0
      return
    }
    self.point = point
    passesLeft = count
  }

  /// Whether the process ends at this point some time, which then needs its two halves.
  func includes(_ point: Point) -> Bool { self.point == point }

  /// Says that the process is at a point.
  mutating func pass(_ point: Point) {
    guard self.point == point else { return }
    passesLeft -= 1
    guard passesLeft == 0 else { return }
    _exit(137)
  }
}
