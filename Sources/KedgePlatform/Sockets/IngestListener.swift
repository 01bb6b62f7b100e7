/// The ingest socket: every byte of a client is committed to the spool before it leaves the kernel.
///
/// A look into a connection (peek), a note in its socket (register), the commit, and only then the
/// taking of the bytes: after a death of the process at any point the note tells whether the bytes
/// that are still in the socket were committed. Chunks are handed on in the order of their commits.
///
/// Reading stops while the consumer is full, while the spool is over its limit or cannot be
/// written, and between `pause` and `resume`; clients then wait. Belongs to the thread of its loop.
public final class IngestListener {
  /// Takes one chunk; false when there is no room, and then it is offered again after `resume`.
  public typealias Consumer = (SpoolChunk) -> Bool

  /// What was counted since the start.
  public internal(set) var counters = IngestCounters()

  /// Why the spool cannot be written, or `nil`.
  public internal(set) var failure: StoreError?

  /// Number of open connections.
  public var connectionCount: Int { connections.count }

  /// Number of connections that survive a restart.
  public internal(set) var storedCount = 0

  let settings: IngestSettings
  let store: any DescriptorStore
  let notice: (IngestNotice) -> Void
  let consumer: Consumer
  let connectionSet: ConnectionSet
  let settles: Bool
  var spool: SpoolStore
  var crashPlan: CrashPlan
  var connections: [Int32: IngestConnection] = [:]
  var connectionsOfUid: [UInt32: Int] = [:]
  var listener: Descriptor?
  var lastName = 0
  var deliveredThrough: Int64
  var releasedThrough: Int64
  var isPaused = false
  var isConsumerFull = false
  var isAcceptPaused = false
  var saidSpoolFull = false
  private var saidSpoolFailed = false
  var saidNotRestartSafe = false
  var refusedUids: Set<UInt32> = []
  private var listenerSource: EventSource?
  private var connectionSource: EventSource?

  /// Makes an ingest socket that has no listener yet.
  ///
  /// - Parameters:
  ///   - settings: The limits.
  ///   - spool: Where bytes are committed.
  ///   - appliedSequence: Number of the last chunk that the engine's state contains; later ones
  ///     are handed on from the spool before new ones.
  ///   - store: Keeps connections over a restart.
  ///   - notice: Is told what the operator should know.
  ///   - consumer: Takes the chunks in the order of their numbers.
  /// - Throws: `SystemError` when there is no free descriptor.
  public init(
    settings: IngestSettings,
    spool: SpoolStore,
    appliedSequence: Int64,
    store: any DescriptorStore,
    notice: @escaping (IngestNotice) -> Void,
    consumer: @escaping Consumer
  ) throws(SystemError) {
    self.settings = settings
    self.spool = spool
    self.store = store
    self.notice = notice
    self.consumer = consumer
    connectionSet = try ConnectionSet()
    crashPlan = CrashPlan(environmentValue("KEDGE_CRASH_AT"))
    settles = environmentValue("KEDGE_SETTLE") != "off"
    deliveredThrough = appliedSequence
    releasedThrough = appliedSequence
  }

  /// Readable when a connection has something.
  public var readyDescriptor: Int32 { connectionSet.descriptor.number }

  /// Whether bytes of connections are read at present.
  public var isReading: Bool {
    !isPaused && !isConsumerFull && failure == nil && !isSpoolFull && isCaughtUp
  }

  /// Whether every committed chunk was handed on.
  public var isCaughtUp: Bool { deliveredThrough >= spool.lastSequence }

  var isSpoolFull: Bool { spool.storedBytes >= settings.spoolBytesMax }

  /// Begins to accept from `listener` and to read, in the turns of `loop`.
  ///
  /// - Throws: `SystemError` when the loop cannot watch.
  public func start(listener: Descriptor, on loop: EventLoop) throws(SystemError) {
    use(listener)
    listenerSource = try loop.watch(listener.number) { [weak self] in self?.acceptConnections() }
    connectionSource = try loop.watch(readyDescriptor) { [weak self] in self?.readConnections() }
    deliverBacklog()
    update()
  }

  /// Accepts from `listener`, which a service manager hands over in blocking mode.
  func use(_ listener: Descriptor) {
    setNonBlocking(listener.number)
    self.listener = listener
  }

  /// Stops accepting and reading for good; connections stay open and stored.
  public func stop() {
    listenerSource?.cancel()
    connectionSource?.cancel()
    listenerSource = nil
    connectionSource = nil
  }

  /// Stops reading until `resume`; accepting goes on.
  public func pause() {
    isPaused = true
    update()
  }

  /// Reads again: the consumer has room, or `pause` is over.
  public func resume() {
    isPaused = false
    isConsumerFull = false
    deliverBacklog()
    update()
  }

  /// Says that the engine's committed state contains the chunks up to a number.
  ///
  /// They are forgotten with the next transaction, or with `trim`.
  public func release(through sequence: Int64) {
    releasedThrough = max(releasedThrough, sequence)
    if isSpoolFull { trim() }
  }

  /// Forgets released chunks now; for a moment without traffic.
  public func trim() {
    do {
      try spool.removeChunks(through: releasedThrough)
      if !isSpoolFull { saidSpoolFull = false }
    } catch {
      fail(error)
    }
    update()
  }

  /// Tries again what failed for lack of disk or of descriptors; for a timer of about a second.
  public func retry() {
    if failure != nil {
      failure = nil
      trim()
    }
    resumeAccepting()
    deliverBacklog()
    update()
  }

  func fail(_ error: StoreError) {
    failure = error
    if !saidSpoolFailed { notice(.spoolFailed(error)) }
    saidSpoolFailed = true
  }

  /// Notes that something was written.
  func healed() {
    if saidSpoolFailed { notice(.spoolHealed) }
    saidSpoolFailed = false
  }

  /// Hands on what the spool has and the consumer did not get yet, a page at a time.
  func deliverBacklog() {
    while !isCaughtUp, !isConsumerFull {
      let page: [SpoolChunk]
      do {
        page = try spool.chunks(after: deliveredThrough, maxBytes: settings.groupBytesMax)
      } catch {
        return fail(error)
      }
      if page.isEmpty { deliveredThrough = spool.lastSequence }
      deliver(page)
    }
  }

  /// Hands on chunks; those that find no room are read from the spool again after `resume`.
  func deliver(_ chunks: [SpoolChunk]) {
    for chunk in chunks {
      guard !isConsumerFull, consumer(chunk) else {
        isConsumerFull = true
        return
      }
      deliveredThrough = chunk.sequence
    }
  }

  /// Switches the sources of the loop to what is wanted now.
  func update() {
    if isSpoolFull, !saidSpoolFull {
      saidSpoolFull = true
      notice(.spoolFull)
    }
    isReading ? connectionSource?.resume() : connectionSource?.pause()
    isAcceptPaused ? listenerSource?.pause() : listenerSource?.resume()
  }
}
