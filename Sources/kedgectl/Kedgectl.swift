import ArgumentParser

/// The companion of the daemon.
@main
struct Kedgectl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kedgectl",
    abstract: "Ask Kedge what your models are doing, and run its engine over files.",
    subcommands: [BaselineCommand.self, ReplayCommand.self]
  )
}
