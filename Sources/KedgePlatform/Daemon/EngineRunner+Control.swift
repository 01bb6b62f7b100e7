import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel

extension EngineRunner {
  /// Answers a request of the control socket.
  func answer(_ request: ControlRequest, _ reply: (ControlResponse) -> Void) {
    switch ControlRouter.answer(request, engine: engine, facts: facts()) {
    case .response(let response): reply(response)
    case .reload: reply(reload())
    case .report(let report):
      status.published[report.event] = nil
      apply(.report(report), at: SystemClock.now)
      guard settle() else { return reply(ControlResponse(problem: EngineRunner.unwritten)) }
      reply(ControlResponse.done("result of \(report.event) noted: \(report.result.word)"))
    }
  }

  private static let unwritten = Problem(
    code: "state.degraded",
    detail: "the state cannot be written now, so nothing was changed",
    next: "kedgectl doctor"
  )

  private func facts() -> DaemonFacts {
    var facts = DaemonFacts(version: settings.version)
    facts.state = status.problems.isEmpty ? "ready" : "degraded"
    facts.since = status.since
    facts.loadedAt = status.loadedAt
    facts.now = SystemClock.now
    facts.process = ProcessLimits.process
    facts.configurationPath = settings.files.path
    facts.dropInCount = max(0, configuration.files.count - 1)
    facts.reloadProblem = status.reloadProblem
    facts.inputs = configuration.inputs.enumerated().map { index, input in
      inputFacts(index, input)
    }
    facts.connections = status.facts.connections
    facts.recordsPerSecond = status.recordsPerSecond
    facts.residentBytes = ProcessLimits.residentBytes
    facts.stateBytes = ProcessLimits.bytes(of: "\(settings.statePath)/state.db")
    facts.statePath = settings.statePath
    facts.spoolBytes = status.facts.spoolBytes
    facts.degraded = status.problems
    facts.dropped = dropped()
    facts.isManaged = ServiceManager().isPresent
    facts.user = ProcessLimits.user
    facts.isDiscovering = configuration.isDiscovering
    return facts
  }

  private func inputFacts(_ index: Int, _ input: InputConfiguration) -> DaemonFacts.Input {
    let files = status.facts.files[index] ?? InputFacts.FileFacts()
    switch input.source {
    case .socket:
      return DaemonFacts.Input(
        name: input.name,
        kind: "socket",
        state: "ok",
        openFiles: 0,
        lagBytes: 0,
        problems: []
      )
    case .files(let patterns):
      return DaemonFacts.Input(
        name: input.name,
        kind: "file",
        state: files.problems.isEmpty ? "ok" : "stale",
        openFiles: files.open,
        absent: files.matched == 0 ? patterns : [],
        lagBytes: Int(files.lagBytes),
        problems: files.problems
      )
    }
  }

  private func dropped() -> [DaemonFacts.Dropped] {
    configuration.inputs.indices.flatMap { index in
      RunnerStatus.DropReason.allCases.compactMap { reason in
        status.dropped[index]?[reason].map {
          DaemonFacts.Dropped(
            input: configuration.inputs[index].name,
            reason: reason.rawValue,
            count: $0
          )
        }
      }
    }
  }

  /// Reads the configuration again: parse, check, build, swap; on failure nothing changes.
  func reload() -> ControlResponse {
    let manager = ServiceManager()
    manager.notifyReloading()
    let fresh: Configuration
    do {
      fresh = try settings.files.load()
    } catch {
      return refuse(error, manager)
    }
    do {
      try swap(to: fresh)
    } catch {
      return refuse(error, manager)
    }
    status.reloadProblem = nil
    status.loadedAt = SystemClock.now
    manager.notify(.ready, .status(status.line(engine)))
    journal.write(
      JournalEntry(.configLoaded, "configuration loaded: \(settings.files.path)")
    )
    return ControlResponse.done("configuration loaded: \(settings.files.path)")
  }

  private func refuse(_ error: any Error, _ manager: ServiceManager) -> ControlResponse {
    let problem = ConfigurationProblem.problem(error)
    status.reloadProblem = (problem.place.map { "\($0): " } ?? "") + problem.detail
    manager.notify(.ready, .status("reload refused, \(status.reloadProblem ?? "")"))
    journal.write(ConfigurationProblem.entry(problem))
    return ControlResponse(problem: problem)
  }

  /// Builds the engine anew from the committed state, under the new settings.
  private func swap(to fresh: Configuration) throws {
    guard settle() else { throw EngineRunner.unwritten }
    let entries = try store.load()
    var fresh = fresh
    fresh.addSocketInput()
    fresh.engine.hashKey = configuration.engine.hashKey
    let successor = try Engine(
      settings: fresh.engine,
      state: entries.map { StateEntry(key: $0.key, value: $0.value) }
    )
    pool = try EngineRunner.pool(fresh, successor)
    engine = successor
    keepEffects(engine.takeEffects())
    configuration = fresh
    awaitFiles()
    cutters = StreamCutters(fresh.inputs)
    learnHeaders(entries)
    generation += 1
    _ = toLoop.post(
      .reconfigured(fresh, checkpoints: checkpoints(entries), generation: generation)
    )
  }
}
