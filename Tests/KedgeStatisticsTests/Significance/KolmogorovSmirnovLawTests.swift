import Testing

@testable import KedgeStatistics

struct KolmogorovSmirnovLawTests {
  @Test func `exact probabilities agree with scipy`() {
    // ks_2samp(method="exact") of scipy.stats for a statistic of steps/(n·m).
    let rows: [(Int, Int, Int, Double)] = [
      (11, 5, 7, 0.8383838383838382),
      (18, 5, 7, 0.3282828282828283),
      (28, 5, 7, 0.030303030303030304),
      (120, 20, 20, 0.33559098126008213),
      (200, 20, 20, 0.012298612583953778),
      (320, 20, 20, 1.3259673752008224e-06),
      (156, 40, 13, 0.2598546963748545),
      (260, 40, 13, 0.0075826400590995185),
      (416, 40, 13, 6.408468117604896e-07),
      (4_500, 100, 150, 3.1225178375984705e-05),
      (7_500, 100, 150, 4.0819561574154885e-14),
      (12_000, 100, 150, 7.279162395159873e-39),
    ]
    for (steps, n, m, expected) in rows {
      #expect(
        isClose(KolmogorovSmirnovLaw.exact(steps: steps, n: n, m: m), expected, relative: 1e-10)
      )
      #expect(
        isClose(KolmogorovSmirnovLaw.exact(steps: steps, n: m, m: n), expected, relative: 1e-10)
      )
    }
    #expect(KolmogorovSmirnovLaw.exact(steps: 0, n: 3, m: 4) == 1)
  }

  @Test func `asymptotic probabilities agree with scipy`() {
    // scipy.special.kolmogorov(D·sqrt(nm/(n+m))).
    let rows = [
      (0.05, 1_000.0, 800.0, 0.21646022494742512),
      (0.08, 10_000, 10_000, 3.20762178109723e-28),
      (0.02, 500, 500, 0.9999652306540077),
      (0, 10, 10, 1),
    ]
    for (distance, n, m, expected) in rows {
      let found = KolmogorovSmirnovLaw.asymptotic(distance: distance, n: n, m: m)
      #expect(isClose(found, expected, relative: 1e-10))
    }
  }

  @Test func `the threshold is exceeded at most as often as its level`() {
    for (n, level) in [(40, 0.05), (40, 0.001), (100, 0.01)] {
      let size = Double(n)
      let threshold = KolmogorovSmirnovLaw.threshold(level: level, n: size, m: size)
      let steps = Int((threshold * size * size).rounded(.up))
      #expect(KolmogorovSmirnovLaw.exact(steps: steps, n: n, m: n) <= level)
    }
  }
}
