import ArgumentParser
import KedgeConfiguration
import KedgeEngine
import KedgeModel
import KedgePlatform
import KedgeReport
import KedgeRules

/// Baselines: what normal was.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Make and show baselines.",
    subcommands: [BaselineShowCommand.self, BaselineBuildCommand.self]
  )
}

/// Shows what normal was.
struct BaselineShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the baseline of a model."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  @Argument(help: "Name of the model; default: all.")
  var model: String?

  func run() throws {
    try Failure.guarding(output.json) {
      let path = ["baselines"] + (model.map { [$0] } ?? [])
      output.show(try daemon.list(path)) { items, style in
        items.flatMap { BaselineScreen.lines($0, style) }
      }
    }
  }
}

/// Makes a baseline of log files.
struct BaselineBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Make a baseline file of log files; needs no daemon."
  )

  @OptionGroup var files: ConfigurationOptions
  @OptionGroup var answer: OutputOptions

  @Option(name: .shortAndLong, help: "The file to write.")
  var output: String

  @Option(name: .shortAndLong, help: "The model; needed where the files hold several.")
  var model: String?

  @Argument(help: "Log files.")
  var paths: [String]

  func run() throws {
    try Failure.guarding(answer.json) {
      var configuration = try files.load(readsBaselines: false)
      // Also what no configured model matches.
      configuration.engine.models.append(ModelSettings(name: "*", model: Glob("*")))
      for index in configuration.engine.models.indices {
        configuration.engine.models[index].baseline = .first(records: .max)
      }
      let inputs = try ReplayInputs(paths, configuration).files
      var replay = try Replay(
        configuration,
        files: inputs,
        workers: 1,
        blockBytes: Settings.blockBytes
      )
      var engine = try replay.run({ _ in })
      try write(chosen(engine.buildBaselines()))
    }
  }

  private func chosen(
    _ baselines: [(model: String, profile: JSONValue)]
  ) throws -> JSONValue {
    let names = baselines.map(\.model)
    guard let name = model ?? (names.count == 1 ? names[0] : nil) else {
      throw Failure(
        ExitCode(65),
        names.isEmpty
          ? "the files hold no inference records"
          : "the files hold several models: \(names.joined(separator: ", "))",
        next: names.isEmpty ? "check the input's mapping in the configuration" : "name one: -m NAME"
      )
    }
    guard let found = baselines.first(where: { $0.model == name }) else {
      throw Failure(
        ExitCode(1),
        "the files hold no model \"\(name)\", only \(names.joined(separator: ", "))"
      )
    }
    return found.profile
  }

  private func write(_ profile: JSONValue) throws {
    try TextFile.write(profile.compact + "\n", to: output)
    let model = profile["model"]?.text ?? ""
    let records = profile["n"]?.integer ?? 0
    let fields = profile["fields"]?.elements.count ?? 0
    answer.show(
      [
        "file": .string(output), "model": .string(model), "records": JSONValue(Int(records)),
        "fields": JSONValue(fields),
      ],
      text: "wrote \(output): model \(model), \(records) records, \(fields) fields"
    )
  }
}
