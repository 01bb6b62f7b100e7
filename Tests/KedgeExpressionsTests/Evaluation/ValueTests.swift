import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("values")
struct ValueTests {
  private let environment = Environment(
    dialect: .specification,
    limits: .conformance,
    variables: [VariableDeclaration("x", .dynamic), VariableDeclaration("y", .dynamic)]
  )

  @Test(arguments: 0..<UInt64(500))
  func `the text of a double reads back as the double`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let random = Double(bitPattern: generator.next())
    let number =
      seed.isMultiple(of: 2)
      ? random : Double(Int64(truncatingIfNeeded: generator.next() >> 20)) / 1_000

    guard
      case .value(.string(let text)) = try environment.outcome("string(x)", ["x": .double(number)])
    else {
      Issue.record("no text for \(number)")
      return
    }

    #expect(number.isNaN || Double(text) == number)
  }

  @Test(
    arguments: [
      (1.0, "1"), (0.1, "0.1"), (-0.0, "-0"), (123.456, "123.456"), (1e20, "100000000000000000000"),
      (1e21, "1e+21"), (6.02214e23, "6.02214e+23"), (1.38e-23, "1.38e-23"), (0.00001, "0.00001"),
      (0.000001, "1e-06"), (.leastNonzeroMagnitude, "5e-324"), (1234567.0, "1234567"),
      (.infinity, "+Inf"),
    ])
  func `a double is written without needless digits`(_ number: Double, _ text: String) throws {
    #expect(try environment.outcome("string(x)", ["x": .double(number)]) == .value(.string(text)))
  }

  static let samples: [Value] = [
    .int(-1), .int(0), .int(1), .uint(0), .uint(1), .double(1), .double(0.5), .double(.nan),
    .string(""), .string("é"), .string("e\u{301}"), .bytes([]), .bytes([1]), .bool(true), .null,
    .list([]), .list([.int(1)]), .list([.double(1)]), .map(MapValue()),
    .map(MapValue([("a", .int(1))])),
    .map(MapValue([("a", .uint(1))])), .type(TypeValue(name: "int")),
  ]

  @Test func `equality is symmetric, and reflexive but for NaN`() throws {
    let expression = try environment.check("x == y")
    for a in Self.samples {
      for b in Self.samples {
        let there = expression.evaluate(with: Bindings(["x": a, "y": b]), budget: 100).outcome
        let back = expression.evaluate(with: Bindings(["x": b, "y": a]), budget: 100).outcome
        #expect(there == back)
        if a == b { #expect(there == .value(.bool(a != .double(.nan)))) }
      }
    }
  }

  @Test func `text is compared by code points, without normalisation`() throws {
    #expect(try environment.outcome(#"'\u00e9' == 'e\u0301'"#) == .value(.bool(false)))
    #expect(try environment.outcome(#"{'\u00e9': 1, 'e\u0301': 2}.size()"#) == .value(.int(2)))
    #expect(try environment.outcome("'\u{FFFD}' < '😀'") == .value(.bool(true)))
    #expect(try environment.outcome(#"'\ud83d\ude2c' == '😬'"#) == .value(.bool(true)))
    #expect(try environment.outcome("size('e\u{301}')") == .value(.int(2)))
  }

  @Test(arguments: 0..<UInt64(200))
  func `contains agrees with looking everywhere`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    func text(_ length: ClosedRange<Int>) -> String {
      let count = Int.random(in: length, using: &generator)
      return (0..<count).map { _ in Bool.random(using: &generator) ? "a" : "b" }.joined()
    }
    let (whole, part) = (text(0...30), text(0...5))
    let expected =
      whole.count >= part.count
      && (0...(whole.count - part.count)).contains { whole.dropFirst($0).hasPrefix(part) }

    let outcome = try environment.outcome(
      "x.contains(y)",
      ["x": .string(whole), "y": .string(part)]
    )

    #expect(outcome == .value(.bool(expected)))
  }

  @Test func `maps keep their order and find whole doubles`() throws {
    var map = MapValue()
    let inserted = [
      map.insert(.int(2), .string("b")), map.insert(.uint(1), .string("a")),
      map.insert(.int(1), .string("c")), map.insert(.double(3), .null),
    ]

    #expect(inserted == [true, true, false, false])
    #expect(map.entries.map(\.key) == [.int(2), .uint(1)])
    #expect(map[.double(1)] == .string("a"))
    #expect(map[.double(1.5)] == nil)
    #expect(map.count == 2)
  }

  @Test func `durations and timestamps refuse what is out of range`() {
    #expect(DurationValue(seconds: .max) == nil)
    #expect(DurationValue(seconds: 0, nanoseconds: -1)?.description == "-0.000000001s")
    #expect(TimestampValue(seconds: .min) == nil)
    #expect(
      TimestampValue(seconds: 0, nanoseconds: -1)?.description
        == "1969-12-31T23:59:59.999999999Z"
    )
  }
}
