import ArgumentParser
import Glibc
import KedgeConfiguration
import KedgePlatform

/// The daemon.
@main
struct Kedged: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kedged",
    abstract: "Watch models in production: ingest their logs, judge them, start what rules allow.",
    version: Kedged.versionText
  )

  static let versionText = "0.1.0"

  @Option(help: "Configuration file (KEDGE_CONFIG, default /etc/kedge/kedge.yaml).")
  var config: String?

  @Option(help: "State folder (default: $STATE_DIRECTORY, else /var/lib/kedge).")
  var state: String?

  @Option(help: "Folder of the sockets where none are handed over.")
  var runtime = "/run/kedge"

  @Option(help: "Folder of the shipped rules.")
  var share: String?

  @Option(help: "Where messages go: journal, text or json (default: the journal under systemd).")
  var log: Log?

  @Flag(help: "Check the configuration and exit with 0 or 78.")
  var check = false

  enum Log: String, ExpressibleByArgument, CaseIterable {
    case journal, text, json
  }

  func run() throws {
    var files = ConfigurationFiles(option: config, share: share)
    let configuration = try load(files)
    let isThere = ConfigurationFiles.exists(files.path)
    if check {
      print(isThere ? "\(files.path): ok" : "\(files.path): not there; the defaults apply")
      return
    }
    // A file that serves must not vanish unnoticed before a reload.
    files.isRequired = files.isRequired || isThere
    let settings = DaemonSettings(
      files: files,
      statePath: statePath,
      runtimePath: runtime,
      sink: sink,
      version: Kedged.versionText
    )
    do {
      try Daemon(settings, configuration).run()
    } catch let error as DaemonError {
      throw leave(error.status, "\(error)")
    } catch let error as SystemError {
      throw leave(71, "\(error)")
    }
  }

  private func load(_ files: ConfigurationFiles) throws -> Configuration {
    do {
      return try files.load()
    } catch let error as ConfigurationError {
      if check {
        for diagnostic in error.diagnostics { printError(diagnostic.rendered) }
        throw ExitCode(78)
      }
      throw leave(78, error.diagnostics.map(\.summary).joined(separator: " | "))
    } catch let error as ConfigurationAccessError {
      throw leave(77, "\(error)")
    } catch let error as SystemError {
      let status: Int32 = error.code == ENOENT ? 66 : error.code == EACCES ? 77 : 78
      throw leave(status, "\(error)")
    } catch {
      throw leave(78, "\(error)")
    }
  }

  /// Says in one line why the daemon does not start.
  private func leave(_ status: Int32, _ message: String) -> ExitCode {
    printError("kedged: \(message)")
    return ExitCode(status)
  }

  private var statePath: String {
    if let state { return state }
    let managed = ProcessEnvironment.variable("STATE_DIRECTORY")?.split(separator: ":").first
    return managed.map(String.init) ?? "/var/lib/kedge"
  }

  private var sink: JournalSink {
    switch log {
    case .journal: .journal
    case .text: .text(descriptor: 2)
    case .json: .json(descriptor: 2)
    case nil: .detected(prefersJSON: false)
    }
  }
}
