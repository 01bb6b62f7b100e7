import ArgumentParser
import KedgeControl
import KedgeEngine
import KedgeModel
import KedgePlatform
import KedgeReport

/// One screen about everything.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the daemon, its inputs, counts, models and alerts."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  @Flag(help: "Exit with 1 where something fires or is wrong.")
  var check = false

  func run() throws {
    try Failure.guarding(output.json) {
      let envelope: Envelope
      do {
        envelope = try daemon.list(["status"])
      } catch let problem as Problem
        where problem.code == "state.not-running" && output.json == nil
      {
        for line in StatusScreen.notRunning(problem.detail.reason, output.style) { print(line) }
        throw ExitCode(problem.exitStatus)
      }
      output.show(envelope) { items, style in items.flatMap { StatusScreen($0, style).lines } }
      let style = output.style
      if check, envelope.items.contains(where: { StatusScreen($0, style).needsAttention }) {
        throw ExitCode(1)
      }
    }
  }
}

extension String {
  /// The part behind the first colon.
  fileprivate var reason: String {
    split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? self
  }
}

/// Versions of models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the versions of models: role, baseline, state."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var filter: VersionOptions

  func run() throws {
    try Failure.guarding(output.json) {
      output.show(try daemon.list(["models"], filter.query), Lists.models)
    }
  }
}

/// Indicators of the newest windows.
struct IndicatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indicators",
    abstract: "List indicators of the newest windows: value, baseline, limit, N, verdict."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var filter: FilterOptions

  func run() throws {
    try Failure.guarding(output.json) {
      output.show(try daemon.list(["indicators"], filter.query), Lists.indicators)
    }
  }
}

/// What happened.
struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "List events, oldest first."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var filter: FilterOptions

  @Option(name: [.customShort("n"), .customLong("lines")], help: "The last N, at most 1000.")
  var lines = 1_000

  @Option(help: "From this time on: @SECONDS, RFC 3339, `2h ago`, `yesterday`.")
  var since: String?

  @Option(help: "Before this time.")
  var until: String?

  @Option(help: "Events of one kind: \(Event.kinds.joined(separator: ", ")).")
  var kind: String?

  func validate() throws {
    guard (1...1_000).contains(lines) else {
      throw ValidationError("-n lies between 1 and 1000")
    }
  }

  func run() throws {
    try Failure.guarding(output.json) {
      var query = filter.query + [ControlQueryItem(name: "limit", value: String(lines))]
      for (name, text) in [("since", since), ("until", until)] {
        guard let text else { continue }
        query.append(ControlQueryItem(name: name, value: try instant(text, name).rfc3339))
      }
      if let kind { query.append(ControlQueryItem(name: "kind", value: kind)) }
      let document = try daemon.client.document(
        "GET",
        ControlRequest.target(["v1", "events"], query)
      )
      guard var envelope = Envelope(document: document) else {
        throw Failure(ExitCode(69), "the answer is not one of this version")
      }
      envelope.next = nil
      output.show(envelope, Lists.events)
    }
  }

  /// An instant; one without a zone is of this host's.
  private func instant(_ text: String, _ name: String) throws -> Timestamp {
    guard let instant = TimeText.instant(text, now: SystemClock.now) else {
      throw Failure(
        ExitCode(64),
        "--\(name): no time: \"\(text)\"",
        next: "write @SECONDS, RFC 3339, `2h ago` or `yesterday`"
      )
    }
    let isCivil = text.first?.isNumber == true && !text.hasSuffix("ago")
    let clock = text.dropFirst(11)
    let hasZone = clock.contains { "Zz+-".contains($0) }
    guard isCivil, !hasZone, !output.utc else { return instant }
    let offset = LocalTime.zone(at: instant).offsetSeconds
    return instant.advanced(byNanoseconds: -offset * 1_000_000_000)
  }
}

/// Why an event happened.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why an event happened, and what became of its action."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  @Argument(help: "Id of the event, or its first characters.")
  var event: String

  func validate() throws {
    guard !event.isEmpty else {
      throw ValidationError("EVENT is empty; kedgectl events lists them")
    }
  }

  func run() throws {
    try Failure.guarding(output.json) {
      output.show(try daemon.list(["explain", event])) { items, style in
        items.flatMap { ExplainScreen($0, style).lines }
      }
    }
  }
}

/// Takes a new configuration into use.
struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Have the daemon read its configuration again; a broken one changes nothing."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    try Failure.guarding(output.json) {
      let document = try daemon.client.document("POST", ControlRequest.target(["v1", "reload"]))
      output.show(document, text: document["message"]?.text ?? "reloaded")
    }
  }
}

/// The version of this program.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Print the version."
  )

  @OptionGroup var output: OutputOptions

  func run() throws {
    output.show(
      ["kedgectl": .string(Kedgectl.versionText)],
      text: "kedgectl \(Kedgectl.versionText)"
    )
  }
}
