import KedgeExpressions
import Testing

@Suite("dialects")
struct DialectTests {
  private let rules = Environment(
    dialect: .rules,
    variables: [VariableDeclaration("d", .dynamic), VariableDeclaration("n", .int)]
  )
  private let specification = Environment(
    dialect: .specification,
    limits: .conformance,
    variables: [VariableDeclaration("d", .dynamic)]
  )

  @Test(
    arguments: [
      ("2 * 1.5", 3.0), ("1u + 0.5", 1.5), ("7 % 2.5", 2.0), ("1.0 - 3", -2.0), ("5 / 2.0", 2.5),
      ("d * 2", 3.0), ("-3 % 2.0", -1.0), ("9007199254740992 + 0.0", 9_007_199_254_740_992.0),
    ])
  func `rules convert integers that meet a double`(_ text: String, _ expected: Double) throws {
    #expect(try rules.outcome(text, ["d": .double(1.5)]) == .value(.double(expected)))
  }

  @Test(
    arguments: [
      ("9007199254740993 * 1.0", EvaluationError.Code.invalidConversion),
      ("1.0 / 0", .notFinite), ("0.0 / 0.0", .notFinite), ("1e308 * 10", .notFinite),
      ("double('NaN')", .notFinite), ("double('inf') > 1.0", .notFinite), ("5.0 % 0.0", .notFinite),
    ])
  func `rules refuse inexact and infinite results`(
    _ text: String,
    _ code: EvaluationError.Code
  ) throws {
    guard case .error(let error) = try rules.outcome(text) else {
      Issue.record("\(text) is \(try rules.outcome(text))")
      return
    }
    #expect(error.code == code)
  }

  @Test(arguments: [
    "1 == 1.0", "1u != 2", "1 in [1.0, 2.0]", "2.0 in {2: 'a'}", "{1: 2}[1u] == 2.0",
  ])
  func `rules compare numbers of different types`(_ text: String) throws {
    #expect(try rules.outcome(text) == .value(.bool(true)))
    #expect(throws: ExpressionDiagnostics.self) { try specification.check(text) }
  }

  @Test func `rules still do not mix int and uint in arithmetic`() {
    #expect(throws: ExpressionDiagnostics.self) { try rules.check("1 + 1u") }
  }

  @Test func `the specification refuses mixed arithmetic and says what to write`() throws {
    let error = try #require(throws: ExpressionDiagnostics.self) {
      try specification.check("2 * 1.5")
    }

    #expect(error.findings[0].summary == "`*` does not take int and double; write `double(2)`")
    #expect(
      try specification.parse("2 * 1.5").evaluate(with: Bindings(), budget: 10).outcome
        .isSame(as: .error(EvaluationError(.noMatchingOverload, "")))
    )
  }

  @Test func `the specification lets arithmetic leave the finite numbers`() throws {
    #expect(try specification.outcome("1.0 / 0.0") == .value(.double(.infinity)))
    #expect(try specification.outcome("0.0 / 0.0 == 0.0 / 0.0") == .value(.bool(false)))
  }

  @Test(
    arguments: [
      "9223372036854775807 + 1", "-9223372036854775808 - 1", "0u - 1u", "-(-9223372036854775808)",
      "-9223372036854775808 / -1", "-9223372036854775808 % -1", "9223372036854775807 * 2",
      "18446744073709551615u * 2u", "int('9223372036854775808')", "uint(-1)", "int(1e19)",
      "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
      "duration('300000000000s') + duration('300000000000s')", "timestamp(253402300800)",
    ])
  func `results outside their type are errors`(_ text: String) throws {
    for environment in [rules, specification] {
      guard case .error(let error) = try environment.outcome(text) else {
        Issue.record("\(text) is \(try environment.outcome(text))")
        return
      }
      #expect(error.code == .overflow || error.code == .invalidConversion)
    }
  }

  @Test(arguments: ["1 / 0", "1 % 0", "1u / 0u", "1u % 0u"])
  func `division of integers by zero is an error`(_ text: String) throws {
    guard case .error(let error) = try rules.outcome(text) else {
      Issue.record("no error")
      return
    }
    #expect(error.code == .divisionByZero)
  }
}
