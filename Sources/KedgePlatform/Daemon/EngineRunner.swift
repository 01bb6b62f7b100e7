import KedgeConfiguration
import KedgeControl
import KedgeDecoding
import KedgeEngine
import KedgeModel

/// Owns the engine and its state: takes blocks, decodes, applies, commits, and acts on the answers.
///
/// Belongs to one thread. Nothing is done or told before the commit that contains it, except to who
/// asks what the engine holds now.
final class EngineRunner {
  let settings: DaemonSettings
  let journal: JournalWriter
  var configuration: Configuration
  var engine: Engine
  let store: StateStore
  let outbox: OutboxPublisher
  var pool: DecodePool
  var cutters: StreamCutters
  /// Headers of CSV files; a renamed or truncated file keeps its own.
  var headers: [HeaderKey: CSVHeader] = [:]
  var generation = 0
  /// What each block that is being decoded belongs to, in order.
  private var tickets: [Ticket] = []
  private var clock = CommitClock()
  /// Changes of the shell for the next commit, and all of one that failed.
  private var changes: [StateStore.Change] = []
  private var sequence: Int64
  private var queue: BoundedQueue<EngineMessage>?
  /// What may be told once the commit is done.
  private var effects: [Effect] = []
  var status = RunnerStatus()
  let toLoop: Mailbox<LoopMessage>
  var crashPlan = CrashPlan(environmentValue("KEDGE_CRASH_AT"))

  /// What one block belongs to.
  private struct Ticket {
    var input: Int
    var bytes: Int
    var change: StateStore.Change?
    var sequence: Int64?
    var torn = 0
    var tooLong = 0
    /// What the files hold beside this block.
    var backlog: Backlog?
  }

  init(
    settings: DaemonSettings,
    configuration: Configuration,
    journal: JournalWriter,
    toLoop: Mailbox<LoopMessage>
  ) throws {
    self.settings = settings
    self.journal = journal
    self.toLoop = toLoop
    var configuration = configuration
    configuration.addSocketInput()
    outbox = try OutboxPublisher(state: settings.statePath)
    var restored: (engine: Engine, entries: [StateStore.Entry], change: StateStore.Change?)?
    store = try StateStore(
      path: "\(settings.statePath)/state.db",
      durability: configuration.isPowerSafe ? .power : .process,
      quarantineSeconds: SystemClock.now.nanoseconds / 1_000_000_000
    ) { entries in
      let key = try InstallationKey.find(in: entries)
      configuration.engine.hashKey = key.hashKey
      let engine = try Engine(
        settings: configuration.engine,
        state: entries.map { StateEntry(key: $0.key, value: $0.value) }
      )
      restored = (engine, entries, key.change)
    }
    guard let restored else { preconditionFailure("an opened state was restored") }
    engine = restored.engine
    changes = restored.change.map { [$0] } ?? []
    self.configuration = configuration
    sequence = store.spoolSequence
    pool = try EngineRunner.pool(configuration, engine)
    cutters = StreamCutters(configuration.inputs)
    if let quarantine = store.quarantined {
      let message =
        "state \(quarantine): events, alerts and baselines begin anew, files are read from their start"
      status.degraded.append(message)
      journal.write(JournalEntry(.degraded, reason: message))
    }
    learnHeaders(restored.entries)
    keepEffects(engine.takeEffects())
    awaitFiles()
  }

  /// Until its followers have looked at their files, nobody knows what an input has.
  func awaitFiles() {
    for (index, input) in configuration.inputs.enumerated() {
      guard case .files = input.source else { continue }
      apply(.backlog(input: index, .unknown), at: SystemClock.now)
    }
  }

  static func pool(_ configuration: Configuration, _ engine: Engine) throws -> DecodePool {
    try DecodePool(
      configuration.decoders(for: engine),
      hashKey: configuration.engine.hashKey,
      workers: configuration.workers ?? min(max(ProcessLimits.cores, 1), 8)
    )
  }

  func learnHeaders(_ entries: [StateStore.Entry]) {
    for case let (name, checkpoint, header?) in entries.compactMap(CheckpointKeys.read) {
      headers[HeaderKey(input: name, identity: checkpoint.identity)] = header
    }
  }

  /// The committed checkpoints of the configured inputs.
  func checkpoints(_ entries: [StateStore.Entry]) -> [Int: [FileCheckpoint]] {
    var result: [Int: [FileCheckpoint]] = [:]
    for (input, checkpoint, _) in entries.compactMap(CheckpointKeys.read) {
      guard let index = configuration.inputs.firstIndex(where: { $0.name == input }) else {
        continue
      }
      result[index, default: []].append(checkpoint)
    }
    return result
  }

  /// Takes messages until the queue is closed.
  func run(_ queue: BoundedQueue<EngineMessage>) {
    self.queue = queue
    republish()
    while true {
      let patience = tickets.isEmpty ? clock.patience(at: SystemClock.monotonic) : .zero
      switch queue.take(timeout: patience) {
      case .element(let message): take(message)
      case .timedOut: applyAll()
      case .closed:
        applyAll()
        commit()
        return
      }
      if clock.isDue(at: SystemClock.monotonic) {
        applyAll()
        commit()
      }
      status.progress.advance()
    }
  }

  /// Answers who only asks, while something else takes its time.
  private func answerQuestions() {
    for case .control(let request, let reply) in queue?.takeAllFirst() ?? [] {
      answer(request, reply)
    }
  }

  private func take(_ message: EngineMessage) {
    switch message {
    case .file(let block, let input, let from):
      if from == generation { take(block, input: input) }
    case .caughtUp(let input, let from):
      guard from == generation else { return }
      applyAll()
      apply(.backlog(input: input, nil), at: SystemClock.now)
    case .chunk(let chunk): take(chunk)
    case .tick: tick()
    case .facts(let facts): status.facts = facts
    case .control(let request, let reply):
      // A question waits for lines of the socket: who sent them may have been told that they are in.
      if request.method != "GET" || tickets.contains(where: { $0.sequence != nil }) { applyAll() }
      answer(request, reply)
    case .reload:
      applyAll()
      _ = reload()
    case .summary:
      journal.write(JournalEntry(priority: .info, status.line(engine)))
    }
  }

  private func take(_ block: FileBlock, input: Int) {
    let key = HeaderKey(input: configuration.inputs[input].name, identity: block.identity)
    let cut = cutters.take(block, input: input, header: headers[key])
    headers[key] = cut.isGone ? nil : cut.pieces.last?.header ?? headers[key]
    for piece in cut.pieces {
      var ticket = Ticket(input: input, bytes: piece.block.bytes.count)
      ticket.backlog = block.backlog
      if let checkpoint = piece.checkpoint {
        let name = configuration.inputs[input].name
        ticket.change = StateStore.Change(
          key: CheckpointKeys.key(input: name, checkpoint),
          value: cut.isGone ? nil : CheckpointKeys.value(checkpoint, header: piece.header)
        )
      }
      give(piece.block, piece.header, ticket)
    }
    if cut.torn > 0 { status.drop(.torn, cut.torn, input: input) }
  }

  private func take(_ chunk: SpoolChunk) {
    guard let input = configuration.inputs.firstIndex(where: { $0.source == .socket }) else {
      preconditionFailure("every configuration of the daemon has the ingest socket")
    }
    let ticket = Ticket(
      input: input,
      bytes: chunk.bytes.count,
      sequence: chunk.sequence,
      torn: chunk.torn,
      tooLong: chunk.tooLong
    )
    give(LineBlock(bytes: chunk.bytes), nil, ticket)
  }

  private func give(_ block: LineBlock, _ header: CSVHeader?, _ ticket: Ticket) {
    while !pool.hasRoom { applyOldest() }
    pool.give(block, header: header, input: ticket.input)
    tickets.append(ticket)
  }

  private func applyAll() {
    while !tickets.isEmpty { applyOldest() }
  }

  private func applyOldest() {
    let ticket = tickets.removeFirst()
    let now = SystemClock.now
    let batches = pool.take()
    apply(.backlog(input: ticket.input, ticket.backlog), at: now)
    for batch in batches {
      var batch = batch
      if ticket.tooLong > 0 { batch.addTooLong(ticket.tooLong) }
      apply(
        .records(batch, BlockOrigin(input: ticket.input), rows: 0..<batch.count),
        at: now
      )
    }
    if let change = ticket.change { changes.append(change) }
    if let number = ticket.sequence { sequence = max(sequence, number) }
    if ticket.torn > 0 { status.drop(.torn, ticket.torn, input: ticket.input) }
    clock.note(bytes: ticket.bytes, at: SystemClock.monotonic)
  }

  func apply(_ input: Input, at now: Timestamp) {
    keepEffects(engine.apply(input, at: now))
  }

  /// Keeps what may be told once the next commit is done.
  func keepEffects(_ answers: [Effect]) {
    for effect in answers {
      switch effect {
      case .evaluated: break
      case .event, .deliver, .alert, .finished, .notice:
        effects.append(effect)
        clock.hurry(at: SystemClock.monotonic)
      }
    }
  }

  /// Writes everything that changed in one transaction, then tells what it means.
  func commit() {
    changes += engine.takeChanges().map { StateStore.Change(key: $0.key, value: $0.value) }
    crashPlan.pass(.beforeStateCommit)
    do {
      try store.commit(changes, spoolSequence: sequence) { answerQuestions() }
    } catch {
      // The changes are kept, the last of each key: the next attempt writes them with its own.
      var keys: Set<[UInt8]> = []
      changes = changes.reversed().filter { keys.insert($0.key).inserted }
      clock.reset()
      clock.note(bytes: 0, at: SystemClock.monotonic)
      status.fail(.state, "state cannot be written: \(error)", journal)
      // Files are not read meanwhile, but may grow.
      awaitFiles()
      _ = toLoop.post(.inputsPaused(true))
      return
    }
    crashPlan.pass(.afterStateCommit)
    if status.heal(.state, journal) { _ = toLoop.post(.inputsPaused(false)) }
    changes.removeAll(keepingCapacity: true)
    clock.reset()
    _ = toLoop.post(.committed(sequence: sequence))
    let told = effects
    effects = []
    for (position, effect) in told.enumerated() {
      // An event says of its alert what the change says, and more.
      if case .alert(let change) = effect, position + 1 < told.count,
        case .event(let event) = told[position + 1], event.rule == change.rule,
        event.series == change.series,
        JournalEntry(event: event).message == JournalEntry(change: change).message
      {
        continue
      }
      carryOut(effect)
    }
  }

  /// Uses and commits what was given so far.
  ///
  /// - Returns: whether the state on disk is the engine's.
  func settle() -> Bool {
    applyAll()
    commit()
    return changes.isEmpty
  }
}

extension RecordBatch {
  /// Adds rejects for lines that were cut away because they were too long.
  fileprivate mutating func addTooLong(_ count: Int) {
    rejects += repeatElement(Reject(offset: 0, lengthBytes: 0, reason: .tooLong), count: count)
  }
}
