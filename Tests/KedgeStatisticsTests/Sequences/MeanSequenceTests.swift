import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct MeanSequenceTests {
  @Test func `bounds agree with the formula in numpy`() throws {
    let first = try #require(
      MeanSequence.interval(mean: 3, variance: 4, count: 100, level: 0.05, expectedCount: 400)
    )
    #expect(isClose(first.lower, 2.347141325634719, relative: 1e-12))
    #expect(isClose(first.upper, 3.652858674365281, relative: 1e-12))
    let second = try #require(
      MeanSequence.interval(mean: 0, variance: 1, count: 5_000, level: 1e-6, expectedCount: 1_000)
    )
    #expect(isClose(second.upper, 0.0811065380960172, relative: 1e-12))
    #expect(
      MeanSequence.interval(mean: 1, variance: 0, count: 1, level: 0.05, expectedCount: 9) == nil
    )
  }

  @Test func `the minimum count agrees with the formula in numpy`() {
    #expect(MeanSequence.minimumCount(level: 0.01, skewness: 1) == 479)
    #expect(MeanSequence.minimumCount(level: 1e-3, skewness: -1) == 1_276)
    #expect(MeanSequence.minimumCount(level: 3.4e-8, skewness: 0.5) == 3_433)
    #expect(MeanSequence.minimumCount(level: 0.05, skewness: 0) == 30)
  }

  @Test func `equal groups are compared at the size of each`() throws {
    var (baseline, window) = (Moments(), Moments())
    for index in 0..<100 {
      baseline.add(Double(index % 10))
      window.add(Double(index % 10) + 1)
    }
    let variance = try #require(baseline.variance)
    let found = try #require(
      MeanSequence.difference(baseline: baseline, window: window, level: 0.05, expectedCount: 100)
    )
    let single = try #require(
      MeanSequence.interval(
        mean: 1,
        variance: 2 * variance,
        count: 100,
        level: 0.05,
        expectedCount: 100
      )
    )
    #expect(isClose(found.lower, single.lower, relative: 1e-12))
    #expect(isClose(found.upper, single.upper, relative: 1e-12))
    #expect(
      MeanSequence.difference(
        baseline: baseline,
        window: Moments(),
        level: 0.05,
        expectedCount: 9
      ) == nil
    )
  }

  @Test func `two normal groups are told apart by chance at most as often as promised`() {
    var random = SplitMix64(seed: 12)
    let (paths, level) = (Simulation.runs(3_000), 0.05)
    var missed = 0
    for _ in 0..<paths {
      var (baseline, window) = (Moments(), Moments())
      for step in 1...400 {
        baseline.add(random.nextNormal())
        window.add(random.nextNormal())
        guard step >= 30 else { continue }
        let bounds = MeanSequence.difference(
          baseline: baseline,
          window: window,
          level: level,
          expectedCount: 200
        )
        if let bounds, !bounds.contains(0) {
          missed += 1
          break
        }
      }
    }
    #expect(Double(missed) <= binomialLimit(trials: paths, rate: level))
  }
}
