/// Where the alert of one rule on one series stands.
public enum AlertState: UInt8, CaseIterable, Sendable {
  /// The condition does not hold.
  case inactive
  /// The condition holds, not yet long enough.
  case pending
  /// The condition has held long enough and has not been cleared.
  case firing

  /// The word in documents.
  public var word: String {
    switch self {
    case .inactive: "inactive"
    case .pending: "pending"
    case .firing: "firing"
    }
  }
}

/// What became of the action of an event.
public enum ActionResult: UInt8, CaseIterable, Sendable {
  /// Recorded only; nothing is to be done.
  case recorded
  /// Written to the outbox.
  case requested
  /// The unit runs.
  case started
  /// The unit ended well.
  case succeeded
  /// The unit ended otherwise.
  case failed
  /// No result within the time allowed.
  case timeout
  /// No unit was started.
  case notStarted

  /// The word in documents.
  public var word: String {
    switch self {
    case .recorded: "recorded"
    case .requested: "requested"
    case .started: "started"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .timeout: "timeout"
    case .notStarted: "not_started"
    }
  }

  /// Whether nothing more is expected.
  public var isEnd: Bool {
    switch self {
    case .recorded, .succeeded, .failed, .timeout, .notStarted: true
    case .requested, .started: false
    }
  }

  /// The result that a word names.
  public init?(word: String) {
    guard let match = ActionResult.allCases.first(where: { $0.word == word }) else { return nil }
    self = match
  }
}
