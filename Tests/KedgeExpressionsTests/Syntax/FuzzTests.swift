import KedgeExpressions
import KedgeTestSupport
import Testing

@Suite("arbitrary text")
struct FuzzTests {
  static let seeds = [
    #"psi("amount").above(0.25) || size(drifted("psi")) >= 3"#,
    #"metric("accuracy").below(0.92) && labelled_share().value > 0.3 && !label_bias().breach"#,
    #"burn("cost", "6h", "30m") > 6.0 || spend(duration("24h")) > 400.0"#,
    #""undeclared: " + identity().response_model + " prompt " + string(now)"#,
    "[1, 2, 3].map(x, x * 2).filter(y, y % 3 == 0).exists_one(z, z > -1e3)",
    "{'a': [1u, 0x2u], b'\\xff': r'\\d'}.a[0] in [.5, 2e-3] ? true : !false",
    "timestamp('2009-02-13T23:31:30.5Z').getHours('-09:30') - 3 // comment",
    "cel.bind(x, '''multi\nline''', x.matches('^m.*e$') && has({'k': null}.k))",
    "[1].transformMap(i, v, i > 0, duration('1h1.5s') + duration(\"-3ns\")) == {}",
    "dyn([1, 'a', null, type(1)]).all(e, e != bytes('\\u00e9\\U0001F62C\\377') && a.`b.c` < -(-5))",
  ]

  static let alphabet = Array(
    "()[]{}.,:?!&|<>=+-*/%'\"`\\ \n0129aeExuUrRbB_truefalsenullinhasmap\u{0}é😀".unicodeScalars
  )

  private let environments = [
    IndicatorHost.environment(),
    Environment(dialect: .specification, limits: .conformance),
  ]

  /// Parses, checks, prints and evaluates; nothing of it may trap or go over its budget.
  private func exercise(_ text: String) {
    for environment in environments {
      do {
        let expression = try environment.parse(text)
        let evaluation = expression.evaluate(with: IndicatorHost.example, budget: 2_000)
        #expect(evaluation.cost <= 2_000)
        let again = try environment.parse(expression.canonicalText)
        #expect(again.canonicalText == expression.canonicalText)
      } catch {
        #expect(!error.rendered(file: "fuzz").isEmpty)
      }
      do {
        let expression = try environment.check(text)
        _ = expression.explain(with: IndicatorHost.example, budget: 2_000)
      } catch {
        #expect(!error.findings.isEmpty)
      }
    }
  }

  @Test(arguments: 0..<UInt64(100))
  func `random bytes never crash`(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let count = Int.random(in: 0...120, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      exercise(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test(arguments: 0..<UInt64(100))
  func `mutated expressions never crash`(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed &+ 1_000)
    for _ in 0..<100 {
      var scalars = Array((Self.seeds.randomElement(using: &generator) ?? "").unicodeScalars)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        mutate(&scalars, &generator)
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      exercise(String(view))
    }
  }

  private func mutate(_ scalars: inout [Unicode.Scalar], _ generator: inout SplitMix64) {
    let position = Int.random(in: 0...scalars.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: scalars.insert(Self.alphabet.randomElement(using: &generator) ?? "a", at: position)
    case 1: if position < scalars.count { scalars.remove(at: position) }
    case 2:
      if position < scalars.count {
        scalars[position] = Self.alphabet.randomElement(using: &generator) ?? "a"
      }
    case 3:
      let end = min(position + Int.random(in: 1...30, using: &generator), scalars.count)
      scalars.insert(contentsOf: scalars[position..<end], at: position)
    default:
      let other = Array((Self.seeds.randomElement(using: &generator) ?? "").unicodeScalars)
      let start = Int.random(in: 0..<other.count, using: &generator)
      scalars.insert(contentsOf: other[start...].prefix(20), at: position)
    }
  }
}
