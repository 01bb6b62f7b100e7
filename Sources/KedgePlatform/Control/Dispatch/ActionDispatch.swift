import Glibc
public import KedgeControl
import KedgeModel

/// Carries the intents in the outbox out, and reports what became of them (SYSTEMD 9, CLI 3.4).
public struct ActionDispatch {
  /// Who runs the actions.
  public enum Runner: Equatable, Sendable {
    /// Units of systemd; the folder holds what they are given.
    case units(handover: String)
    /// Programs of a folder, named as the actions.
    case programs(String)
  }

  private static let systemctl = "/usr/bin/systemctl"

  private let outbox: OutboxFolder
  private let runner: Runner
  private let client: ControlClient

  /// Makes a dispatcher.
  ///
  /// - Parameters:
  ///   - path: The folder of the intents.
  ///   - runner: Who runs the actions.
  ///   - client: Where results are reported.
  /// - Throws: `Problem` where root asks for programs, or the folder cannot be used.
  public init(outbox path: String, runner: Runner, client: ControlClient) throws(Problem) {
    self.runner = runner
    self.client = client
    let owner: uid_t
    switch runner {
    case .programs:
      guard getuid() != 0 else {
        throw Problem(
          code: "auth.denied",
          detail: "root does not run programs of a folder",
          next: "run it as an ordinary user, or leave --programs out to start units"
        )
      }
      owner = getuid()
    case .units:
      owner = userNumber("kedge") ?? getuid()
    }
    do {
      outbox = try OutboxFolder(path: path, owner: owner)
    } catch {
      throw Problem(
        code: error.code == EACCES ? "auth.denied" : "file.missing",
        detail: "\(error)",
        next: "name the daemon's folder with --outbox DIR"
      )
    }
  }

  /// Carries out every intent that is there.
  ///
  /// - Parameter tell: Takes a line about each.
  /// - Throws: `Problem` where an entry can be neither carried out nor taken away.
  public func run(_ tell: (String) -> Void) throws(Problem) {
    do {
      for name in try outbox.names() { try dispatch(name, tell) }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(code: "io.outbox", detail: "\(outbox.path): \(error)")
    }
  }

  private func dispatch(_ name: String, _ tell: (String) -> Void) throws {
    let entry: DispatchEntry
    do {
      guard let found = try outbox.read(name) else { return }
      entry = found
    } catch {
      try outbox.setAside(name)
      tell("refused, moved to \(outbox.path).bad: \(SafeName.escaped(name)): \(error.reason)")
      if DispatchEntry.isEvent(name) { report(name, .notStarted, error.reason, tell) }
      return
    }
    switch runner {
    case .units(let folder):
      do {
        try start(entry, HandoverFolder(path: folder), tell)
      } catch {
        // One entry must not hold up the others.
        try outbox.setAside(name)
        tell("not started: \(name): \(error)")
        report(name, .notStarted, "\(error)", tell)
      }
    case .programs(let folder): try run(entry, "\(folder)/\(entry.action)", tell)
    }
  }

  /// Starts the unit of an action.
  private func start(
    _ entry: DispatchEntry,
    _ handover: HandoverFolder,
    _ tell: (String) -> Void
  ) throws(SystemError) {
    guard !handover.isStarted(entry.event) else {
      try outbox.remove(entry.event)
      tell("handed to systemd before: \(entry.event); its unit reports, or it times out")
      return
    }
    guard try handover.startedToday < HandoverFolder.startsPerDayMax else {
      try outbox.setAside(entry.event)
      return report(entry.event, .notStarted, "too many actions within a day", tell)
    }
    try handover.write(entry)
    // Before the start: killed in between, an action is rather not started than started twice.
    try handover.markStarted(entry.event)
    let unit = "kedge-\(entry.action)@\(entry.event).service"
    let ending: ChildProcess.Ending
    do {
      ending = try ChildProcess.run(
        ActionDispatch.systemctl,
        ["start", "--no-block", "--", unit],
        environment: []
      )
    } catch {
      handover.remove(entry.event)
      throw error
    }
    if ending != .exited(0) { handover.remove(entry.event) }
    try outbox.remove(entry.event)
    if ending == .exited(0) {
      tell("started \(unit)")
      report(entry.event, .started, unit, tell)
    } else {
      tell("not started: \(unit): systemctl ended with \(ending.text)")
      report(entry.event, .notStarted, "systemctl start \(unit): \(ending.text)", tell)
    }
  }

  /// Runs the program of an action to its end.
  private func run(
    _ entry: DispatchEntry,
    _ program: String,
    _ tell: (String) -> Void
  ) throws {
    do {
      try send(entry.event, .started, program)
    } catch {
      guard error.code == "state.conflict" else { throw error }
      // It was begun before; where its end is known, this report is refused.
      try outbox.remove(entry.event)
      tell("begun before: \(entry.event)")
      return report(entry.event, .failed, "the dispatcher ended before the action", tell)
    }
    let variables =
      entry.environment.map { "\($0.name)=\($0.value)" } + [
        "KEDGE_EVENT=\(entry.event)", "KEDGE_EVENT_FILE=\(outbox.path)/\(entry.event)",
      ]
    var result = ActionResult.notStarted
    var detail: String
    do {
      let ending = try ChildProcess.run(program, [], environment: variables)
      result = ending == .exited(0) ? .succeeded : .failed
      detail = ending.text
    } catch {
      detail = "\(error)"
    }
    try outbox.remove(entry.event)
    tell("\(entry.action) \(entry.event): \(result.word), \(detail)")
    report(entry.event, result, detail, tell)
  }

  private func report(
    _ event: String,
    _ result: ActionResult,
    _ detail: String,
    _ tell: (String) -> Void
  ) {
    do {
      try send(event, result, detail)
    } catch {
      // A unit may have reported its end before; an event that nobody knows needs no result.
      let isKnown = error.code == "state.conflict" || error.code == "not-found.event"
      if !isKnown { tell("result of \(event) not reported: \(error.sentence)") }
    }
  }

  private func send(
    _ event: String,
    _ result: ActionResult,
    _ detail: String
  ) throws(Problem) {
    _ = try client.document(
      "POST",
      ControlRequest.target(["v1", "actions", event, "report"]),
      body: ["result": .string(result.word), "detail": .string(detail)]
    )
  }
}

/// Names in messages.
private enum SafeName {
  /// The name, every byte outside of printable ASCII escaped.
  static func escaped(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      (0x20..<0x7F).contains(scalar.value)
        ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
  }
}
