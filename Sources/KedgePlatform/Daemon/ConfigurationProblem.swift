import KedgeConfiguration
import KedgeControl
import KedgeRules

/// Why a configuration was refused, for the control socket and for the journal.
enum ConfigurationProblem {
  static func problem(_ error: any Error) -> Problem {
    if let problem = error as? Problem { return problem }
    guard let error = error as? ConfigurationError, let first = error.diagnostics.first else {
      return Problem(code: "config.unreadable", detail: "\(error)")
    }
    var problem = Problem(code: first.code, detail: first.message)
    problem.hint = first.hint
    problem.file = first.place.file
    problem.line = first.place.line
    problem.column = first.place.column
    problem.next = "kedgectl config check"
    return problem
  }

  static func entry(_ problem: Problem) -> JournalEntry {
    let place = problem.place.map { "\($0): " } ?? ""
    var entry = JournalEntry(
      .configRejected,
      "configuration refused, the old one keeps serving: \(place)\(problem.detail)"
    )
    if let file = problem.file { entry.values.append(JournalEntry.Value(.file, file)) }
    if let line = problem.line { entry.values.append(JournalEntry.Value(.line, String(line))) }
    if let column = problem.column {
      entry.values.append(JournalEntry.Value(.column, String(column)))
    }
    return entry
  }
}
