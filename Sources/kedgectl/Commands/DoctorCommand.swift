import ArgumentParser
import Glibc
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
      var checked = files.files
      do {
        envelope = try daemon.list(["doctor"])
        // The files that the daemon reads, wherever they are.
        if !checked.isRequired,
          let path = try daemon.list(["status"]).items.first?["config"]?["path"]?.text
        {
          checked.path = path
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
  private func finding(_ files: ConfigurationFiles) -> JSONValue {
    do {
      _ = try files.load()
      let isThere = ConfigurationFiles.exists(files.path)
      return finding(
        "ok",
        isThere ? "the files of \(files.path) load" : "\(files.path) is not there; defaults apply",
        nil
      )
    } catch let error as ConfigurationError {
      let check = "kedgectl config check \(files.path)"
      return finding("FAIL", error.diagnostics[0].summary, "\(check); then kedgectl reload")
    } catch let error as SystemError where error.code == EACCES {
      return finding("warn", "\(files.path) cannot be checked: \(error)", "run it as root")
    } catch {
      return finding("FAIL", "\(files.path): \(error)", "kedgectl config check \(files.path)")
    }
  }

  private func finding(_ result: String, _ detail: String, _ fix: String?) -> JSONValue {
    ["result": .string(result), "detail": .string(detail), "fix": JSONValue(fix)]
  }
}
