import KedgeExpressions
import Testing

@Suite("deduced types")
struct TypeDeductionTests {
  @Test(
    arguments: [
      ("true", .bool), ("42u", .uint), ("{'abc': 123}", .map(.string, .int)),
      ("('foo' + 'bar').startsWith('foo')", .bool),
      ("[[[[[]]]], [], [[[]]]]", .list(.list(.list(.list(.list(.dynamic)))))),
      ("([].map(x,x))[0].foo", .dynamic), ("[1, 'a']", .list(.dynamic)),
      ("[[], [1]]", .list(.list(.int))),
      ("[].map(n, n / 2)", .list(.int)), ("[1].map(n, n * 2)", .list(.int)),
      ("{1: 'a'}.map(k, k)", .list(.int)), ("true ? [] : ['a']", .list(.string)),
      ("[1, 2][0]", .int), ("{'a': [1u]}.a[0]", .uint), ("dyn(1) + 1", .int), ("d + d", .dynamic),
      ("timestamp(0) - timestamp(1)", .duration), ("timestamp(0) - duration('1s')", .timestamp),
      ("type(1) == type('a')", .bool), ("1 + 2.0", .double), ("cel.bind(x, 1, [x])", .list(.int)),
      ("[1].exists(i, v, i == v)", .bool),
      ("{'a': 1}.transformMap(k, v, v + 1)", .map(.string, .int)),
      ("[null, timestamp(0)]", .list(.timestamp)), ("[1] + [dyn(2)]", .list(.dynamic)),
    ] as [(String, ExpressionType)]
  )
  func `types follow from the parts`(_ text: String, _ expected: ExpressionType) throws {
    let environment = Environment(variables: [VariableDeclaration("d", .dynamic)])

    #expect(try environment.check(text).type == expected)
  }
}
