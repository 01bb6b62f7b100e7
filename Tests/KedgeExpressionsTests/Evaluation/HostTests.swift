import KedgeExpressions
import Testing

@Suite("the interface to the host")
struct HostTests {
  private let environment = IndicatorHost.environment()

  private func outcome(_ text: String) throws -> Outcome {
    try environment.check(text).evaluate(with: IndicatorHost.example, budget: 10_000).outcome
  }

  @Test(
    arguments: [
      (#"psi("amount").above(0.25)"#, true), (#"psi("amount").value > 0.4"#, false),
      (#"psi("amount").above(0)"#, true), (#"psi("age").n == 88"#, true),
      (#"has(psi("age").value)"#, false), (#"has(psi("amount").value)"#, true),
      (#"has(psi("nobody").value)"#, false), (#"size(drifted("psi")) >= 2"#, true),
      (#"series.model == "fraud-clf""#, true), (#"series.segment.region == "eu""#, true),
      ("error_rate().value < 0.03", true), ("now > timestamp(0)", true),
      (#"psi("amount").value * 100 > 30"#, true), (#"psi("age").value > 0.1 || true"#, true),
    ])
  func `known answers give a known outcome`(_ text: String, _ expected: Bool) throws {
    #expect(try outcome(text) == .value(.bool(expected)))
  }

  @Test(
    arguments: [
      #"psi("age").above(0.25)"#, #"psi("age").value > 0.1"#, #"psi("amount").breach"#,
      #"psi("nobody").above(0.1) && psi("amount").above(0.1)"#, "variables.spread > 1.0",
    ])
  func `an unknown field or call makes the condition unknown`(_ text: String) throws {
    guard case .unknown(let causes) = try outcome(text) else {
      Issue.record("\(text) is \(try outcome(text))")
      return
    }
    #expect(!causes.isEmpty)
  }

  @Test func `an infinite answer is an error in rules`() throws {
    guard case .error(let error) = try outcome("infinite() > 1.0") else {
      Issue.record("no error")
      return
    }
    #expect(error.code == .notFinite)
    #expect(error.range == SourceRange(start: 0, end: 10))
  }

  @Test func `calls are listed with constants, places and receivers`() throws {
    let text =
      #"psi("amount").above(1) || size(drifted("psi")) >= 3 && latency(0.95).above(now.getHours())"#
    let calls = try environment.check(text).calls

    #expect(calls.map(\.name) == ["psi", "above", "drifted", "latency", "above"])
    #expect(calls.map(\.receiver) == [nil, 0, nil, nil, 3])
    #expect(calls[0].arguments.map(\.constant) == [.string("amount")])
    #expect(calls[0].arguments[0].range == SourceRange(start: 4, end: 12))
    #expect(calls[1].arguments.map(\.constant) == [.double(1)])
    #expect(calls[4].arguments.map(\.constant) == [nil])
    #expect(calls[1].range == SourceRange(start: 0, end: 22))
    #expect(calls[1].nameRange == SourceRange(start: 14, end: 19))
    #expect(environment.functions[calls[3].function].name == "latency")
  }

  @Test func `a call inside a comprehension is listed once`() throws {
    let calls = try environment.check(#"[1, 2].all(x, psi("amount").n > x)"#).calls

    #expect(calls.map(\.name) == ["psi"])
  }

  @Test func `explain gives the outcome of each part, and none where nothing was asked`() throws {
    let text = #"psi("amount").value > 0.25 || psi("age").value > 0.25"#
    let explanation = try environment.check(text).explain(
      with: IndicatorHost.example,
      budget: 1_000
    )

    #expect(explanation.outcome == .value(.bool(true)))
    #expect(
      explanation.parts.map(\.text) == [
        #"psi("amount").value > 0.25"#, #"psi("age").value > 0.25"#,
      ]
    )
    #expect(explanation.parts[0].parts[0].outcome == .value(.double(0.31)))
    #expect(explanation.parts[0].parts[0].type == .double)
    #expect(explanation.parts[1].outcome == nil)
  }

  @Test func `an expression knows its variables and whether it is constant`() throws {
    #expect(
      try environment.check("now > timestamp(0) && series.model != ''").variables == [
        "now", "series",
      ]
    )
    #expect(try environment.check("1 < 2").isConstant)
    #expect(try !environment.check("error_rate().n > 2").isConstant)
  }

  @Test func `layout does not count for equality`() throws {
    let first = try environment.check("psi('amount').n>0x10 // why")
    let second = try environment.check(#"(psi("amount").n) > 16"#)

    #expect(first == second)
    #expect(first.canonicalText == #"psi("amount").n > 16"#)
    #expect(try first != environment.check(#"psi("amount").n > 17"#))
  }

  @Test func `a host is only asked with values of declared types`() throws {
    let expression = try environment.parse("latency('high').n")

    guard
      case .error(let error) = expression.evaluate(with: IndicatorHost.example, budget: 100).outcome
    else {
      Issue.record("no error")
      return
    }
    #expect(error.code == .noMatchingOverload)
  }
}
