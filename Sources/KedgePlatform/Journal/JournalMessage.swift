/// The kinds of messages that have an identity of their own in the journal.
///
/// Names and identifiers are stable for ever; a new meaning gets a new identifier.
public enum JournalMessage: String, CaseIterable, Sendable {
  /// The daemon is ready.
  case started
  /// The daemon was asked to stop.
  case stopping
  /// A new configuration serves.
  case configLoaded = "config_loaded"
  /// The old configuration keeps serving.
  case configRejected = "config_rejected"
  /// State or spool was quarantined, the disk is full, or an input is blocked.
  case degraded
  /// The cause of `degraded` is gone.
  case healed
  /// A condition holds, and its hold time runs.
  case alertPending = "alert_pending"
  /// A drift or quality alert fires.
  case alertFiring = "alert_firing"
  /// An alert is inactive again.
  case alertResolved = "alert_resolved"
  /// A retraining was written to the outbox, or recorded.
  case retrainRequested = "retrain_requested"
  /// A rollback was written to the outbox, or recorded.
  case rollbackRequested = "rollback_requested"
  /// A promotion was written to the outbox, or recorded.
  case promoteRequested = "promote_requested"
  /// An action ended.
  case actionFinished = "action_finished"
  /// A rule has been unknown, or an input stale, for too long.
  case dataMissing = "data_missing"
  /// A burst, too many categories, or the quarantine of a rater.
  case inputIncident = "input_incident"
  /// A counted or estimated loss.
  case inputLost = "input_lost"
  /// The system clock moved by more than 5 s.
  case clockJump = "clock_jump"
  /// A model version that was not seen before.
  case versionSeen = "version_seen"
  /// An undeclared change under one version.
  case versionChanged = "version_changed"
  /// A label-free estimate disagrees with its labels.
  case estimateInvalid = "estimate_invalid"
  /// Feedback was quarantined that would have decided.
  case poisoningSuspected = "poisoning_suspected"
  /// The state of a model changed; loop refusals included.
  case lifecycleChanged = "lifecycle_changed"

  /// The name in documents and catalogues.
  public var name: String { rawValue }

  /// `MESSAGE_ID` of the journal: 32 hexadecimal digits.
  public var identifier: String {
    switch self {
    case .started: "5a43beb890e04771858b5c8fbf8a6eac"
    case .stopping: "1bfc18ec975742fb87052cf92270cfdb"
    case .configLoaded: "7be2b6b3074e467281cddefd0f731bda"
    case .configRejected: "31ca4f1dd9244934a8fe8f6e965c10a3"
    case .degraded: "58f55056d6bd461dbec72801cdd16da1"
    case .healed: "b8fb9adbd8634d79baa6fe7b25502249"
    case .alertPending: "737a47d87292419f88b5d9f66513d470"
    case .alertFiring: "1cf64de04dd54ac1addd17f2b8fe39fb"
    case .alertResolved: "39896c4201d745ad82797c83a2dda990"
    case .retrainRequested: "d90234a6e5984d82aa1a197dfa9f8f69"
    case .rollbackRequested: "5a3eaa5aca7f4923b03e38cc7dac9480"
    case .promoteRequested: "d4640139109544639472de5ea5a8476e"
    case .actionFinished: "02c6af535df1450dbd8a87a5d2ca64b3"
    case .dataMissing: "8062ebd5827d4c04afd6913114348eb0"
    case .inputIncident: "98bdcb6626a44eec9de46079cbb1aa43"
    case .inputLost: "24e09c937c34474b8b5823246b166915"
    case .clockJump: "a2e443941208495e96faa3b6e0e37fc0"
    case .versionSeen: "3f7f52de6b7d4835998e268c413c010d"
    case .versionChanged: "6cf24e58e74d45ce9c40bfe2e2bbe403"
    case .estimateInvalid: "8274f00541c2464b98745ccaa96d7f0a"
    case .poisoningSuspected: "3fef11d2d9e1431180cf71d11859b180"
    case .lifecycleChanged: "b6cdfa45a3164e51a701719af09017b4"
    }
  }

  /// How urgent the message usually is; an action that failed is an error instead.
  public var priority: JournalPriority {
    switch self {
    case .started, .stopping, .alertPending: .info
    case .configLoaded, .healed, .alertResolved, .promoteRequested, .actionFinished,
      .versionSeen, .lifecycleChanged:
      .notice
    case .alertFiring, .retrainRequested, .dataMissing, .inputIncident, .inputLost, .clockJump,
      .versionChanged, .estimateInvalid, .poisoningSuspected:
      .warning
    case .configRejected, .degraded, .rollbackRequested: .error
    }
  }
}

/// How urgent a message is, by the numbers of syslog.
public enum JournalPriority: Int, Sendable {
  /// Something failed that was asked for.
  case error = 3
  /// Something needs attention.
  case warning = 4
  /// Something significant and normal.
  case notice = 5
  /// Something ordinary.
  case info = 6
  /// Something for whoever looks for a fault.
  case debug = 7

  /// The word in text output.
  var word: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    case .info: "info"
    case .debug: "debug"
    }
  }
}
