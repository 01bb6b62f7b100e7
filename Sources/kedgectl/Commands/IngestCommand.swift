import ArgumentParser
import Glibc
import KedgeControl
import KedgeModel
import KedgePlatform

/// Carries lines to the daemon.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Send lines of standard input or a file to the daemon, until all are durable."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions

  @Option(name: .shortAndLong, help: "Name of the source.")
  var source = ""

  @Option(help: "Ingest socket (default: beside the control socket).")
  var ingestSocket: String?

  @Argument(help: "A file; default: standard input.")
  var path: String?

  func run() throws {
    try Failure.guarding(output.json) {
      let file = try path.map { try InputFile($0) }
      let socket = ingestSocket ?? "\(daemon.folder)/ingest.sock"
      if !ConfigurationFiles.exists(socket) { printError("waiting up to 30 s for \(socket)") }
      var client = IngestClient(path: socket, source: source)
      let result = try client.run(from: file?.number ?? STDIN_FILENO)
      let text = "sent \(result.sent), acknowledged \(result.acknowledged)"
      guard result.acknowledged == result.sent else {
        throw Failure(
          ExitCode(69),
          "\(text): the daemon does not answer at \(socket)",
          next: "systemctl status kedged kedge-ingest.socket"
        )
      }
      output.show(
        ["sent": JSONValue(result.sent), "acknowledged": JSONValue(result.acknowledged)],
        text: text
      )
    }
  }
}
