import Testing

@testable import KedgeStatistics

struct SpecialFunctionsTests {
  /// A function under test and the table of its values.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rows: [ScipyValues.Row]
    let function: @Sendable ([Double]) -> Double
  }

  static let cases: [Case] = [
    Case(testDescription: "ln Γ", rows: ScipyValues.logGamma) { GammaFunction.logarithm($0[0]) },
    Case(testDescription: "P(a, x)", rows: ScipyValues.gammaLower) {
      GammaFunction.lower(shape: $0[0], at: $0[1])
    },
    Case(testDescription: "Q(a, x)", rows: ScipyValues.gammaUpper) {
      GammaFunction.upper(shape: $0[0], at: $0[1])
    },
    Case(testDescription: "chi-square survival", rows: ScipyValues.chiSurvival) {
      ChiSquareDistribution(degrees: $0[0]).survival(at: $0[1])
    },
    Case(testDescription: "chi-square quantile", rows: ScipyValues.chiQuantile) {
      ChiSquareDistribution(degrees: $0[0]).upperQuantile($0[1])
    },
    Case(testDescription: "noncentral cumulative", rows: ScipyValues.noncentralLower) {
      NoncentralChiSquareDistribution(degrees: $0[0], noncentrality: $0[1]).cumulative(at: $0[2])
    },
    Case(testDescription: "noncentral survival", rows: ScipyValues.noncentralUpper) {
      NoncentralChiSquareDistribution(degrees: $0[0], noncentrality: $0[1]).survival(at: $0[2])
    },
    Case(testDescription: "Φ", rows: ScipyValues.normal) {
      NormalDistribution.cumulative(at: $0[0])
    },
    Case(testDescription: "normal quantile", rows: ScipyValues.normalUpperQuantile) {
      NormalDistribution.upperQuantile($0[0])
    },
    Case(testDescription: "ln B", rows: ScipyValues.logBeta) {
      BetaFunction.logarithm($0[0], $0[1])
    },
    Case(testDescription: "I_x(a, b)", rows: ScipyValues.betaLower) {
      BetaFunction.regularized($0[0], $0[1], at: $0[2])
    },
    Case(testDescription: "1 - I_x(a, b)", rows: ScipyValues.betaUpper) {
      BetaFunction.complement($0[0], $0[1], at: $0[2])
    },
    Case(testDescription: "beta quantile", rows: ScipyValues.betaQuantile) {
      BetaDistribution($0[0], $0[1]).quantile($0[2])
    },
  ]

  @Test("agrees with scipy to a relative 1e-10", arguments: cases)
  func agreesWithScipy(item: Case) {
    for row in item.rows {
      let found = item.function(row.arguments)
      #expect(isClose(found, row.value, relative: 1e-10), "\(row.arguments)")
    }
  }

  @Test func `both tails of a distribution add up to one`() {
    for (degrees, noncentrality, x) in [(9.0, 50.0, 60.0), (1, 3, 2), (63, 2_000, 2_100)] {
      let law = NoncentralChiSquareDistribution(degrees: degrees, noncentrality: noncentrality)
      #expect(abs(law.cumulative(at: x) + law.survival(at: x) - 1) < 1e-12)
    }
    #expect(abs(NormalDistribution.quantile(0.9) + NormalDistribution.quantile(0.1)) < 1e-12)
  }

  @Test func `ends of the range have their limits`() {
    let law = ChiSquareDistribution(degrees: 4)
    #expect(law.cumulative(at: 0) == 0)
    #expect(law.survival(at: 0) == 1)
    #expect(law.survival(at: .infinity) == 0)
    #expect(law.upperQuantile(1) == 0)
    #expect(law.upperQuantile(0) == .infinity)
    #expect(NormalDistribution.upperQuantile(0) == .infinity)
    #expect(NormalDistribution.upperQuantile(1) == -.infinity)
    #expect(BetaDistribution(2, 3).quantile(0) == 0)
    #expect(BetaDistribution(2, 3).upperQuantile(0) == 1)
    let central = NoncentralChiSquareDistribution(degrees: 4, noncentrality: 0)
    #expect(central.survival(at: 9) == law.survival(at: 9))
  }
}
