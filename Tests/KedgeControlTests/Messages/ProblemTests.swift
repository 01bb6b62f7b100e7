import KedgeControl
import KedgeModel
import Testing

@Suite struct ProblemTests {
  /// The table of CLI 4.2.
  static let table: [(code: String, status: Int, exit: Int32)] = [
    ("request.malformed", 400, 70), ("request.not-http", 400, 70), ("auth.denied", 403, 77),
    ("not-found.model", 404, 1), ("not-found.event", 404, 1), ("not-found.route", 404, 1),
    ("request.method", 405, 70), ("request.too-large", 413, 70),
    ("request.headers-too-large", 431, 70), ("state.conflict", 409, 1), ("state.changed", 412, 1),
    ("state.precondition-missing", 428, 1), ("config.unknown-key", 422, 78),
    ("rules.expression", 422, 78), ("baseline.insufficient", 422, 65), ("limit.busy", 429, 69),
    ("internal", 500, 70), ("state.starting", 503, 69), ("state.degraded", 503, 69),
    ("state.not-running", 503, 3), ("usage.ambiguous", 400, 64), ("file.missing", 404, 66),
  ]

  @Test(arguments: table)
  func `a code stands for a status and an exit status`(
    row: (code: String, status: Int, exit: Int32)
  ) {
    let problem = Problem(code: row.code, detail: "x")
    #expect(problem.status == row.status)
    #expect(problem.exitStatus == row.exit)
  }

  @Test func `a document has the members of the design in their order`() {
    var problem = Problem(
      code: "config.unknown-key",
      detail: "unknown key \"treshold\"",
      hint: "did you mean \"threshold\"?",
      next: "kedgectl config check"
    )
    (problem.file, problem.line, problem.column) = ("/etc/kedge/kedge.yaml", 12, 5)
    #expect(
      problem.document.compact == """
        {"type":"urn:kedge:problem:config.unknown-key","title":"Configuration refused",\
        "status":422,"code":"config.unknown-key","detail":"unknown key \\"treshold\\"",\
        "hint":"did you mean \\"threshold\\"?","file":"/etc/kedge/kedge.yaml","line":12,"column":5,\
        "next":"kedgectl config check"}
        """
    )
    #expect(Problem(document: problem.document) == problem)
    #expect(problem.place == "/etc/kedge/kedge.yaml:12:5")
  }
}
