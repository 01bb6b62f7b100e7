import KedgeExpressions
import Testing

@Suite("diagnostics")
struct DiagnosticTests {
  private let environment = IndicatorHost.environment()

  private func findings(_ text: String, expecting: ExpressionType? = nil) -> [Diagnostic] {
    do {
      _ = try environment.check(text, expecting: expecting)
      return []
    } catch {
      return error.findings
    }
  }

  @Test(
    arguments: [
      (#"psy("amount").above(0.25)"#, 1, "no function `psy`; did you mean `psi`?"),
      (#"psi("amount").abve(0.25)"#, 15, "no member function `abve`; did you mean `above`?"),
      (#"psi("amount").vale > 1.0"#, 15, "Indicator has no field `vale`; did you mean `value`?"),
      ("seres.model == ''", 1, "no variable `seres`; did you mean `series`?"),
      ("series.model > 1", 1, "`>` does not take string and int"),
      (
        "latency(0.95) > 1.5", 1,
        "`latency(0.95)` is an Indicator in seconds; compare its field, e.g. `.above(1.5)`"
      ),
      (
        #"true && psi("amount")"#, 9,
        #"`psi("amount")` is an Indicator; compare its field, e.g. `.above(1.5)`"#
      ),
      (
        #"psi("a") == psi("b")"#, 1,
        #"`psi("a")` is an Indicator; compare its field, e.g. `.above(1.5)`"#
      ),
      ("psi(series.model).above(1)", 5, "the feature of `psi` must be a constant string"),
      (#"psi(3).above(1)"#, 1, "no `psi(int)`; there is `psi(string)`"),
      (
        #"psi("a").above("b")"#, 1,
        "no `Indicator.above(string)`; there is `Indicator.above(double)`"
      ),
      (
        #"psi("a").above > 1"#, 10,
        "Indicator has no field `above`; `above` is a function; call it as `.above(...)`"
      ),
      ("psi > 1", 1, "no variable `psi`; `psi` is a function; call it as `psi(...)`"),
      ("above(1)", 1, "no function `above`; call it as `x.above(...)`"),
      ("true ? 1 : 'a'", 1, "the branches of `? :` are int and string; convert one of them"),
      ("1 ? 2 : 3", 1, "the condition before `?` must be bool, not int"),
      ("[1].all(x, x)", 12, "the condition of `all` must be bool, not int"),
      ("1.all(x, x)", 1, "a comprehension runs over a list or map, not int"),
      ("[1]['a'] == 1", 5, "the index of a list must be int, not string"),
      ("{1.5: 2}", 2, "a key must be bool, int, uint or string, not double"),
      ("'a'.matches('(')", 13, "the pattern is not usable: missing ): ("),
      ("!1", 1, "`!` does not take int"), ("-true", 1, "`-` does not take bool"),
    ])
  func `names and types that do not fit are found`(
    _ text: String,
    _ column: Int,
    _ summary: String
  ) throws {
    let findings = findings(text)

    #expect(findings.first?.summary == summary)
    #expect(findings.first?.column == column)
    #expect(findings.count == 1)
  }

  @Test(
    arguments: [
      ("1 +", 4, "expected a value, found the end of the expression"),
      ("(1", 3, "expected `)` to close the parenthesis, found the end of the expression"),
      ("1 = 2", 3, "`=` has no meaning here; write `==` to compare"),
      ("a & b", 3, "`&` has no meaning here; write `&&`"),
      ("'abc", 1, "the string has no closing quote"),
      ("'a\nb'", 1, "the string has no closing quote on its line"),
      (
        #"'\q'"#, 2,
        #"`\q` is not an escape sequence; write `\\` for a backslash, or put `r` in front of the string"#
      ),
      (#"'\ud800'"#, 2, "the escape sequence names no code point"),
      ("12abc", 1, "`12abc` is not a number"),
      (
        "9223372036854775808", 1,
        "`9223372036854775808` does not fit into an int; write `9223372036854775808u`"
      ),
      ("99999999999999999999", 1, "`99999999999999999999` does not fit into 64 bits"),
      ("1e999", 1, "`1e999` is too large for a double"),
      ("has(1)", 5, "`has` takes the selection of a field; write `has(x.field)`"),
      ("[1].all(1, true)", 9, "expected the name of a variable"),
      ("1 2", 3, "a number is unexpected here"), ("for", 1, "`for` is a reserved word"),
      ("f(1,)", 5, "expected a value, found `)`"),
      (
        "- 'a' -", 8,
        "expected a value, found the end of the expression"
      ),
      ("!-x", 3, "expected a number after `-`, found `x`"),
    ])
  func `errors of the grammar stand alone`(
    _ text: String,
    _ column: Int,
    _ summary: String
  ) throws {
    let findings = findings(text)

    #expect(findings.map(\.summary) == [summary])
    #expect(findings.first?.column == column || text.contains("\n"))
  }

  @Test func `a dotted variable is one name in messages`() throws {
    let environment = Environment(variables: [VariableDeclaration("variables.spread", .double)])
    let error = try #require(throws: ExpressionDiagnostics.self) {
      try environment.check("variables.sprad > 1.0")
    }

    #expect(
      error.findings.map(\.summary) == [
        "no variable `variables.sprad`; did you mean `variables.spread`?"
      ]
    )
    #expect(try environment.check("variables.spread > 1.0").variables == ["variables.spread"])
  }

  @Test func `all findings are reported in the order of the text`() {
    let found = findings(#"seres.model == "a" && psy("x").n > 1 && psi("x").vale > 1.0"#)

    #expect(found.map(\.column) == [1, 23, 50])
  }

  @Test func `an expected type is demanded of the whole`() {
    #expect(
      findings("1 + 1", expecting: .bool).map(\.summary) == [
        "the expression must be bool, not int"
      ]
    )
    #expect(
      findings(#"psi("a")"#, expecting: .bool).map(\.summary) == [
        #"`psi("a")` is an Indicator; compare its field, e.g. `.above(1.5)`"#
      ]
    )
  }

  @Test func `a finding is rendered with its line and an underline`() throws {
    let text = "true &&\n\tpsy(\"é\").above(0.25)"
    let error = try #require(throws: ExpressionDiagnostics.self) { try environment.check(text) }

    #expect(
      error.rendered(file: "10-fraud.yaml") == """
        10-fraud.yaml:2:2: error: no function `psy`; did you mean `psi`?
          \tpsy("é").above(0.25)
          \t^~~
        """
    )
  }

  @Test func `the same rendering serves the lines of a host`() {
    let text = Diagnostic.rendered(
      "no indicator `psy`; did you mean `psi`?",
      at: "/etc/kedge/kedge.d/10-fraud.yaml:7:14",
      sourceLine: #"when: psy("amount").above(0.25)"#,
      column: 7,
      width: 3
    )

    #expect(
      text == """
        /etc/kedge/kedge.d/10-fraud.yaml:7:14: error: no indicator `psy`; did you mean `psi`?
          when: psy("amount").above(0.25)
                ^~~
        """
    )
  }

  @Test func `an underline never runs over the end of the line`() {
    let text = Diagnostic.rendered("x", at: "f:1:1", sourceLine: "ab", column: 9, width: 40)

    #expect(text.split(separator: "\n").last == "    ^")
  }

  @Test func `a host makes located findings of its own`() throws {
    let expression = try environment.check(#"psi("amont").above(0.25)"#)
    let argument = expression.calls[0].arguments[0]
    let finding = expression.diagnostic(
      "no feature `amont`",
      suggestion: Diagnostic.suggestion(for: "amont", among: ["age", "amount"]),
      at: argument.range
    )

    #expect(finding.summary == "no feature `amont`; did you mean `amount`?")
    #expect(finding.column == 5)
    #expect(expression.text(of: argument.range) == #""amont""#)
  }

  @Test func `an unchecked expression leaves names and types to the evaluation`() throws {
    let expression = try environment.parse("nobody || 'a' > 1 || f(2) || true")

    #expect(expression.evaluate(with: Bindings(), budget: 100).outcome == .value(.bool(true)))
  }
}
