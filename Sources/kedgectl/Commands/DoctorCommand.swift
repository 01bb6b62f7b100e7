import ArgumentParser
import KedgeConfiguration
import KedgeControl
import KedgeModel
import KedgePlatform
import KedgeReport

/// Looks for what is wrong, and says how to mend it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what is wrong, and say how to mend it."
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var files: ConfigurationOptions

  func run() throws {
    try Failure.guarding(output.json) {
      var envelope = Envelope(
        kind: "doctor",
        time: SystemClock.now.rfc3339,
        version: nil,
        state: "not-running",
        items: []
      )
      var checked = files
      do {
        envelope = try daemon.list(["doctor"])
        if checked.config == nil {
          // The files that the daemon reads, wherever they are.
          checked.config = try daemon.list(["status"]).items.first?["config"]?["path"]?.text
        }
      } catch let problem as Problem {
        envelope.items = [finding("FAIL", problem.detail, problem.next)]
      }
      envelope.items.append(finding(checked))
      output.show(envelope, Lists.findings)
      if envelope.items.contains(where: { $0["result"]?.text == "FAIL" }) { throw ExitCode(1) }
    }
  }

  /// What a reload would say of the files.
  private func finding(_ files: ConfigurationOptions) -> JSONValue {
    do {
      _ = try files.load()
      return finding("ok", "the files of \(files.path) load", nil)
    } catch let error as ConfigurationError {
      return finding("FAIL", error.diagnostics[0].summary, "kedgectl config check")
    } catch {
      return finding("warn", "\(files.path) cannot be checked: \(error)", "run it as root")
    }
  }

  private func finding(_ result: String, _ detail: String, _ fix: String?) -> JSONValue {
    ["result": .string(result), "detail": .string(detail), "fix": JSONValue(fix)]
  }
}
