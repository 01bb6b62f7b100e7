import KedgeConfiguration
import KedgeDecoding
import KedgeModel

/// The inputs of the daemon on the event loop: followed files and the ingest socket.
final class InputReaders {
  private let queue: BoundedQueue<EngineMessage>
  private let journal: JournalWriter
  private let listener: IngestListener
  private let spool: SpoolStore
  private var followers: [Follower] = []
  private var generation = 0
  /// Why files are not followed, or `nil`.
  private var problem: String?
  private var quarantine: String?
  /// Whether the state cannot be written: what is read could not be kept.
  private var isResting = false
  /// Messages that found no room, in order.
  private var waiting: [EngineMessage] = []

  /// The files of one input.
  private final class Follower {
    let input: Int
    let name: String
    let follower: FileFollower
    var source: EventSource?
    var problems: [String: String] = [:]

    init(input: Int, name: String, follower: FileFollower) {
      self.input = input
      self.name = name
      self.follower = follower
    }
  }

  private static let turnBytes = 1 << 20

  init(
    _ settings: DaemonSettings,
    _ configuration: Configuration,
    _ start: Daemon.EngineStarted,
    queue: BoundedQueue<EngineMessage>,
    manager: ServiceManager,
    journal: JournalWriter
  ) throws {
    self.queue = queue
    self.journal = journal
    do {
      spool = try SpoolStore(
        path: "\(settings.statePath)/spool.db",
        appliedSequence: start.appliedSequence,
        durability: configuration.isPowerSafe ? .power : .process,
        quarantineSeconds: SystemClock.now.nanoseconds / 1_000_000_000
      )
    } catch {
      throw DaemonError(status: error.exitStatus, "\(error)")
    }
    quarantine = spool.quarantined.map { "spool \($0)" }
    if let quarantine { journal.write(JournalEntry(.degraded, reason: quarantine)) }
    var limits = IngestSettings()
    limits.connectionsMax = configuration.connectionsMax
    limits.connectionsPerUidMax = configuration.connectionsPerUserMax
    limits.spoolBytesMax = configuration.spoolBytesMax
    let socket = configuration.inputs.first { $0.source == .socket }
    limits.lineBytesMax = socket?.decoder.lineBytesMax ?? limits.lineBytesMax
    let notices = NoticeBox()
    listener = try IngestListener(
      settings: limits,
      spool: spool,
      appliedSequence: start.appliedSequence,
      store: manager,
      notice: { notices.handle($0) },
      consumer: { chunk in
        if case .pushed = queue.push(.chunk(chunk)) { return true }
        return false
      }
    )
    notices.handle = { [unowned self] notice in
      self.journal.write(JournalEntry(notice: notice))
    }
    followers = try makeFollowers(configuration, start.checkpoints)
  }

  private final class NoticeBox {
    var handle: (IngestNotice) -> Void = { _ in }
  }

  private func makeFollowers(
    _ configuration: Configuration,
    _ checkpoints: [Int: [FileCheckpoint]]
  ) throws -> [Follower] {
    var made: [Follower] = []
    for (index, input) in configuration.inputs.enumerated() {
      guard case .files(let patterns) = input.source else { continue }
      var settings = FollowSettings(patterns: patterns.map { GlobPattern($0) })
      settings.startsAtEnd = input.startsAtEnd
      settings.followsLinks = input.followsSymlinks
      let follower = try FileFollower(
        settings: settings,
        checkpoints: checkpoints[index] ?? [],
        times: EventTimes(input.decoder)
      )
      made.append(Follower(input: index, name: input.name, follower: follower))
    }
    return made
  }

  func start(
    on loop: EventLoop,
    ingest: Descriptor,
    stored: [InheritedDescriptor]
  ) throws {
    do {
      try listener.adopt(stored)
    } catch {
      throw DaemonError(status: error.exitStatus, "\(error)")
    }
    try listener.start(listener: ingest, on: loop)
    try watch(on: loop)
    poll()
  }

  private func watch(on loop: EventLoop) throws(SystemError) {
    for follower in followers {
      follower.source = try loop.watch(follower.follower.wakeDescriptor) { [unowned self] in
        poll()
      }
    }
  }

  /// Reads every input a little, as long as the queue has room.
  private func poll() {
    var hasMore = !isResting
    while hasMore, flush() {
      hasMore = false
      for follower in followers {
        let turn = follower.follower.poll(
          limitBytes: InputReaders.turnBytes,
          now: SystemClock.monotonic
        )
        for notice in turn.notices { tell(notice, follower) }
        waiting += turn.blocks.map {
          .file($0, input: follower.input, generation: generation)
        }
        if turn.isCaughtUp {
          waiting.append(.caughtUp(input: follower.input, generation: generation))
        }
        hasMore = hasMore || turn.hasMore
      }
    }
  }

  /// Hands on what waits.
  ///
  /// - Returns: whether nothing waits any more.
  private func flush() -> Bool {
    var count = 0
    for message in waiting {
      guard case .pushed = queue.push(message) else { break }
      count += 1
    }
    waiting.removeFirst(count)
    return waiting.isEmpty
  }

  private func tell(_ notice: FileNotice, _ follower: Follower) {
    switch notice {
    case .denied(let path, let detail), .unreadable(let path, let detail):
      follower.problems[path] = "\(path): \(detail)"
    case .readable(let path): follower.problems[path] = nil
    case .skipped, .truncated, .missing, .gap, .holes, .notWatched: break
    }
    journal.write(JournalEntry(notice: notice, input: follower.name))
  }

  /// The queue has room again.
  func resume() {
    guard flush(), !isResting else { return }
    listener.resume()
    poll()
  }

  /// Stops or goes on reading; clients and files wait meanwhile.
  func rest(_ isResting: Bool) {
    self.isResting = isResting
    for follower in followers { follower.follower.expectBacklog() }
    if isResting { listener.pause() } else { resume() }
  }

  /// A second has passed.
  func tick() {
    listener.retry()
    poll()
  }

  func release(through sequence: Int64) {
    listener.release(through: sequence)
  }

  /// Follows the files of a new configuration.
  func reconfigure(
    _ configuration: Configuration,
    _ checkpoints: [Int: [FileCheckpoint]],
    generation: Int,
    on loop: EventLoop
  ) {
    for follower in followers { follower.source?.cancel() }
    waiting = []
    self.generation = generation
    // Those of before must not read on: their inputs are numbered by the configuration of before.
    followers = []
    problem = nil
    do {
      followers = try makeFollowers(configuration, checkpoints)
      try watch(on: loop)
    } catch {
      let message = "files cannot be followed: \(error)"
      problem = message
      journal.write(JournalEntry(.degraded, reason: message))
      // Nobody will say what these inputs have.
      waiting = configuration.inputs.indices.map { .caughtUp(input: $0, generation: generation) }
    }
    poll()
  }

  func stop() {
    for follower in followers { follower.source?.cancel() }
    listener.stop()
  }

  /// What the inputs look like now.
  var facts: InputFacts {
    var facts = InputFacts()
    for follower in followers {
      facts.files[follower.input] = InputFacts.FileFacts(
        open: follower.follower.fileCount,
        matched: follower.follower.matchCount,
        lagBytes: follower.follower.lagBytes,
        problems: follower.problems.sorted { $0.key < $1.key }.map(\.value)
      )
    }
    facts.connections = listener.connectionCount
    facts.spoolBytes = spool.storedBytes
    facts.socket = listener.counters
    facts.problem =
      problem ?? listener.failure.map { "spool cannot be written: \($0)" } ?? quarantine
    return facts
  }
}

extension FileNotice.Skip {
  fileprivate var text: String {
    switch self {
    case .compressed: "its name says that it is compressed"
    case .notRegular: "it is no regular file"
    case .link: "it is a symbolic link, and follow_symlinks is off"
    }
  }
}

extension JournalEntry {
  /// The entry of a notice about the ingest socket.
  fileprivate init(notice: IngestNotice) {
    let text: String
    var priority = JournalPriority.warning
    switch notice {
    case .acceptPaused:
      text = "new connections wait: limits.connections is reached, or no descriptor is free"
    case .acceptResumed: (text, priority) = ("connections are accepted again", .notice)
    case .notRestartSafe:
      text =
        "connections break at a restart: the service manager does not keep them"
        + " (no systemd, or FileDescriptorStoreMax= is reached)"
    case .refused(let uid):
      text = "user \(uid) has too many connections, more are closed: limits.connections_per_uid"
    case .connectionsLost(let count): text = "\(count) connections of the last run are gone"
    case .spoolFailed(let error):
      self.init(.degraded, reason: "the spool cannot be written, so clients wait: \(error)")
      return
    case .spoolHealed:
      self.init(.healed, reason: "the spool can be written again")
      return
    case .spoolFull:
      text = "the spool is full (limits.spool), so clients wait until the engine has caught up"
    case .acknowledgementsUnread(let connection):
      text = "connection \(connection) asked for acknowledgements, read none, and was closed"
    }
    self.init(priority: priority, "ingest socket: \(text)")
  }

  /// The entry of a notice about files.
  init(notice: FileNotice, input: String) {
    let source = Value(.source, input)
    switch notice {
    case .truncated(let path, 0):
      let text = "\(path) was truncated; all that was seen of it is read"
      self.init(priority: .notice, text, [source])
    case .truncated(let path, let bytes):
      self.init(
        .inputLost,
        "\(path) was truncated; about \(bytes) bytes were never read",
        [Value(.reason, "truncated"), source]
      )
    case .missing(let path, let bytes):
      self.init(
        .inputLost,
        "\(path) is gone; about \(bytes) bytes were never read",
        [Value(.reason, "gap"), source]
      )
    case .gap(let path):
      self.init(
        .inputLost,
        "generations of \(path) between two looks cannot be read",
        [Value(.reason, "gap"), source]
      )
    case .holes(let path, let count):
      self.init(
        .inputLost,
        "\(count) runs of zero bytes were left out of \(path)",
        [Value(.reason, "nul_hole"), source]
      )
    case .denied(let path, let detail), .unreadable(let path, let detail):
      self.init(priority: .warning, "\(path) cannot be read: \(detail)", [source])
    case .readable(let path):
      self.init(priority: .notice, "\(path) can be read again", [source])
    case .skipped(let path, let reason):
      self.init(priority: .notice, "\(path) is not read: \(reason.text)", [source])
    case .notWatched(let directory):
      self.init(
        priority: .notice,
        "\(directory) is looked at every second: too many watches",
        [source]
      )
    }
  }
}
