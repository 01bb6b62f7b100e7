import KedgeExpressions
import Testing

@Suite("canonical text")
struct CanonicalTextTests {
  private let environment = Environment(dialect: .specification, limits: .conformance)

  @Test(
    arguments: [
      ("1+2*3", "1 + 2 * 3"), ("(1+2)*3", "(1 + 2) * 3"), ("1-(2-3)", "1 - (2 - 3)"),
      ("(1-2)-3", "1 - 2 - 3"), ("0x10", "16"), ("1e3", "1000.0"), (".5", "0.5"), ("2U", "2u"),
      ("'a\"b'", #""a\"b""#), (#"r'\d'"#, #""\\d""#), (#"b'\xff'"#, #"b"\xff""#),
      ("a&&(b||c)", "a && (b || c)"), ("(a&&b)||c", "a && b || c"), ("!(a)", "!a"),
      ("!(a==b)", "!(a == b)"),
      ("-(1)", "-(1)"), ("--x", "--x"), ("-x.y", "-x.y"), ("(-x).y", "(-x).y"),
      ("a?b:c?d:e", "a ? b : c ? d : e"), ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
      ("x . y [ 'z' ] ( 1 )", nil), ("m.`a.b`", "m.`a.b`"), ("m.`ab`", "m.ab"),
      ("x.existsOne(i,i>1)", "x.exists_one(i, i > 1)"), ("x.map(i,i>1,i)", "x.map(i, i > 1, i)"),
      ("{'a':1,}", #"{"a": 1}"#), ("[1,]", "[1]"), ("// c\n1 // d", "1"), (".a.b", ".a.b"),
      ("has(a.b)", "has(a.b)"), ("1 in [1]", "1 in [1]"), ("(1 in x) in y", "1 in x in y"),
      ("cel.bind(a,1,a)", "cel.bind(a, 1, a)"), ("'\\t\\x01'", #""\t\x01""#), ("1e-10", "1e-10"),
    ] as [(String, String?)]
  )
  func `one text for one meaning`(_ text: String, _ expected: String?) throws {
    guard let expected else {
      #expect(throws: ExpressionDiagnostics.self) { try environment.parse(text) }
      return
    }

    let expression = try environment.parse(text)

    #expect(expression.canonicalText == expected)
    #expect(try environment.parse(expected) == expression)
  }
}
