import ArgumentParser
import Glibc
import KedgeExpressions
import KedgePlatform

/// The companion of the daemon.
struct Kedgectl: ParsableCommand {
  static let versionText = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "kedgectl",
    abstract: "Ask Kedge what your models are doing, and run its engine over files.",
    version: "kedgectl \(versionText)",
    subcommands: [
      StatusCommand.self, ModelsCommand.self, IndicatorsCommand.self, RulesCommand.self,
      EventsCommand.self, ExplainCommand.self, BaselineCommand.self, ReplayCommand.self,
      SimulateCommand.self, IngestCommand.self, ReloadCommand.self, ConfigCommand.self,
      DoctorCommand.self, ActionCommand.self, VersionCommand.self,
    ],
    defaultSubcommand: StatusCommand.self
  )
}

/// Starts the companion.
@main
enum Program {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let word = ArgumentOrder.unknownVerb(arguments) {
      let verbs = Kedgectl.configuration.subcommands.map { $0._commandName }
      let hint = Diagnostic.suggestion(for: word, among: verbs).map { "; \($0)" } ?? ""
      printError("error: there is no verb \"\(word)\"\(hint)\n  next: kedgectl help")
      exit(64)
    }
    Kedgectl.main(ArgumentOrder.normalised(arguments))
  }
}
