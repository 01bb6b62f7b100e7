import KedgeExpressions
import Testing

@Suite("optional values")
struct OptionalTests {
  private func outcome(_ text: String, _ dialect: Dialect = .specification) throws -> Outcome {
    try Environment(dialect: dialect).check(text).evaluate(with: Bindings(), budget: 1_000).outcome
  }

  @Test(
    arguments: [
      // `or` and `orValue` look at what follows only where they need it.
      "optional.of(1).orValue(1 / 0) == 1",
      "optional.of(1).or([optional.of(2)][7]).value() == 1",
      "optional.none().or(optional.of(3)).value() == 3",
      "optional.of(2).optMap(x, x * 10).value() == 20",
      "optional.of([1]).optFlatMap(x, x[?3]).hasValue() == false",
      "[optional.of(1), optional.none(), optional.of(3)].unwrapOpt() == [1, 3]",
      "optional.unwrap([optional.of('a'), optional.none()]) == ['a']",
      "[?optional.of(1), 2, ?optional.none()] == [1, 2]",
      "{?'a': optional.none(), 'b': 1} == {'b': 1}",
      "{'a': {'b': 1}}.?a.?b.value() == 1", "{'a': 1}[?'a'] == optional.of(1)",
      "optional.of(dyn(1)) == optional.of(1u)", "optional.of(1) != optional.of(2)",
      "optional.ofNonZeroValue(0.0) == optional.none()",
      "!optional.ofNonZeroValue(duration('0s')).hasValue()",
      "optional.ofNonZeroValue(false).orValue(true)",
      "type(optional.of(1)) == optional_type", "has(optional.of({'a': 1}).a)",
    ])
  func `holds`(_ text: String) throws {
    #expect(try outcome(text) == .value(.bool(true)))
    #expect(try outcome(text, .rules) == .value(.bool(true)))
  }

  @Test(
    arguments: [
      ("optional.none().value()", EvaluationError.Code.noValue),
      ("optional.none().orValue(1 / 0)", .divisionByZero),
      ("optional.of(1).optMap(x, x / 0)", .divisionByZero),
    ])
  func `fails`(_ text: String, _ code: EvaluationError.Code) throws {
    guard case .error(let error) = try outcome(text) else {
      Issue.record("\(text) has a value")
      return
    }
    #expect(error.code == code)
    #expect(error.range != nil)
  }

  @Test(
    arguments: [
      ("optional.of(1).orValue('a')", "no `optional_type(int).orValue(string)`"),
      ("[?1]", "an optional value must be optional_type(any type), not int"),
      ("{?'a': 1}", "an optional value must be optional_type(any type), not int"),
      ("1.?a", "int has no field `a`"),
      ("'a'[?0]", "string has no elements to index"),
      ("(1).optMap(x, x)", "an optional value must be optional_type(any type), not int"),
      ("[1].?", "expected the name of a field after `.?`, found the end of the expression"),
    ])
  func `is refused`(_ text: String, _ message: String) {
    #expect {
      _ = try Environment(dialect: .specification).check(text)
    } throws: { error in
      (error as? ExpressionDiagnostics)?.findings.first?.message == message
    }
  }

  @Test(
    arguments: [
      "optional.of(1)", "optional.none()", "{}.?a", "[1][?0]", "[?optional.of(1)]",
      "{?'a': optional.of(1)}", "optional.of(1).optMap(x, x)",
      "optional.of(1).optFlatMap(x, [x][?0])",
    ])
  func `canonical text is what was written`(_ text: String) throws {
    let printed = try Environment(dialect: .specification).check(text).canonicalText
    #expect(printed == text.replacing("'", with: "\""))
  }

  @Test func `an indicator that is not known is none, and its field not known stays so`() throws {
    var host = IndicatorHost()
    host.indicators["psi(x)"] = .init(value: .value(.double(0.3)), n: 40)
    host.indicators["psi(y)"] = .init()
    func value(_ text: String) throws -> Outcome {
      try IndicatorHost.environment().check(text).evaluate(with: host, budget: 1_000).outcome
    }
    #expect(try value("psi('x').?value.orValue(7.0)") == .value(.double(0.3)))
    #expect(try value("psi('y').?value.orValue(7.0)") == .value(.double(7)))
    #expect(try value("psi('y').?value.hasValue()") == .value(.bool(false)))
    guard case .unknown = try value("optional.of(psi('y').value).orValue(7.0)") else {
      Issue.record("what is not known is known")
      return
    }
  }
}
