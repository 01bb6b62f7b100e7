import ArgumentParser
import Glibc
import KedgeConfiguration
import KedgePlatform

/// Why a verb could not do what it was asked, with the exit status of CLI 1.2.
struct Failure: Error {
  let status: ExitCode
  let message: String
  /// The next command to run, or what else to do.
  let next: String?

  init(_ status: ExitCode, _ message: String, next: String? = nil) {
    self.status = status
    self.message = message
    self.next = next
  }

  /// Runs a verb; what it throws is printed, and its status leaves the program.
  static func guarding<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as Failure {
      report(error)
      throw error.status
    } catch let error as ConfigurationError {
      for diagnostic in error.diagnostics { printError(diagnostic.rendered) }
      throw ExitCode(78)
    } catch let error as ConfigurationAccessError {
      printError("error: \(error)")
      throw ExitCode(77)
    } catch let error as BaselineFileError {
      printError("error: \(error)")
      throw ExitCode(78)
    } catch let error as SystemError {
      printError("error: \(error)")
      throw ExitCode(error.code == ENOENT ? 66 : error.code == EACCES ? 77 : 74)
    }
  }

  private static func report(_ failure: Failure) {
    printError("error: \(failure.message)" + (failure.next.map { "\n  next: \($0)" } ?? ""))
  }
}
