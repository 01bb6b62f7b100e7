import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct CategoricalDistancesTests {
  @Test func `chi-square agrees with scipy`() throws {
    // chi2_contingency(table, correction) of scipy.stats: statistic and p value.
    let rows: [([UInt64], [UInt64], ChiSquare.Mode, Double, Double)] = [
      ([120, 80, 40], [90, 100, 60], .pooled, 10.308148148148145, 0.005775825586595473),
      ([120, 80, 40], [90, 100, 60], .yates, 10.308148148148145, 0.005775825586595473),
      ([1_000, 500], [300, 200], .pooled, 7.326007326007327, 0.0067963862253899235),
      ([1_000, 500], [300, 200], .yates, 7.035897435897436, 0.007989182946149215),
      ([50, 60, 70, 80], [10, 12, 30, 9], .pooled, 12.895579296371338, 0.004867949902814976),
    ]
    for (baseline, window, mode, statistic, pValue) in rows {
      let found = try #require(
        ChiSquare.compare(baseline: baseline, window: window, level: 0.01, mode: mode)
      )
      #expect(isClose(found.value, statistic, relative: 1e-9))
      #expect(isClose(found.pValue, pValue, relative: 1e-9))
    }
  }

  @Test func `rare categories are pooled until expectations are large enough`() {
    let cells = CellPair(baseline: [500, 300, 3, 2, 1], window: [60, 40, 0, 1, 1])
    let pooled = ChiSquare.pooled(cells)
    #expect(pooled.baselineCount == cells.baselineCount)
    #expect(pooled.windowCount == cells.windowCount)
    let size = Double(pooled.baselineCount + pooled.windowCount)
    let expected = pooled.baseline.indices.flatMap { index in
      let total = Double(pooled.baseline[index] + pooled.window[index])
      return [
        total * Double(pooled.baselineCount) / size, total * Double(pooled.windowCount) / size,
      ]
    }
    #expect(expected.allSatisfy { $0 >= 1 })
    #expect(Double(expected.count { $0 >= 5 }) >= 0.8 * Double(expected.count))
    let untouched = CellPair(baseline: [500, 300], window: [60, 40])
    #expect(ChiSquare.pooled(untouched) == untouched)
  }

  @Test func `one new value among a thousand is no drift`() throws {
    let found = try #require(
      ChiSquare.compare(baseline: [600, 400, 0], window: [599, 400, 1], level: 0.01)
    )
    #expect(found.pValue.map { $0 > 0.5 } == true)
    #expect(found.effect < 0.03)
  }

  @Test func `one category left means no change`() throws {
    let found = try #require(ChiSquare.compare(baseline: [40], window: [3], level: 0.01))
    #expect(found.pValue == 1 && found.effect == 0 && found.value == 0)
    #expect(ChiSquare.compare(baseline: [0, 0], window: [3, 1], level: 0.01) == nil)
  }

  @Test(arguments: [(1_000, 1_000), (1_000, 5_000)])
  func `without a change the test fires at its level`(sizes: (Int, Int)) throws {
    var random = SplitMix64(seed: 31)
    let runs = Simulation.runs(3_000)
    var fired = 0
    for _ in 0..<runs {
      var (first, second) = ([UInt64](repeating: 0, count: 5), [UInt64](repeating: 0, count: 5))
      for _ in 0..<sizes.0 { first[random.below(5)] += 1 }
      for _ in 0..<sizes.1 { second[random.below(5)] += 1 }
      let found = try #require(ChiSquare.compare(baseline: first, window: second, level: 0.05))
      if try #require(found.pValue) <= 0.05 { fired += 1 }
    }
    #expect(Double(fired) <= binomialLimit(trials: runs, rate: 0.06))
    #expect(Double(fired) >= binomialLowerLimit(trials: runs, rate: 0.04))
  }

  @Test func `the balanced effect does not shrink with the ratio of sizes`() {
    let equal = CellPair(baseline: [6_000, 4_000], window: [4_800, 5_200])
    let unequal = CellPair(baseline: [12_000, 8_000], window: [480, 520])
    #expect(abs(CramersV.balanced(equal) - 0.12) < 0.001)
    #expect(abs(CramersV.balanced(unequal) - 0.12) < 0.005)
    #expect(abs(CramersV.bergsma(equal) - CramersV.balanced(equal)) < 0.0012)
    #expect(CramersV.bergsma(unequal) < 0.06)
    #expect(CramersV.bergsma(CellPair(baseline: [4], window: [4])) == 0)
  }

  @Test func `distances between equal and between disjoint shares`() throws {
    let equal = CellPair(baseline: [20, 40], window: [10, 20])
    let disjoint = CellPair(baseline: [20, 0], window: [0, 10])
    for mode in [JensenShannon.Mode.raw, .corrected] {
      #expect(JensenShannon.compare(equal, level: 0.05, mode: mode)?.value == 0)
    }
    let jensen = JensenShannon.compare(disjoint, level: 0.05, mode: .raw)?.value
    #expect(isClose(jensen, 1, relative: 1e-12))
    let natural = JensenShannon.compare(disjoint, level: 0.05, mode: .natural)?.value
    #expect(isClose(natural, 0.8325546111576977, relative: 1e-12))
    #expect(Hellinger.compare(equal, level: 0.05)?.value == 0)
    #expect(
      isClose(Hellinger.compare(disjoint, level: 0.05, mode: .raw)?.value, 1, relative: 1e-12)
    )
    #expect(LInfinity.compare(disjoint, level: 0.05)?.value == 1)
    let empty = CellPair(baseline: [0], window: [1])
    #expect(JensenShannon.compare(empty, level: 0.05) == nil)
    #expect(Hellinger.compare(empty, level: 0.05) == nil)
    #expect(LInfinity.compare(empty, level: 0.05) == nil)
  }
}
