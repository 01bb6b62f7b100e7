public import KedgeModel

/// The deterministic heart of Kedge: no clock, no randomness, no input or output, no concurrency.
///
/// Rows are admitted one by one, in the order of their lines; what they add to sketches is folded
/// column by column, before anything looks at the sketches. So the result is that of a row-by-row
/// machine, whatever the blocks.
public struct Engine: Sendable {
  let settings: EngineSettings
  let hash: KeyedHash
  var inputs: [InputState]
  /// What the inputs have and did not tell yet.
  var backlogs: [Backlog?]
  var models: [ModelState] = []
  /// Indexes of the models by hash of their names.
  var modelIndexes = HashIndex()
  var series: [Series] = []
  var seriesIndexes: [SeriesKey: Int] = [:]
  var routes = RouteTable()
  var ids: IdTable
  var joins = JoinTable()
  /// Names of feedback in order of first sight.
  var feedbackNames: [String] = []
  var ledger: Ledger
  /// Pairs of rule or watched indicator and series.
  var livePairs = 0
  var actions = ActionTracker()
  /// Events of the daemon's memory, oldest first.
  var events: [KeptEvent] = []
  /// Hash of the newest evidence bundle.
  var chain = EvidenceChain()
  var effects: [Effect] = []
  /// Arrival of the newest feedback or label whose windows may not have been evaluated again.
  var judgedAt: Timestamp?
  /// Panes with rows that are admitted and not folded.
  var dirty: [DirtyPane] = []
  var scratch = FoldScratch()
  /// What changed since the last commit.
  var marks = CommitMarks()

  /// A pane with rows to fold.
  struct DirtyPane: Equatable {
    var series: Int
    var pane: Int64
  }

  /// An event and its place in the order of all events.
  struct KeptEvent: Equatable {
    let sequence: Int
    var event: Event
  }

  /// Makes an engine that has seen nothing.
  public init(settings: EngineSettings) {
    var settings = settings
    for index in settings.models.indices {
      guard case .given(let baseline) = settings.models[index].baseline else { continue }
      settings.models[index].baseline = .given(baseline.hashed(under: settings.hashKey))
    }
    self.settings = settings
    hash = KeyedHash(settings.hashKey)
    inputs = settings.inputs.map { InputState(name: $0.name) }
    backlogs = Array(repeating: nil, count: inputs.count)
    ids = IdTable(capacity: settings.limits.ids)
    ledger = Ledger(budget: settings.budget)
  }

  /// Takes one input that became known at `now` and answers what the shell must do.
  ///
  /// - Parameters:
  ///   - input: The input. Inputs form a log: the same log gives the same effects.
  ///   - now: Arrival time; `nil` in a replay, where there is none.
  /// - Returns: what the shell must do or may show, in order.
  public mutating func apply(_ input: Input, at now: Timestamp?) -> [Effect] {
    switch input {
    case .records(let batch, let origin, let rows): admit(batch, rows, from: origin, at: now)
    case .backlog(let input, let backlog): setBacklog(of: input, backlog, at: now)
    case .tick: tick(at: now)
    case .endOfInput: closeEverything()
    case .report(let report): take(report, at: now)
    }
    return takeEffects()
  }

  /// What has to be told before any input.
  ///
  /// Alerts that ended and baselines that were replaced with the settings; the next commit stores
  /// that they were told.
  public mutating func takeEffects() -> [Effect] {
    defer { effects = [] }
    return effects
  }
}

/// The accounting of one input: in = counted + duplicate + rejected + late + expired + pending.
public struct InputState: Equatable, Sendable {
  /// The input's name.
  public let name: String
  /// Lines that came and were neither blank nor filtered.
  public var taken = 0
  /// Records that count in a pane, and feedback and labels that were joined.
  public var counted = 0
  /// Records that came before.
  public var duplicate = 0
  /// Lines that became no record, by reason.
  public var rejected: [RejectReason: Int] = [:]
  /// Records of a pane that was closed.
  public var late = 0
  /// Feedback and labels whose inference never came.
  public var expired = 0
  /// Feedback and labels that wait for their inference.
  public var pending = 0
  /// Fields that were left out, by reason.
  public var fieldsRejected: [RejectReason: Int] = [:]
  /// Lines without content.
  public var blank = 0
  /// Integers beyond 2^53 that were taken as the nearest double.
  public var rounded = 0
  /// Records without an id, from an input without places.
  public var unidentified = 0
  /// Records of the same id with other content.
  public var lateFeedback = 0
  /// Unknown fields and how often each was met; at most 64.
  public var unknownFields: [String: Int] = [:]
  var isChanged = true

  init(name: String) {
    self.name = name
  }

  /// Whether every line has one outcome.
  public var isBalanced: Bool {
    taken == counted + duplicate + rejected.values.reduce(0, +) + late + expired + pending
  }

  /// Counts the lines of a batch that became no record.
  mutating func takeRejects(_ batch: RecordBatch) {
    isChanged = true
    taken += batch.rejects.count
    blank += batch.blankLines
    rounded += batch.roundedNumbers
    for (reason, count) in batch.leftOut { fieldsRejected[reason, default: 0] += count }
    for reject in batch.rejects { rejected[reject.reason, default: 0] += 1 }
    for field in batch.unknownFields
    where unknownFields.count < 64 || unknownFields[field.name] != nil {
      unknownFields[field.name, default: 0] += field.count
    }
  }
}
