import Glibc
import KedgeConfiguration
import Synchronization

extension Daemon {
  /// What a signal asks for.
  enum Signal {
    case stop, reload, summary
  }

  /// Signals on their way to whoever handles them.
  final class SignalBox {
    var handle: (Signal) -> Void = { _ in }
    var sources: [EventSource] = []
  }

  /// Messages of the engine's thread on their way to whoever handles them.
  final class MessageBox {
    var handle: (LoopMessage) -> Void = { _ in }
  }

  /// The engine's thread after its start.
  struct EngineStarted {
    let thread: WorkerThread
    let progress: RunnerStatus.Progress
    let box: MessageBox
    let appliedSequence: Int64
    let checkpoints: [Int: [FileCheckpoint]]
  }

  static func signals(on loop: EventLoop) throws -> SignalBox {
    let box = SignalBox()
    for signal in [SIGTERM, SIGINT] {
      box.sources.append(try loop.onSignal(signal) { box.handle(.stop) })
    }
    box.sources.append(try loop.onSignal(SIGHUP) { box.handle(.reload) })
    box.sources.append(try loop.onSignal(SIGUSR1) { box.handle(.summary) })
    return box
  }

  /// Starts the thread of the engine and waits until it has loaded its state.
  ///
  /// - Throws: `DaemonError` where the state cannot be used.
  static func startEngine(
    _ settings: DaemonSettings,
    _ configuration: Configuration,
    _ journal: JournalWriter,
    _ queue: BoundedQueue<EngineMessage>,
    _ loop: EventLoop
  ) throws -> EngineStarted {
    let box = MessageBox()
    let mailbox = try loop.mailbox(limit: 4_096) { (message: LoopMessage) in box.handle(message) }
    let started = try BoundedQueue<EngineOutcome>(capacity: 1, room: try Waker())
    let thread = try WorkerThread(name: "engine") {
      let runner: EngineRunner
      do {
        runner = try EngineRunner(
          settings: settings,
          configuration: configuration,
          journal: journal,
          toLoop: mailbox
        )
        let entries = try runner.store.load()
        let start = EngineStart.ready(
          appliedSequence: runner.store.spoolSequence,
          checkpoints: runner.checkpoints(entries)
        )
        _ = started.push(EngineOutcome(start: start, progress: runner.status.progress))
      } catch {
        let status = (error as? StoreError)?.exitStatus ?? 74
        let start = EngineStart.failed(status: status, message: "\(error)")
        _ = started.push(EngineOutcome(start: start, progress: RunnerStatus.Progress()))
        return
      }
      runner.run(queue)
    }
    guard case .element(let outcome) = started.take() else {
      throw DaemonError(status: 70, "the engine did not start")
    }
    switch outcome.start {
    case .failed(let status, let message): throw DaemonError(status: status, message)
    case .ready(let sequence, let checkpoints):
      return EngineStarted(
        thread: thread,
        progress: outcome.progress,
        box: box,
        appliedSequence: sequence,
        checkpoints: checkpoints
      )
    }
  }

  /// How the start of the engine went, with the counter of its turns.
  private struct EngineOutcome: Sendable {
    let start: EngineStart
    let progress: RunnerStatus.Progress
  }
}

/// The sockets of the daemon: handed over by the manager, or bound by itself.
struct Listeners {
  let ingest: Descriptor
  let control: Descriptor
  /// Connections of a predecessor that the manager kept.
  let stored: [InheritedDescriptor]

  /// - Throws: `DaemonError` where the manager handed over some sockets and not these.
  init(
    _ inherited: [InheritedDescriptor],
    runtimePath: String,
    _ manager: ServiceManager
  ) throws {
    stored = inherited.filter { $0.name.hasPrefix("in-") }
    let listeners = inherited.filter { !$0.name.hasPrefix("in-") }
    guard listeners.isEmpty else {
      guard let ingest = listeners.first(where: { $0.name == "ingest" }),
        let control = listeners.first(where: { $0.name == "control" })
      else {
        throw DaemonError(
          status: 71,
          "the service manager handed over no `ingest` or no `control` socket"
        )
      }
      (self.ingest, self.control) = (ingest.descriptor, control.descriptor)
      return
    }
    ingest = try UnixListener.bind(path: "\(runtimePath)/ingest.sock", mode: 0o600, backlog: 512)
    control = try UnixListener.bind(path: "\(runtimePath)/control.sock", mode: 0o600, backlog: 64)
  }
}
