import ArgumentParser
import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel
import KedgePlatform

/// Runs the engine over files.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run the decisions again over log files; nothing is stored and nothing is started."
  )

  @OptionGroup var files: ConfigurationOptions

  @Option(
    help: ArgumentHelp(
      "Print every indicator and event as a JSON line, whatever the form.",
      valueName: "lines"
    )
  )
  var json: JSONForm?

  @Option(help: "Decode workers; the result does not depend on it.")
  var workers = 1

  @Argument(help: "Log files; default: those of the configuration's inputs.")
  var paths: [String] = []

  func validate() throws {
    guard (1...64).contains(workers) else {
      throw ValidationError("--workers lies between 1 and 64")
    }
  }

  func run() throws {
    try Failure.guarding(json) {
      let configuration = try files.load()
      let inputs = try ReplayInputs(paths, configuration).files
      var replay = try Replay(
        configuration,
        files: inputs,
        workers: workers,
        blockBytes: Settings.blockBytes
      )
      var printer = ReplayPrinter(asJSON: json != nil)
      let engine = try replay.run { effects in printer.show(effects) }
      printer.finish(engine)
    }
  }
}
