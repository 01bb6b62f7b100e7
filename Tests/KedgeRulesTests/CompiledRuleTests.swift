import KedgeExpressions
import KedgeRules
import Testing

/// What a rule's expressions may say.
struct CompiledRuleTests {
  private func rule(_ when: String, _ variables: [(String, String)] = []) -> Rule {
    var rule = Rule(name: "r", when: RuleText(when))
    rule.variables = variables.map { RuleVariable(name: $0.0, expression: RuleText($0.1)) }
    return rule
  }

  private func findings(_ rule: Rule) throws -> [String] {
    let error = try #require(throws: RuleError.self) { try CompiledRule(rule) }
    return error.findings.map(\.summary)
  }

  @Test(
    arguments: [
      "psi", "js", "hellinger", "ks", "wasserstein", "cramers_v", "chi2", "l_infinity", "unseen",
      "missing", "mean", "rate", "count", "drift", "quality", "feedback",
    ])
  func `an indicator that is computed can be asked for`(name: String) throws {
    let compiled = try CompiledRule(
      rule("\(name)(\"x\").above(0.25) || \(name)(\"x\").value > 1.0 && !\(name)(\"x\").breach")
    )

    #expect(compiled.when.calls.first?.name == name)
  }

  @Test(
    arguments: [
      "quantile(\"x\", 0.5).value > 1.0", "latency(0.95).rose(0.5)", "ttft(0.5).ratio() > 1.5",
      "error_rate().fell(0.01)", "records().below(1.0)", "silence() > duration(\"15m\")",
      "version_changed()", "size(drifted(\"psi\")) >= 3", "series.model == \"m\"",
      "window.n > 100 && window.coverage > 0.9", "baseline.frozen", "now > window.start",
      "series.segment[\"language\"] == \"de\"", "metric(\"roc_auc\").below(0.8)",
      "feedback(\"thumbs\").positive > 0.9",
      "ngram_drift(\"output\").breach || embedding_shift(\"embedding\").breach",
      "out_of_range(\"x\").breach || truncation_rate().rose(0.1)",
      "tokens_in().value + tokens_out().value > 100.0",
    ])
  func `what is there is accepted`(when: String) throws {
    _ = try CompiledRule(rule(when))
  }

  @Test(
    arguments: [
      ("per_token", "(0.5).breach"), ("error_rate", "(\"timeout\").breach"),
      ("label_delay", "(0.5).breach"), ("label_bias", "().breach"),
      ("evaluation", "(\"x\").breach"), ("gate", "(\"x\").breach"), ("compare", "(\"x\").breach"),
      ("gap", "(\"x\", \"k\").breach"), ("cost", "().breach"), ("cost_per_request", "().breach"),
      ("identity", "().version == \"1\""), ("burn", "(\"c\", \"6h\", \"30m\") > 6.0"),
      ("budget_left", "(\"c\") < 0.1"), ("spend", "(duration(\"24h\")) > 400.0"),
    ])
  func `a function whose data are not computed is refused`(name: String, rest: String) throws {
    #expect(try findings(rule(name + rest)) == ["`\(name)` is not available yet"])
  }

  @Test func `a variable whose data are not computed is refused`() throws {
    #expect(
      try findings(rule("deployment.age > duration(\"10m\")")) == [
        "`deployment` is not available yet"
      ]
    )
  }

  @Test(
    arguments: [
      ("psy(\"x\").above(0.25)", "no function `psy`; did you mean `psi`?"),
      ("accuracy() < 0.9", "no function `accuracy`; write `metric(\"accuracy\")`"),
      ("metric(\"acuracy\").breach", "no metric `acuracy`; did you mean `accuracy`?"),
      ("estimated(\"f2\").breach", "no metric `f2`; did you mean `f1`?"),
      ("psi(\"x\").abvoe(0.25)", "no member function `abvoe`; did you mean `above`?"),
      ("psi(\"x\").valu > 1.0", "did you mean `value`?"),
      ("psi(\"x\") > 0.25", "compare its field, e.g. `.value > 1.5` or `.above(1.5)`"),
      ("latency(0.95) > 1.0", "Indicator in seconds"),
      ("windw.n > 100", "did you mean `window`?"),
      ("psi(\"x\").value", "bool"),
      ("psi(series.model).breach", "constant"),
      ("psi(\"x\").above(\"y\")", "above"),
      ("psi(\"x\").value >", ""),
    ])
  func `what is wrong is said with a suggestion`(when: String, part: String) throws {
    let findings = try findings(rule(when))

    #expect(findings.count == 1)
    #expect(findings.first?.contains(part) == true, "\(findings)")
  }

  @Test(
    arguments: [
      "latency(0.0)", "latency(1.0)", "latency(1)", "latency(0)", "ttft(-0.5)", "ttft(1.5)",
      "quantile(\"x\", 1.0)", "quantile(\"x\", 95.0)",
    ])
  func `a quantile outside of 0 and 1 is refused`(call: String) throws {
    let rule = rule("\(call).value > 1.0")
    let findings = try findings(rule)

    #expect(findings == ["a quantile lies between 0 and 1"])
  }

  @Test func `the shares of quantiles are known, in every expression`() throws {
    var rule = rule(
      "latency(0.9).breach && variables.a > 1.0",
      [("a", "quantile(\"x\", 0.25).value")]
    )
    rule.clear = RuleText("ttft(0.75).value < 1.0")

    #expect(try CompiledRule(rule).quantileShares.sorted() == [0.25, 0.75, 0.9])
  }

  @Test func `a variable may use earlier ones`() throws {
    let compiled = try CompiledRule(
      rule(
        "variables.b > 1.0",
        [("a", "psi(\"x\").value"), ("b", "variables.a * 2.0 + variables.a")]
      )
    )

    #expect(compiled.variables.map(\.fullName) == ["variables.a", "variables.b"])
    #expect(compiled.variables.map(\.expression.type) == [.double, .double])
  }

  @Test func `a variable may not use itself or later ones`() throws {
    let forward = rule("true", [("a", "variables.b > 1.0"), ("b", "psi(\"x\").value")])
    let itself = rule("true", [("a", "variables.a")])

    for rule in [forward, itself] {
      let findings = try findings(rule)
      #expect(findings.count == 1)
      #expect(findings.first?.hasPrefix("no variable `variables") == true, "\(findings)")
    }
  }

  @Test func `a mistyped variable gets a suggestion`() throws {
    let findings = try findings(rule("variables.sprad > 1.0", [("spread", "psi(\"x\").value")]))

    #expect(findings == ["no variable `variables.sprad`; did you mean `variables.spread`?"])
  }

  @Test func `clear and require are bool, the message is a text`() throws {
    for path in [\Rule.clear, \Rule.require] {
      var rule = rule("true")
      rule[keyPath: path] = RuleText("1.5", at: SourcePlace(file: "f", line: 7, column: 3))
      let error = try #require(throws: RuleError.self) { try CompiledRule(rule) }
      #expect(error.text.place == SourcePlace(file: "f", line: 7, column: 3))
    }
    var rule = rule("true")
    rule.message = RuleText("\"psi \" + string(psi(\"x\").value)")
    _ = try CompiledRule(rule)
    rule.message = RuleText("true")
    #expect(throws: RuleError.self) { try CompiledRule(rule) }
  }
}
