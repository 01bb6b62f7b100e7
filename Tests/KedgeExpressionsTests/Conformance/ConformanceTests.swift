import Foundation
import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("the public conformance suite", .enabled(if: SharedData.has(ConformanceCase.path)))
struct ConformanceTests {
  static let first: Set<String> = [
    "basic", "comparisons", "conversions", "fields", "fp_math", "integer_math", "lists", "logic",
    "macros", "namespace", "parse", "plumbing", "string", "timestamps",
  ]

  /// Sets that are supported beyond the first.
  static let next: Set<String> = [
    "bindings_ext", "encoders_ext", "macros2", "math_ext", "string_ext",
  ]

  static let cases = ConformanceCase.all()

  @Test func `the first set has all its cases`() {
    #expect(Self.cases.count { Self.first.contains($0.file) } == 538)
  }

  @Test(arguments: cases.filter { first.contains($0.file) || next.contains($0.file) })
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

  @Test(arguments: cases.filter { first.contains($0.file) || next.contains($0.file) })
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

  /// Cases whose type needs neither optional values nor tuples.
  static let deduced = cases.filter { example in
    example.expect.deducedType != nil && !example.expr.contains("optional")
      && !example.expr.contains("tuple")
  }

  @Test(arguments: deduced)
  func `deduces the type`(_ example: ConformanceCase) throws {
    let expected = try #require(try example.expect.deducedType?.type())

    let expression = try Environment(dialect: .specification, limits: .conformance)
      .check(example.expr)

    #expect(expression.type == expected)
  }

  /// `nil` when the expression is refused.
  private static func outcome(of example: ConformanceCase) throws -> Outcome? {
    let variables = try (example.variables ?? []).map { pair in
      guard case .string(let name) = pair[0] else { throw UnreadableCase(json: pair[0]) }
      return VariableDeclaration(name, try pair[1].type())
    }
    let bindings = try (example.bindings ?? [:]).mapValues { try $0.value() }
    let environment = Environment(
      dialect: .specification,
      limits: .conformance,
      variables: variables
    )
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
