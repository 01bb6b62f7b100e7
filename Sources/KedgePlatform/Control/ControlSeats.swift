import Synchronization

/// Counts the connections of the control socket, in all and of each user.
final class ControlSeats: Sendable {
  private let users = Mutex<[UInt32: Int]>([:])

  /// Takes a seat for a user; false where there is none.
  func take(_ user: UInt32) -> Bool {
    users.withLock { users in
      let own = users[user, default: 0]
      let all = users.values.reduce(0, +)
      guard all < ControlLimits.connectionsMax,
        user == 0 || own < ControlLimits.connectionsPerUserMax
      else { return false }
      users[user] = own + 1
      return true
    }
  }

  /// Gives a seat back.
  func leave(_ user: UInt32) {
    users.withLock { users in
      let left = users[user, default: 1] - 1
      users[user] = left > 0 ? left : nil
    }
  }
}
