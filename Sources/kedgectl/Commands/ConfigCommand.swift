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
      let found = try files.load(readsBaselines: false)
      let shipped = found.engine.rules.map(\.rule).filter(\.isDefault).map(\.name)
      let document = JSONValue.object(
        [
          JSONMember("path", .string(files.path)),
          JSONMember("files", .array(found.files.map { .string($0) })),
          JSONMember("discovering", .bool(found.isDiscovering)),
          JSONMember("shipped_rules", .array(shipped.map { .string($0) })),
        ] + found.settings.members
      )
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
