import KedgeExpressions
import Testing

/// Every expression of `&&`, `||`, `!` and `?:` up to depth three over true, false, unknown and
/// error, against tables written by hand.
@Suite("three-valued logic")
struct ThreeValuedLogicTests {
  enum Truth: Character, CaseIterable {
    case yes = "t"
    case no = "f"
    case unknown = "u"
    case error = "e"
  }

  /// Rows and columns in the order t, f, u, e.
  static let conjunction = ["tfue", "ffff", "ufuu", "efue"]
  static let disjunction = ["tttt", "tfue", "tuuu", "teue"]
  static let negation = "ftue"

  struct Sentence {
    let text: String
    let truth: Truth
  }

  struct Atoms: Host {
    func variable(_ name: String) -> Outcome {
      switch name {
      case "t": .value(.bool(true))
      case "f": .value(.bool(false))
      case "u": .unknown("u", "insufficient")
      case "v": .unknown("v", "stale")
      default: .error(EvaluationError(.host, "failed \(name)"))
      }
    }
    func call(_ call: HostCall) -> Outcome { .unknown("call", "never") }
    func field(_ name: String, of object: ObjectValue) -> Outcome { .unknown("field", "never") }
    func has(_ name: String, of object: ObjectValue) -> Bool { false }
  }

  static let environment = Environment(
    variables: ["t", "f", "u", "v", "e", "d"].map { VariableDeclaration($0, .bool) }
  )

  static let atoms = Truth.allCases.map { Sentence(text: String($0.rawValue), truth: $0) }

  static func look(_ table: [String], _ left: Truth, _ right: Truth) throws -> Truth {
    let row = Array(table[try #require(Truth.allCases.firstIndex(of: left))])
    let column = try #require(Truth.allCases.firstIndex(of: right))
    return try #require(Truth(rawValue: row[column]))
  }

  static func not(_ truth: Truth) throws -> Truth {
    let position = try #require(Truth.allCases.firstIndex(of: truth))
    return try #require(Truth(rawValue: Array(negation)[position]))
  }

  static func pairs(_ operands: [Sentence]) throws -> [Sentence] {
    var result: [Sentence] = []
    for left in operands {
      for right in operands {
        let (a, b) = (left.text, right.text)
        result.append(
          Sentence(text: "(\(a)) && (\(b))", truth: try look(conjunction, left.truth, right.truth))
        )
        result.append(
          Sentence(text: "(\(a)) || (\(b))", truth: try look(disjunction, left.truth, right.truth))
        )
      }
    }
    return result
  }

  static func others(_ conditions: [Sentence], _ branches: [Sentence]) throws -> [Sentence] {
    var result: [Sentence] = []
    for condition in conditions {
      result.append(Sentence(text: "!(\(condition.text))", truth: try not(condition.truth)))
      for first in branches {
        for second in branches {
          let truth =
            switch condition.truth {
            case .yes: first.truth
            case .no: second.truth
            case .unknown, .error: condition.truth
            }
          let text = "(\(condition.text)) ? (\(first.text)) : (\(second.text))"
          result.append(Sentence(text: text, truth: truth))
        }
      }
    }
    return result
  }

  static func truth(of text: String) throws -> Truth {
    switch try environment.check(text).evaluate(with: Atoms(), budget: 1_000).outcome {
    case .value(.bool(let value)): return value ? .yes : .no
    case .unknown: return .unknown
    case .error, .value: return .error
    }
  }

  @Test func `all expressions up to depth three follow the tables`() throws {
    let shallow = try Self.atoms + Self.pairs(Self.atoms) + Self.others(Self.atoms, Self.atoms)
    let deep = try Self.pairs(shallow) + Self.others(shallow, Self.atoms)

    var wrong: [String] = []
    for sentence in shallow + deep where try Self.truth(of: sentence.text) != sentence.truth {
      wrong.append(sentence.text)
    }

    #expect(shallow.count == 4 + 32 + 68)
    #expect(deep.count == 2 * 104 * 104 + 104 * 17)
    #expect(wrong == [])
  }

  @Test(arguments: ["&&", "||"])
  func `the order of operands is without effect`(_ operation: String) throws {
    let names = ["t", "f", "u", "v", "e", "d", "u && v", "e || d", "!u"]

    for left in names {
      for right in names {
        let there = try outcome("(\(left)) \(operation) (\(right))")
        let back = try outcome("(\(right)) \(operation) (\(left))")
        #expect(there == back, "\(left) \(operation) \(right)")
      }
    }
  }

  /// Outcome without the place of an error.
  private func outcome(_ text: String) throws -> Outcome {
    switch try Self.environment.check(text).evaluate(with: Atoms(), budget: 1_000).outcome {
    case .error(let error): .error(EvaluationError(error.code, error.message))
    case let other: other
    }
  }

  @Test func `causes are joined, sorted and without repetition`() throws {
    let outcome = try outcome("v && u && v && (e || u)")

    #expect(
      outcome
        == .unknown([
          UnknownCause(source: "u", reason: "insufficient"),
          UnknownCause(source: "v", reason: "stale"),
        ])
    )
  }

  @Test(
    arguments: [
      ("u == true", "u"), ("[u] == [true]", "u"), ("size([u])", "u"), ("u == (e == t)", "u"),
      ("[t, u].all(x, x)", "u"), ("[t, f].all(x, x && u)", "f"), ("[t].exists(x, u || x)", "t"),
      ("[f, t].exists(x, x && u)", "u"), ("[t, f].exists_one(x, x || u)", "u"),
      ("[t, f].filter(x, u)", "u"), ("[t, f].map(x, x || u)", "u"), ("[t, f].all(x, e || u)", "u"),
      ("{'a': u}.a", "u"), ("(u ? 1 : 2) == 3", "u"), ("cel.bind(x, u, x || t)", "t"),
      ("has({'a': u}.a)", "u"), ("[e, u].map(x, x)", "u"), ("[1, 2].exists(x, x > 2 || e)", "e"),
    ])
  func `functions and macros carry the unknown`(_ text: String, _ expected: String) throws {
    let outcome = try Self.environment.check(text).evaluate(with: Atoms(), budget: 1_000).outcome

    switch outcome {
    case .unknown: #expect(expected == "u")
    case .error: #expect(expected == "e")
    case .value(let value): #expect(value == .bool(expected == "t"))
    }
  }
}
