import ArgumentParser
import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel
import KedgePlatform
import KedgeReport
import KedgeRules

/// The configuration on disk.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Check and show the configuration.",
    subcommands: [ConfigCheckCommand.self, ConfigShowCommand.self],
    defaultSubcommand: ConfigShowCommand.self
  )
}

/// Checks the configuration as a reload would.
struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration as a reload would; needs no daemon."
  )

  @OptionGroup var files: ConfigurationOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: "The main file; its drop-ins beside it are read too.")
  var path: String?

  func run() throws {
    try Failure.guarding(output.json) {
      var options = files
      if let path { options.config = path }
      let found = try options.load()
      let counts =
        "\(found.inputs.count) inputs, \(found.engine.models.count) models, "
        + "\(found.engine.rules.count) rules"
      output.show(
        [
          "kind": "done", "path": .string(options.path), "inputs": JSONValue(found.inputs.count),
          "models": JSONValue(found.engine.models.count),
          "rules": JSONValue(found.engine.rules.count),
        ],
        text: ConfigurationFiles.exists(options.path)
          ? "\(options.path): ok (\(counts))"
          : "\(options.path): not there; the defaults apply (\(counts))"
      )
    }
  }
}

/// Shows the effective settings.
struct ConfigShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the effective settings of the files; needs no daemon."
  )

  @OptionGroup var files: ConfigurationOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try Failure.guarding(output.json) {
      let document = ConfigurationDocument(try files.load(), path: files.path).value
      let envelope = Envelope(
        kind: "config",
        time: SystemClock.now.rfc3339,
        version: Kedgectl.versionText,
        state: "file",
        items: [document]
      )
      output.show(envelope) { items, _ in
        items.flatMap { $0.pretty.split(separator: "\n").map(String.init) }
      }
    }
  }
}

/// The effective settings as a document.
private struct ConfigurationDocument {
  let value: JSONValue

  init(_ configuration: Configuration, path: String) {
    value = [
      "path": .string(path), "files": .array(configuration.files.map { .string($0) }),
      "discovering": .bool(configuration.isDiscovering),
      "durability": .string(configuration.isPowerSafe ? "power" : "process"),
      "inputs": .array(configuration.inputs.map(ConfigurationDocument.input)),
      "models": .array(configuration.engine.models.map(ConfigurationDocument.model)),
      "rules": .array(configuration.engine.rules.map { ConfigurationDocument.rule($0.rule) }),
    ]
  }

  private static func input(_ input: InputConfiguration) -> JSONValue {
    switch input.source {
    case .socket: ["name": .string(input.name), "socket": "ingest"]
    case .files(let patterns):
      ["name": .string(input.name), "file": .array(patterns.map { .string($0) })]
    }
  }

  private static func model(_ model: ModelSettings) -> JSONValue {
    let window = model.window
    let pane: JSONValue =
      switch window.pane {
      case .records(let count): ["records": JSONValue(count)]
      case .time(let nanoseconds):
        [
          "pane": seconds(nanoseconds), "size": seconds(window.sizeNanoseconds),
          "every": seconds(window.everyNanoseconds),
          "lateness": seconds(window.latenessNanoseconds),
        ]
      }
    return [
      "name": .string(model.name), "match": .string(model.model.pattern),
      "segments": .array(model.groupings.map { .array($0.map { .string($0) }) }),
      "window": pane, "horizon": seconds(model.horizonNanoseconds),
    ]
  }

  private static func rule(_ rule: Rule) -> JSONValue {
    [
      "name": .string(rule.name), "match": .string(rule.match.model.pattern),
      "when": .string(rule.when.text), "action": .string(rule.action.type.rawValue),
      "mode": .string(rule.acts ? "act" : "record"), "default": .bool(rule.isDefault),
      "cooldown": seconds(rule.cooldownNanoseconds), "max_per_day": JSONValue(rule.perDayMax),
    ]
  }

  private static func seconds(_ nanoseconds: Int64) -> JSONValue {
    .string("\(nanoseconds / 1_000_000_000)s")
  }
}
