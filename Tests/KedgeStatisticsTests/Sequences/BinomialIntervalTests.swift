import Testing

@testable import KedgeStatistics

struct BinomialIntervalTests {
  @Test func `bounds agree with scipy`() {
    // binomtest(k, n).proportion_ci(1 - level, method) of scipy.stats, exact and wilson.
    let rows: [(UInt64, UInt64, Double, exact: (Double, Double), wilson: (Double, Double))] = [
      (0, 50, 0.05, (0.0, 0.07112173646420458), (0.0, 0.07134759913335872)),
      (50, 50, 0.05, (0.9288782635357954, 1.0), (0.9286524008666412, 1.0)),
      (
        1, 10, 0.05, (0.0025285785444625728, 0.44501611702819543),
        (0.017876213095072896, 0.4041500267952385)
      ),
      (
        120, 1_000, 0.01, (0.09489805096539014, 0.14880108408055684),
        (0.09600369459213011, 0.14900559073445907)
      ),
      (
        17, 200_000, 0.0001, (2.6966783998299904e-05, 0.00019688531048257208),
        (3.415686889647276e-05, 0.0002115080644482425)
      ),
    ]
    for (successes, trials, level, exact, wilson) in rows {
      let first = BinomialInterval.clopperPearson(
        successes: successes,
        trials: trials,
        level: level
      )
      #expect(isClose(first.lower, exact.0, relative: 1e-9))
      #expect(isClose(first.upper, exact.1, relative: 1e-9))
      let second = BinomialInterval.wilson(successes: successes, trials: trials, level: level)
      #expect(abs(second.lower - wilson.0) <= 1e-12)
      #expect(abs(second.upper - wilson.1) <= 1e-12)
    }
  }

  @Test func `no trials say nothing`() {
    #expect(
      BinomialInterval.wilson(successes: 0, trials: 0, level: 0.1) == Interval(lower: 0, upper: 1)
    )
    #expect(
      BinomialInterval.clopperPearson(successes: 0, trials: 0, level: 0.1)
        == Interval(lower: 0, upper: 1)
    )
  }
}
