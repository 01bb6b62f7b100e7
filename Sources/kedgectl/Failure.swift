import ArgumentParser
import Glibc
import KedgeConfiguration
import KedgeControl
import KedgeModel
import KedgePlatform
import KedgeRules

/// Why a verb could not do what it was asked, with the exit status of CLI 1.2.
struct Failure: Error {
  let status: ExitCode
  let problem: Problem
  /// What is printed instead of the problem, where people want to see more.
  let text: String?

  init(_ status: ExitCode, _ message: String, next: String? = nil) {
    self.status = status
    problem = Problem(code: Failure.code(status), detail: message, next: next)
    text = nil
  }

  init(_ problem: Problem, text: String? = nil) {
    status = ExitCode(problem.exitStatus)
    self.problem = problem
    self.text = text
  }

  /// Runs a verb; what it throws is printed, and its status leaves the program.
  static func guarding<Result>(
    _ json: JSONForm? = nil,
    _ body: () throws -> Result
  ) throws -> Result {
    let failure: Failure
    do {
      return try body()
    } catch let error as Failure {
      failure = error
    } catch let error as Problem {
      failure = Failure(error)
    } catch let error as ConfigurationError {
      failure = Failure(error)
    } catch let error as ConfigurationAccessError {
      failure = Failure(Problem(code: "auth.denied", detail: "\(error)"))
    } catch let error as SystemError {
      let code = [ENOENT: "file.missing", EACCES: "auth.denied"][error.code] ?? "io.failed"
      failure = Failure(Problem(code: code, detail: "\(error)"))
    }
    failure.show(json)
    throw failure.status
  }

  private init(_ error: ConfigurationError) {
    self.init(Problem(error), text: error.diagnostics.map(\.rendered).joined(separator: "\n"))
  }

  private func show(_ json: JSONForm?) {
    guard let json else {
      let next = problem.next.map { "\n  next: \($0)" } ?? ""
      return printError(text ?? "error: \(problem.sentence)\(next)")
    }
    var output = OutputBuffer()
    output.writeLine(json.isPretty ? problem.document.pretty : problem.document.compact)
  }

  private static func code(_ status: ExitCode) -> String {
    switch status.rawValue {
    case 64: "usage.wrong"
    case 65: "data.invalid"
    case 66: "file.missing"
    case 69: "state.unreachable"
    case 73: "io.output"
    case 74: "io.failed"
    case 77: "auth.denied"
    case 78: "config.refused"
    case 1: "not-found.name"
    default: "internal"
    }
  }
}
