import KedgeExpressions
import Testing

@Suite("limits of the text")
struct LimitTests {
  private let rules = Environment(variables: [VariableDeclaration("x", .dynamic)])
  private let conformance = Environment(
    dialect: .specification,
    limits: .conformance,
    variables: [VariableDeclaration("x", .dynamic)]
  )

  private func summary(_ text: String, _ environment: Environment) -> String? {
    do {
      _ = try environment.parse(text)
      return nil
    } catch {
      return error.findings[0].summary
    }
  }

  private func nested(_ count: Int, _ open: String, _ inner: String, _ close: String) -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  @Test(
    arguments: [
      ("(", ")", "1"), ("[", "]", "1"), ("{1: ", "}", "1"), ("!", "", "true"), ("x[", "]", "0"),
      ("-", "", "x"), ("", " + 1", "1"), ("", ".a", "x"), ("", "[0]", "x"), ("", ".size()", "x"),
      ("true ? 1 : ", "", "2"), ("dyn(", ")", "1"), ("", " == x", "x"),
    ])
  func `nesting is limited in every direction`(_ open: String, _ close: String, _ inner: String) {
    for (environment, limit) in [(rules, 32), (conformance, 250)] {
      #expect(summary(nested(limit, open, inner, close), environment) == nil)
      for count in [limit + 1, limit + 2, 300] {
        let summary = summary(nested(count, open, inner, close), environment)
        #expect(summary?.contains("nested deeper than \(limit) levels") == true)
      }
    }
  }

  @Test func `very deep texts are refused without using the stack`() {
    for open in ["(", "[", "!", "-", "{1:", "x[", "f(", "true?", "a.b("] {
      let text = String(repeating: open, count: 90_000 / open.count)
      #expect(summary(text, conformance) != nil)
    }
  }

  @Test func `chains of logical operators are flat`() {
    let text = Array(repeating: "x", count: 800).joined(separator: " || ")

    #expect(summary(text, rules) == nil)
  }

  @Test func `the length of the source is limited`() {
    #expect(summary("1" + String(repeating: " ", count: 4_095), rules) == nil)
    #expect(
      summary("1" + String(repeating: " ", count: 4_096), rules)
        == "the expression has 4097 code points; 4096 are allowed"
    )
    #expect(summary("'" + String(repeating: "é", count: 4_094) + "'", rules) == nil)
  }

  @Test func `the number of parts is limited`() {
    #expect(
      summary("[" + Array(repeating: "x", count: 1_000).joined(separator: ",") + "]", rules) == nil
    )
    let rows = Array(repeating: "[1,1,1,1,1,1,1,1,1,1,1]", count: 170).joined(separator: ",")
    #expect(summary("[\(rows)]", rules) == "the expression has more than 2000 parts")
  }

  @Test func `long literals are refused`() {
    let elements = Array(repeating: "1", count: 1_025).joined(separator: ",")

    #expect(summary("[\(elements)]", rules) == "a list or map has more than 1024 elements")
    #expect(summary("[\(elements)]", conformance) == nil)
  }

  @Test func `comprehensions are limited inside one another, not one after the other`() throws {
    let inside = "[1].all(a, [1].all(b, [1].all(c, %)))"

    #expect(summary(inside.replacing("%", with: "true"), rules) == nil)
    let expected = "comprehensions are nested deeper than 3 levels"
    #expect(summary(inside.replacing("%", with: "[1].all(d, true)"), rules) == expected)
    #expect(summary("[1].map(a, a).map(a, a).map(a, a).map(a, a).map(a, a)", rules) == nil)
    #expect(throws: ExpressionDiagnostics.self) {
      try rules.parse(inside.replacing("%", with: "[1].all(d, true)"))
    }
  }

  @Test func `limits can be lowered`() {
    var limits = Limits.rules
    limits.nesting = 1

    #expect(summary("x + x", Environment(limits: limits, variables: rules.variables)) == nil)
    #expect(summary("x + x + x", Environment(limits: limits, variables: rules.variables)) != nil)
  }
}
