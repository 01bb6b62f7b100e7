import Glibc
public import KedgeConfiguration
import KedgeControl
import KedgeModel

/// The daemon: an event loop for inputs and signals, a thread for the engine, one for control.
public final class Daemon {
  private let settings: DaemonSettings
  private let configuration: Configuration
  private let manager = ServiceManager()
  private let journal: JournalWriter
  private let loop: EventLoop
  private let queue: BoundedQueue<EngineMessage>
  private let progress: RunnerStatus.Progress
  private var inputs: InputReaders
  private var control: ControlServer?
  private var engineThread: WorkerThread?
  private var sources: [EventSource] = []
  private var timers: [EventTimer] = []
  private var lastProgress = -1

  /// Starts everything but the loop.
  ///
  /// - Throws: `DaemonError` with the exit status and one line that says why.
  public init(_ settings: DaemonSettings, _ configuration: Configuration) throws {
    // Lines of records and the key of this installation are nobody else's.
    umask(0o077)
    MemoryTuning.keepPagesOfBlocks()
    self.settings = settings
    self.configuration = configuration
    loop = try EventLoop()
    // Signals are blocked here, before any other thread starts and inherits that.
    let signals = try Daemon.signals(on: loop)
    journal = try JournalWriter(sink: settings.sink)
    let room = try Waker()
    queue = try BoundedQueue(capacity: 64, reserve: 16, room: room)
    let inherited = manager.takeInheritedDescriptors()
    let start = try Daemon.startEngine(settings, configuration, journal, queue, loop)
    engineThread = start.thread
    progress = start.progress
    inputs = try InputReaders(
      settings,
      configuration,
      start,
      queue: queue,
      manager: manager,
      journal: journal
    )
    sources.append(try loop.watch(room) { [unowned self] in inputs.resume() })
    signals.handle = { [unowned self] signal in handle(signal) }
    start.box.handle = { [unowned self] message in handle(message) }
    try serve(inherited)
    try startTimers()
  }

  /// Handles events until the daemon is told to stop.
  ///
  /// - Throws: `SystemError` where the loop breaks.
  public func run() throws {
    manager.notify(.ready, .status("Ready"))
    journal.write(
      JournalEntry(.started, "kedged \(settings.version) ready, pid \(ProcessLimits.process)")
    )
    try loop.run()
    stop()
  }

  private func serve(_ inherited: [InheritedDescriptor]) throws {
    let listeners = try Listeners(inherited, runtimePath: settings.runtimePath, manager)
    try inputs.start(on: loop, ingest: listeners.ingest, stored: listeners.stored)
    let queue = queue
    control = try ControlServer(listener: listeners.control) { request, reply in
      var place = BoundedQueue<EngineMessage>.Place.first
      if request.method != "GET" || queue.holds({ if case .chunk = $0 { true } else { false } }) {
        place = .lastReserved
      }
      switch queue.push(.control(request, reply: reply), place) {
      case .pushed: break
      case .full, .closed: reply(ControlResponse(problem: Problem.busy))
      }
    }
  }

  private func startTimers() throws {
    let second = try repeatingTimer(.seconds(1)) { [unowned self] in
      inputs.tick()
      _ = queue.push(.facts(inputs.facts), .lastReserved)
      _ = queue.push(.tick, .lastReserved)
    }
    timers.append(second)
    guard let interval = manager.watchdogInterval else { return }
    timers.append(
      try repeatingTimer(interval / 2) { [unowned self] in
        // Fed by the progress of the pipeline, never by the loop alone.
        guard progress.count != lastProgress else { return }
        lastProgress = progress.count
        manager.notify(.watchdog)
      }
    )
  }

  private func repeatingTimer(
    _ interval: Duration,
    _ action: @escaping () -> Void
  ) throws -> EventTimer {
    let box = TimerBox()
    let timer = try loop.timer {
      action()
      box.restart(after: interval)
    }
    box.timer = timer
    try timer.start(after: interval)
    return timer
  }

  private func handle(_ signal: Daemon.Signal) {
    switch signal {
    case .stop: loop.stop()
    case .reload: _ = queue.push(.reload, .lastReserved)
    case .summary: _ = queue.push(.summary, .lastReserved)
    }
  }

  private func handle(_ message: LoopMessage) {
    switch message {
    case .committed(let sequence): inputs.release(through: sequence)
    case .inputsPaused(let arePaused): inputs.rest(arePaused)
    case .reconfigured(let fresh, let checkpoints, let generation):
      inputs.reconfigure(fresh, checkpoints, generation: generation, on: loop)
    }
  }

  private func stop() {
    manager.notify(.stopping)
    journal.write(JournalEntry(.stopping, "stopping"))
    for timer in timers { timer.cancel() }
    inputs.stop()
    queue.close()
    engineThread?.join()
    // After the engine: it answers what it was asked.
    control?.stop()
    journal.close()
  }
}

/// Restarts a timer from its own action.
private final class TimerBox {
  var timer: EventTimer?

  func restart(after interval: Duration) {
    do {
      try timer?.start(after: interval)
    } catch {
      // A timer that cannot be armed again is found by the watchdog.
      printError("timer: \(error)")
    }
  }
}
