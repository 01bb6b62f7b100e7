import KedgeConfiguration
import KedgeEngine
import Testing

/// Texts that are not YAML, and marks of those that are.
struct SyntaxTests {
  @Test(
    arguments: [
      ("a: [1", "main.yaml:2:1: not YAML: "), ("inputs:\n\t- a", "main.yaml:2:1: not YAML: "),
      ("a: 'x", "main.yaml:1:6: not YAML: "), ("a: b: c", "main.yaml:1:5: not YAML: "),
      ("workers: 1\n---\nworkers: 2\n", "main.yaml:2:1: not YAML: "),
      ("node: a\nworkers: 1\nnode: b\n", "main.yaml:1:1: key \"node\" stands twice"),
      (
        "limits:\n  series: 1\n  fields: 2\n  series: 3",
        "main.yaml:2:3: key \"series\" stands twice"
      ),
    ])
  func `a syntax error names its place`(text: String, start: String) {
    let findings = Loading.findings(text)

    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix(start) == true, "\(findings)")
  }

  private static let head = "rules:\n- name: r\n  "
  private static let typo = "no function `psy`; did you mean `psi`?"

  @Test(
    arguments: [
      ("when: psy(\"x\").breach", "3:9"),
      ("when: window.n > 1 && psy(\"x\").breach", "3:25"),
      ("when: 'psy(\"x\").breach'", "3:10"),
      ("when:   'window.n > 1 && psy(\"x\").breach'", "3:28"),
      ("when: 'series.model == ''m'' && psy(\"x\").breach'", "3:35"),
      ("when: \"psy('x').breach\"", "3:10"),
      ("when: \"series.model == \\\"m\\\" && psy('x').breach\"", "3:35"),
      ("when: |\n    psy(\"x\").breach\n", "4:5"),
      ("when: |\n    window.n > 1\n    && psy(\"x\").breach\n", "5:8"),
      ("when: |-\n    window.n > 1\n\n      && psy(\"x\").breach", "6:10"),
      ("when: |\n\n    psy(\"x\").breach\n", "5:5"),
      ("when: >\n    psy(\"x\").breach\n", "4:5"),
      ("when: >-\n    window.n > 1 &&\n    window.n > 2\n    && psy(\"x\").breach\n", "6:8"),
      ("when: window.n > 1\n    && psy(\"x\").breach", "4:8"),
      ("when: 'window.n > 1\n    && psy(\"x\").breach'", "4:8"),
      ("variables: {a: 'psy(\"x\").value'}\n  when: 'true'", "3:19"),
      ("when: 'true'\n  clear: |\n    psy(\"x\").breach", "5:5"),
      ("when: 'true'\n  message: '\"é😀\" + string(psy(\"x\").value)'", "4:27"),
    ])
  func `an expression is found where it stands in its scalar`(rule: String, place: String) {
    #expect(
      Loading.findings(SyntaxTests.head + rule) == ["main.yaml:\(place): \(SyntaxTests.typo)"]
    )
  }

  @Test func `the caret of an expression stands below it`() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try Loading.load(SyntaxTests.head + "when: |\n    window.n > 1\n    && psy(\"x\").breach\n")
    }

    #expect(
      error.diagnostics.first?.rendered == """
        main.yaml:5:8: error: no function `psy`; did you mean `psi`?
              && psy("x").breach
                 ^~~
        """
    )
  }

  @Test func `anchors and aliases stand for their value`() throws {
    let configuration = try Loading.load("workers: &n 3\nlimits: {series: *n}\n")

    #expect(configuration.workers == 3)
    #expect(configuration.engine.limits.series == 3)
  }
}
