import KedgeExpressions
import Testing

@Suite("cost and limits of evaluation")
struct BudgetTests {
  private let environment = Environment(
    variables: [
      VariableDeclaration("s", .string), VariableDeclaration("l", .list(.dynamic)),
      VariableDeclaration("p", .string),
    ]
  )

  private func evaluation(
    _ text: String,
    budget: Int,
    _ bindings: [String: Value] = [:]
  ) throws -> Evaluation {
    try environment.check(text).evaluate(with: Bindings(bindings), budget: budget)
  }

  @Test(
    arguments: [
      ("1 + 2", 3), ("true || false", 2), ("[1, 2, 3]", 4), ("[1, 2].all(x, x > 0)", 3 + 2 * 4 + 1),
      ("'abcdefghijk'.contains('k')", 3 + 2 + 1), ("'ab' + 'cde'", 3 + 5), ("[1] + [2, 3]", 6 + 3),
      ("2 in [1, 2, 3]", 6 + 3), ("'a'.matches('a')", 2 + 1),
    ])
  func `cost is what the documentation says`(_ text: String, _ expected: Int) throws {
    let evaluation = try evaluation(text, budget: 1_000)

    // `[1, 2].all(...)`: node, list with two elements, per element 1 + (node, name, literal).
    #expect(evaluation.cost == expected)
  }

  @Test(arguments: ["1 + 2", "true || (1 / 0 > 0)", "[1, 2, 3].all(x, x > 0)", "'a' + 'b' == 'ab'"])
  func `a budget is exact and its end is absorbed by nothing`(_ text: String) throws {
    let cost = try evaluation(text, budget: 1_000).cost

    for budget in 0..<cost {
      guard case .error(let error) = try evaluation(text, budget: budget).outcome else {
        Issue.record("\(text) fits into \(budget)")
        continue
      }
      #expect(error.code == .costExceeded)
    }
    if case .error = try evaluation(text, budget: cost).outcome { Issue.record("needs more") }
  }

  @Test func `nested comprehensions end with the budget`() throws {
    let list = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
    let text = "\(list).all(a, \(list).all(b, \(list).all(c, a + b + c >= 0)))"

    #expect(try evaluation(text, budget: 100_000).outcome == .value(.bool(true)))
    #expect(try evaluation(text, budget: 5_000).cost == 5_000)
  }

  @Test func `shared structure does not escape the budget`() throws {
    var text = "['a']"
    for _ in 0..<28 { text += ".map(x, [x, x])" }

    let evaluation = try evaluation("dyn(\(text)) == [1]", budget: 100_000)

    #expect(evaluation.outcome.isSame(as: .error(EvaluationError(.costExceeded, ""))))
  }

  @Test func `text over the limit is an error`() throws {
    let long = String(repeating: "x", count: 40_000)
    let outcome = try evaluation("s + s", budget: 1_000_000, ["s": .string(long)]).outcome

    #expect(outcome.isSame(as: .error(EvaluationError(.valueTooLarge, ""))))
  }

  @Test func `a search through too much text is an error`() throws {
    let long = String(repeating: "x", count: 70_000)
    let outcome = try evaluation("s.matches('y')", budget: 1_000_000, ["s": .string(long)]).outcome

    #expect(outcome.isSame(as: .error(EvaluationError(.valueTooLarge, ""))))
  }

  @Test func `a search costs bytes times started 64 states`() throws {
    let pattern = "s.matches('(abc|def|ghi){40}')"
    let short = try evaluation(pattern, budget: 100_000, ["s": .string("")]).cost
    let long = try evaluation(pattern, budget: 100_000, ["s": .string("0123456789")]).cost

    #expect((long - short).isMultiple(of: 10))
    #expect(long - short > 10)
  }

  @Test(
    arguments: [
      ("a+", true), ("^b", false), ("(?i)AAA$", true), (#"\bxx"#, false), ("", true),
    ])
  func `patterns known at the check and computed ones agree`(
    _ pattern: String,
    _ expected: Bool
  ) throws {
    let text = "s.matches(r'\(pattern)')"

    #expect(
      try evaluation(text, budget: 5_000, ["s": .string("xaaa")]).outcome
        == .value(.bool(expected))
    )
    #expect(
      try evaluation(
        "matches(s, p)",
        budget: 5_000,
        [
          "s": .string("xaaa"), "p": .string(pattern),
        ]
      ).outcome == .value(.bool(expected))
    )
  }

  @Test func `a pattern that would make a backtracking engine hang takes linear time`() throws {
    let text = String(repeating: "a", count: 30_000) + "!"
    let outcome = try evaluation("s.matches('^(a+)+$')", budget: 100_000, ["s": .string(text)])

    #expect(outcome.outcome == .value(.bool(false)))
  }

  @Test(arguments: ["(", "a{2000}", #"(?=a)"#, #"\1"#, "[z-a]"])
  func `a pattern that RE2 refuses or that is too large is a finding, or an error`(
    _ pattern: String
  ) throws {
    #expect(throws: ExpressionDiagnostics.self) {
      try environment.check("s.matches(r'\(pattern)')")
    }
    let outcome = try evaluation(
      "s.matches(p)",
      budget: 5_000,
      [
        "s": .string("a"), "p": .string(pattern),
      ]
    ).outcome
    #expect(outcome.isSame(as: .error(EvaluationError(.invalidPattern, ""))))
  }
}
