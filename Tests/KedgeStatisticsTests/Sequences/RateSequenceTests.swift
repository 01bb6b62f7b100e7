import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct RateSequenceTests {
  @Test func `bounds agree with betaln and brentq of scipy`() {
    let rows: [(UInt64, UInt64, Double, Double, Double)] = [
      (0, 50, 0.05, 0.0, 0.10464247710451555),
      (50, 50, 0.05, 0.8953575228954844, 1.0),
      (1, 10, 0.05, 0.00046562407439058943, 0.5440086761068236),
      (3, 40, 0.01, 0.003205126870567037, 0.31237969007254157),
      (120, 1_000, 0.05, 0.08586587769565149, 0.1608665173913504),
      (120, 1_000, 3.4e-08, 0.06428548262403247, 0.19655401760756622),
      (9_000, 10_000, 1e-06, 0.8806900876130261, 0.9173237585203748),
      (17, 200_000, 0.0001, 1.4943440089788267e-05, 0.00025661058597856287),
    ]
    for (successes, trials, level, lower, upper) in rows {
      let found = RateSequence.interval(successes: successes, trials: trials, level: level)
      #expect(isClose(found.lower, lower, relative: 1e-9))
      #expect(isClose(found.upper, upper, relative: 1e-9))
    }
  }

  @Test func `the bounds are where rates begin to be excluded`() {
    for trials in [2, 30, 1_000, 200_000, 1_000_000_000] as [UInt64] {
      for level in [0.05, 1e-4, 1e-9, 1e-30] {
        for successes in Set([0, 1, 2, trials / 1_000, trials / 7, trials / 2, trials - 1, trials])
        {
          let found = RateSequence.interval(successes: successes, trials: trials, level: level)
          // As near as the digits of a number just below 1 allow.
          let below = found.lower * 1e-9
          let above = (1 - found.upper) * 1e-9 + 2e-16
          let isExcluded = { (rate: Double) in
            RateSequence.excludes(rate, successes: successes, trials: trials, level: level)
          }
          let what = "\(successes) of \(trials) at \(level): \(found)"
          #expect(!isExcluded(found.lower + below) && !isExcluded(found.upper - above), "\(what)")
          if successes > 0 { #expect(isExcluded(found.lower - below), "\(what)") }
          if successes < trials { #expect(isExcluded(min(found.upper + above, 1)), "\(what)") }
        }
      }
    }
  }

  @Test func `no trials say nothing`() {
    let found = RateSequence.interval(successes: 0, trials: 0, level: 0.05)
    #expect(found == Interval(lower: 0, upper: 1))
    #expect(!RateSequence.excludes(0.5, successes: 0, trials: 0, level: 0.05))
  }

  @Test func `a rate is excluded exactly when it lies outside the bounds`() {
    for (successes, trials) in [(3, 40), (0, 12), (12, 12), (700, 1_000)] as [(UInt64, UInt64)] {
      let bounds = RateSequence.interval(successes: successes, trials: trials, level: 0.01)
      for step in 1..<200 {
        let rate = Double(step) / 200
        let isOut = RateSequence.excludes(rate, successes: successes, trials: trials, level: 0.01)
        #expect(isOut == !bounds.contains(rate))
      }
    }
  }

  @Test(arguments: [0.02, 0.1, 0.5])
  func `looking at every step misses at most as often as promised`(rate: Double) {
    var random = SplitMix64(seed: 99)
    let (paths, level) = (Simulation.runs(2_000), 0.05)
    let steps = Simulation.runs(10_000)
    var missed = 0
    for _ in 0..<paths {
      var successes: UInt64 = 0
      for step in 1...steps {
        if random.nextUnit() < rate { successes += 1 }
        let trials = UInt64(step)
        if RateSequence.excludes(rate, successes: successes, trials: trials, level: level) {
          missed += 1
          break
        }
      }
    }
    // More would have probability 1e-6 if the true share were the level.
    #expect(Double(missed) <= binomialLimit(trials: paths, rate: level))
  }

  @Test func `the difference of rates is the union of two sequences`() {
    let found = RateSequence.difference(baseline: (120, 1_000), window: (3, 40), level: 0.02)
    let first = RateSequence.interval(successes: 120, trials: 1_000, level: 0.01)
    let second = RateSequence.interval(successes: 3, trials: 40, level: 0.01)
    #expect(found.lower == second.lower - first.upper)
    #expect(found.upper == second.upper - first.lower)
  }

  @Test func `skewness of a trial`() {
    #expect(isClose(RateSequence.skewness(rate: 0.1), 0.8 / 0.3, relative: 1e-12))
    #expect(RateSequence.skewness(rate: 0.5) == 0)
    #expect(RateSequence.skewness(rate: 0) == nil)
  }
}
