import Foundation
import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("the public conformance suite", .enabled(if: ConformanceCase.areThere))
struct ConformanceTests {
  static let cases = ConformanceCase.all()

  @Test func `each section, and how many of its cases conform`() throws {
    var sections: [String: (conforming: Int, all: Int)] = [:]
    for example in Self.cases {
      let known = sections[example.file] ?? (0, 0)
      let isConforming = try Self.conforms(example)
      sections[example.file] = (known.conforming + (isConforming ? 1 : 0), known.all + 1)
    }
    for (section, count) in sections.sorted(by: { $0.key < $1.key }) {
      print("conformance: \(section) \(count.conforming) of \(count.all)")
    }
    let conforming = sections.values.reduce(0) { $0 + $1.conforming }
    print("conformance: \(conforming) of \(Self.cases.count)")
    #expect(conforming == Self.cases.count)
  }

  private static func conforms(_ example: ConformanceCase) throws -> Bool {
    if let expected = try example.expect.deducedType?.type(), try deduced(example) != expected {
      return false
    }
    if example.isCheckOnly == true { return true }
    let outcome = try outcome(of: example)
    guard let expected = try example.expect.value?.value() else {
      if case .value? = outcome { return false }
      return true
    }
    return outcome == .value(expected)
  }

  @Test(arguments: cases.filter { $0.isCheckOnly != true })
  func conforms(_ example: ConformanceCase) throws {
    let outcome = try Self.outcome(of: example)

    if let expected = try example.expect.value?.value() {
      guard case .value(let value) = outcome else {
        Issue.record("expected \(expected), got \(outcome)")
        return
      }
      #expect(value == expected)
    } else if case .value(let value)? = outcome {
      Issue.record("expected an error, got \(value)")
    }
  }

  @Test(arguments: cases)
  func `canonical text parses to itself`(_ example: ConformanceCase) throws {
    let environment = Environment(dialect: .specification, limits: .conformance)
    let once: CheckedExpression
    do {
      once = try environment.parse(example.expr)
    } catch {
      return
    }
    let twice = try environment.parse(once.canonicalText)
    #expect(twice.canonicalText == once.canonicalText)
    #expect(
      twice.evaluate(with: Bindings(), budget: 100_000).outcome.isSame(
        as: once.evaluate(with: Bindings(), budget: 100_000).outcome
      )
    )
  }

  @Test(arguments: cases.filter { $0.expect.deducedType != nil })
  func `deduces the type`(_ example: ConformanceCase) throws {
    #expect(try Self.deduced(example) == (try example.expect.deducedType?.type()))
  }

  private static func deduced(_ example: ConformanceCase) throws -> ExpressionType {
    try environment(of: example).check(example.expr).type
  }

  /// What the case declares; of a function the suite's list has the name only, so that it takes three
  /// values of any type.
  private static func environment(of example: ConformanceCase) throws -> Environment {
    var (variables, functions): ([VariableDeclaration], [FunctionDeclaration]) = ([], [])
    for pair in example.variables ?? [] {
      guard case .string(let name) = pair[0] else { throw UnreadableCase(json: pair[0]) }
      if case .string("function") = pair[1] {
        let parameters = ["a", "b", "c"].map { ParameterDeclaration($0, .dynamic) }
        functions.append(FunctionDeclaration(name, parameters, result: .dynamic))
      } else {
        variables.append(VariableDeclaration(name, try pair[1].type()))
      }
    }
    return Environment(
      dialect: .specification,
      limits: .conformance,
      variables: variables,
      functions: functions
    )
  }

  /// `nil` when the expression is refused.
  private static func outcome(of example: ConformanceCase) throws -> Outcome? {
    let bindings = try (example.bindings ?? [:]).mapValues { try $0.value() }
    let environment = try environment(of: example)
    let expression: CheckedExpression
    do {
      expression =
        example.isUnchecked == true
        ? try environment.parse(example.expr)
        : try environment.check(example.expr)
    } catch {
      return nil
    }
    return expression.evaluate(
      with: Bindings(bindings),
      budget: 100_000,
      timeZones: TimeZones(ZoneFile.secondsEast)
    ).outcome
  }
}

extension Outcome {
  /// Whether both are the same value, or errors of the same kind whatever their place.
  func isSame(as other: Outcome) -> Bool {
    switch (self, other) {
    case (.error(let a), .error(let b)): a.code == b.code
    default: self == other
    }
  }
}
