import Foundation
import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("extensions")
struct ExtensionTests {
  private let environment = Environment(
    dialect: .specification,
    limits: .conformance,
    variables: [VariableDeclaration("x", .dynamic), VariableDeclaration("s", .string)]
  )

  private func text(_ source: String, _ bindings: [String: Value] = [:]) throws -> String? {
    if case .value(.string(let text)) = try environment.outcome(source, bindings) {
      text
    } else {
      nil
    }
  }

  @Test(arguments: 0..<UInt64(300))
  func `decimals agree with the C library`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let bits = generator.next()
    let number =
      seed.isMultiple(of: 3)
      ? Double(Int64(bitPattern: bits) >> 40) / 8 : Double(bitPattern: bits)
    guard number.isFinite else { return }
    let precision = Int.random(in: 0...20, using: &generator)

    for verb in ["f", "e"] {
      let clause = "%.\(precision)\(verb)"
      let expected = String(format: clause, number)
      #expect(try text("'\(clause)'.format([x])", ["x": .double(number)]) == expected)
    }
  }

  @Test(
    arguments: [
      (0.5, "%.0f", "0"), (1.5, "%.0f", "2"), (2.5, "%.0f", "2"), (9.99, "%.1f", "10.0"),
      (9.99, "%.1e", "1.0e+01"), (0.0, "%.2e", "0.00e+00"), (-0.04, "%.1f", "-0.0"),
      (.leastNormalMagnitude, "%.0f", "0"), (0.05, "%.1f", "0.1"),
      (1e22, "%.0f", "10000000000000000000000"),
    ])
  func `rounding is exact, ties go to even`(
    _ number: Double,
    _ clause: String,
    _ expected: String
  )
    throws
  {
    #expect(try text("'\(clause)'.format([x])", ["x": .double(number)]) == expected)
    #expect(String(format: clause, number) == expected)
  }

  @Test(arguments: 0..<UInt64(100))
  func `base64 agrees with Foundation`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let bytes = (0..<Int(seed)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let expected = Data(bytes).base64EncodedString()

    #expect(try text("base64.encode(x)", ["x": .bytes(bytes)]) == expected)
    #expect(
      try environment.outcome("base64.decode(s)", ["s": .string(expected)]) == .value(.bytes(bytes))
    )
  }

  @Test(arguments: 0..<UInt64(200))
  func `replacing and splitting agree with Foundation`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let whole = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
      Bool.random(using: &generator) ? "a" : "b"
    }.joined()
    let part = ["a", "ab", "bb", "aba"].randomElement(using: &generator) ?? "a"
    let pieces = whole.components(separatedBy: part)

    #expect(
      try text("s.replace(x, '--')", ["s": .string(whole), "x": .string(part)])
        == pieces.joined(separator: "--")
    )
    #expect(
      try environment.outcome("s.split(x)", ["s": .string(whole), "x": .string(part)])
        == .value(.list(pieces.map { .string($0) }))
    )
  }

  @Test(
    arguments: [
      ("'abc'.replace('', '-')", "-a-b-c-"), ("'abc'.replace('', '-', 2)", "-a-bc"),
      ("'abc'.replace('b', '', 0)", "abc"), ("'a,b,c'.split(',', 2)[1]", "b,c"),
      ("'abc'.split('')[2]", "c"), ("'ab'.substring(2)", ""),
      ("'%s'.format([{'b': 1, 'a': [null]}])", "{a: [null], b: 1}"),
      ("'%x %X %o %b'.format([-255, 255u, 8, true])", "-ff FF 10 1"), ("'%d%%'.format([7])", "7%"),
      ("strings.quote('a\\u00e9\\n')", "\"a\u{e9}\\n\""),
      ("string(math.greatest(1, 2.5, 2u))", "2.5"),
      ("string(math.least([3, 1, 2]) + 1)", "2"), ("string(math.sqrt(16.0))", "4"),
    ])
  func `functions of text and numbers`(_ source: String, _ expected: String) throws {
    #expect(try text(source) == expected)
  }

  @Test(
    arguments: [
      ("'ab'.substring(2, 1)", EvaluationError.Code.indexOutOfRange),
      ("'ab'.charAt(3)", .indexOutOfRange),
      ("'ab'.indexOf('a', -1)", .indexOutOfRange), ("'%d'.format([])", .invalidConversion),
      ("'%'.format([1])", .invalidConversion), ("'%q'.format([1])", .invalidConversion),
      ("'%.101f'.format([1.0])", .invalidConversion), ("'%d'.format([1.5])", .invalidConversion),
      ("'%f'.format(['a'])", .invalidConversion), ("base64.decode('?')", .invalidConversion),
      ("math.bitShiftLeft(1, -1)", .overflow), ("math.abs(-9223372036854775808)", .overflow),
      ("math.greatest(dyn('a'))", .noMatchingOverload),
      ("math.greatest(dyn([]))", .noMatchingOverload),
    ])
  func `functions refuse what they cannot do`(_ source: String, _ code: EvaluationError.Code) throws
  {
    guard case .error(let error) = try environment.outcome(source) else {
      Issue.record("\(source) is \(try environment.outcome(source))")
      return
    }
    #expect(error.code == code)
  }

  @Test func `text cannot grow beyond the limit through any function`() throws {
    let long = Value.string(String(repeating: "x", count: 60_000))
    let rules = Environment(variables: [VariableDeclaration("s", .string)])
    for source in [
      "s.replace('', s)", "[s, s].join()", "'%s%s'.format([s, s])", "strings.quote(s + s)",
    ] {
      let outcome = try rules.check(source).evaluate(
        with: Bindings(["s": long]),
        budget: 10_000_000
      )
      .outcome
      #expect(outcome.isSame(as: .error(EvaluationError(.valueTooLarge, ""))), "\(source)")
    }
  }

  @Test func `shared structure cannot grow through format`() throws {
    var source = "['a']"
    for _ in 0..<27 { source += ".map(x, [x, x])" }
    let outcome = try Environment().check("'%s'.format([\(source)])")
      .evaluate(with: Bindings(), budget: 100_000).outcome

    #expect(outcome.isSame(as: .error(EvaluationError(.valueTooLarge, ""))))
  }

  @Test func `rules convert integers for functions of doubles and refuse NaN`() throws {
    let rules = Environment(variables: [VariableDeclaration("x", .int)])

    #expect(try rules.outcome("math.round(x) == 3.0", ["x": .int(3)]) == .value(.bool(true)))
    #expect(try rules.outcome("math.sqrt(-1)").isSame(as: .error(EvaluationError(.notFinite, ""))))
  }
}
