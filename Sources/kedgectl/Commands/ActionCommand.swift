import ArgumentParser
import Glibc
import KedgeControl
import KedgeModel
import KedgePlatform
import KedgeReport

/// Actions: what rules have asked for, and what became of it.
struct ActionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "action",
    abstract: "List actions under way, report results, and start what is asked for.",
    subcommands: [ActionListCommand.self, ActionReportCommand.self, ActionDispatchCommand.self],
    defaultSubcommand: ActionListCommand.self
  )
}

/// Actions that have not ended.
struct ActionListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List actions that have not ended."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    try Failure.guarding(output.json) {
      output.show(try daemon.list(["actions"]), Lists.actions)
    }
  }
}

/// Reports how the unit of an action ended.
struct ActionReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Report how the unit of an action ended; for ExecStopPost= of the unit."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  @Argument(help: "Id of the event.")
  var event: String

  func run() throws {
    try Failure.guarding(output.json) {
      let (result, detail) = try ending()
      let document = try send([
        "result": .string(result.word), "detail": .string(detail),
      ])
      output.show(document, text: document["message"]?.text ?? "reported")
    }
  }

  /// How the unit ended, from the environment that systemd gives to ExecStopPost=.
  private func ending() throws -> (result: ActionResult, detail: String) {
    guard let service = ProcessEnvironment.variable("SERVICE_RESULT") else {
      throw Failure(
        ExitCode(64),
        "SERVICE_RESULT is not set",
        next: "this verb is for ExecStopPost= of a unit; results are shown by: kedgectl events"
      )
    }
    let code = ProcessEnvironment.variable("EXIT_CODE") ?? "-"
    let status = ProcessEnvironment.variable("EXIT_STATUS") ?? "-"
    switch service {
    case "success": return (.succeeded, "exit status \(status)")
    case "timeout": return (.timeout, "the unit's time was over")
    default: return (.failed, "\(service): \(code) \(status)")
    }
  }

  /// Sends the report; a daemon that is starting again is waited for.
  private func send(_ body: JSONValue) throws -> JSONValue {
    let target = ControlRequest.target(["v1", "actions", event, "report"])
    for _ in 0..<20 {
      do {
        return try daemon.client.document("POST", target, body: body)
      } catch {
        let isAway = ["state.not-running", "state.unreachable", "state.starting", "limit.busy"]
          .contains(error.code)
        guard isAway else { throw error }
        sleep(1)
      }
    }
    return try daemon.client.document("POST", target, body: body)
  }
}

/// Carries the outbox out.
struct ActionDispatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispatch",
    abstract: "Start the actions in the outbox: their units, or programs of a folder."
  )

  @OptionGroup var daemon: DaemonOptions

  @Option(help: "Folder of the intents.")
  var outbox = "/var/lib/kedge/outbox"

  @Option(help: "Run programs of this folder, named as the actions, instead of units.")
  var programs: String?

  @Option(help: "Folder in which units find what they are given.")
  var handover = "/run/kedge/actions"

  func run() throws {
    try Failure.guarding {
      let runner =
        programs.map { ActionDispatch.Runner.programs($0) }
        ?? .units(handover: handover)
      let dispatch = try ActionDispatch(outbox: outbox, runner: runner, client: daemon.client)
      try dispatch.run { printError($0) }
    }
  }
}
