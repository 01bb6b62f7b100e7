import ArgumentParser
import KedgeConfiguration
import KedgeControl
import KedgeExpressions
import KedgeModel
import KedgePlatform
import KedgeReport
import KedgeRules

/// Rules: what is asked of the numbers.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List rules, check files of rules, and list what rules may ask.",
    subcommands: [RulesListCommand.self, RulesCheckCommand.self, RulesFunctionsCommand.self],
    defaultSubcommand: RulesListCommand.self
  )
}

/// Rules of the daemon.
struct RulesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List rules with their last event and state, or show one with its alerts."
  )

  @Argument(help: "One rule.")
  var name: String?

  func validate() throws {
    guard name?.isEmpty != true else { throw ValidationError("the name of the rule is empty") }
  }

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    try Failure.guarding(output.json) {
      guard let name else { return output.show(try daemon.list(["rules"]), Lists.rules) }
      output.show(try daemon.list(["rules", name])) { items, style in
        items.flatMap { RuleScreen($0, style).lines }
      }
    }
  }
}

/// Checks files of rules as the daemon would.
struct RulesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check files of rules: the daemon's own parser and types; needs no daemon."
  )

  @OptionGroup var output: OutputOptions

  @Argument(help: "Files with a list `rules:`.")
  var paths: [String]

  func run() throws {
    try Failure.guarding(output.json) {
      let files = try paths.map { path in
        ConfigurationFile(path: path, text: try TextFile.read(path, bytesMax: 1 << 20))
      }
      let names = try ConfigurationLoader.loadRules(files).map(\.rule.name)
      output.show(
        ["kind": "done", "rules": .array(names.map { .string($0) })],
        text: "\(names.count) rule\(names.count == 1 ? "" : "s") ok"
      )
    }
  }
}

/// What rules may ask.
struct RulesFunctionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "functions",
    abstract: "List the functions that a rule may call, beside those of CEL; needs no daemon."
  )

  @OptionGroup var output: OutputOptions

  func run() throws {
    try Failure.guarding(output.json) {
      let envelope = Envelope(
        kind: "functions",
        time: SystemClock.now.rfc3339,
        version: Kedgectl.versionText,
        state: "offline",
        items: Vocabulary.functions.filter(\.isAvailable).map(\.document)
      )
      output.show(envelope, Lists.functions)
    }
  }
}

extension VocabularyFunction {
  /// The function as an item of a list.
  fileprivate var document: JSONValue {
    let parameters = declaration.parameters.map(\.name).joined(separator: ", ")
    let owner = declaration.receiver.map { "\($0)." } ?? ""
    return [
      "call": .string("\(owner)\(declaration.name)(\(parameters))"),
      "answer": .string(declaration.result.description), "meaning": .string(summary),
    ]
  }
}
