public import KedgeConfiguration
public import KedgeControl
import KedgeRules

extension Problem {
  /// A configuration that does not load, with all findings.
  public init(_ error: ConfigurationError) {
    let findings = error.diagnostics.map { finding in
      var problem = Problem(code: finding.code, detail: finding.message, hint: finding.hint)
      problem.file = finding.place.file
      problem.line = finding.place.line
      problem.column = finding.place.column
      return problem
    }
    self = findings[0]
    next = "kedgectl config check"
    if findings.count > 1 { self.findings = findings }
  }
}

/// Why a configuration was refused, for the control socket and for the journal.
enum ConfigurationProblem {
  static func problem(_ error: any Error) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as ConfigurationError: Problem(error)
    default: Problem(code: "config.unreadable", detail: "\(error)")
    }
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
