import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct PopulationStabilityTests {
  private let tenths = [Double](repeating: 0.1, count: 10)

  @Test func `the index is the formula with half an observation added`() throws {
    let cells = CellPair(baseline: [100, 200, 300, 0], window: [90, 0, 210, 0])
    let found = try #require(PopulationStability.compare(cells, level: 0.05))
    // The empty pair is removed, so B = 3.
    let p = [100.5 / 601.5, 200.5 / 601.5, 300.5 / 601.5]
    let q = [90.5 / 301.5, 0.5 / 301.5, 210.5 / 301.5]
    let raw = zip(p, q).reduce(0) { $0 + ($1.1 - $1.0) * NaturalLogarithm.value($1.1 / $1.0) }
    let bias = 2 * (1.0 / 600 + 1.0 / 300)
    #expect(isClose(found.raw, raw, relative: 1e-12))
    #expect(isClose(found.bias, bias, relative: 1e-12))
    #expect(isClose(found.distance.value, raw - bias, relative: 1e-12))
    #expect(isClose(found.distance.statistic, 200 * raw, relative: 1e-12))
    let tail = ChiSquareDistribution(degrees: 2).survival(at: 200 * raw)
    #expect(found.distance.pValue == tail)
    #expect(found.cellCount == 3)
  }

  @Test func `the mode of deepchecks raises shares to a hundredth`() throws {
    let cells = CellPair(baseline: [500, 495, 5], window: [300, 0, 100])
    let found = try #require(PopulationStability.compare(cells, level: 0.05, mode: .hundredth))
    let (p, q) = ([0.5, 0.495, 0.01], [0.75, 0.01, 0.25])
    let index = zip(p, q).reduce(0) { $0 + ($1.1 - $1.0) * NaturalLogarithm.value($1.1 / $1.0) }
    #expect(isClose(found.distance.value, index, relative: 1e-12))
    #expect(found.bias == 0)
  }

  @Test func `the lower bound has the statistic at its upper level`() throws {
    let cells = CellPair(baseline: [500, 500, 500, 500], window: [150, 100, 60, 90])
    let found = try #require(PopulationStability.compare(cells, level: 0.01))
    let lower = try #require(found.distance.lower)
    let statistic = try #require(found.distance.statistic)
    let law = NoncentralChiSquareDistribution(
      degrees: 3,
      noncentrality: lower / (1.0 / 2_000 + 1.0 / 400)
    )
    #expect(isClose(law.survival(at: statistic), 0.01, relative: 1e-9))
    #expect(lower < found.distance.value && lower > 0)
  }

  @Test func `nothing on a side, one cell, and a constant`() throws {
    #expect(
      PopulationStability.compare(CellPair(baseline: [0], window: [3]), level: 0.05) == nil
    )
    let constant = try #require(
      PopulationStability.compare(CellPair(baseline: [0, 70, 0], window: [0, 9, 0]), level: 1e-6)
    )
    #expect(constant.distance.value == 0 && constant.distance.pValue == 1)
    #expect(constant.distance.lower == 0)
    let moved = try #require(
      PopulationStability.compare(
        CellPair(baseline: [0, 700, 0], window: [0, 0, 400]),
        level: 1e-6
      )
    )
    #expect(moved.distance.pValue.map { $0 < 1e-6 } == true)
    #expect(PopulationStability.minimumCounts(cells: 11) == (200, 110))
    #expect(PopulationStability.minimumCounts(cells: 3).window == 100)
  }

  @Test(arguments: [30, 100, 200, 1_000, 2_000])
  func `without a change it is significant at most as often as its level`(window: Int) throws {
    var random = SplitMix64(seed: UInt64(window))
    let (runs, level) = (Simulation.runs(4_000), 0.01)
    var (significant, breaches) = (0, 0)
    for _ in 0..<runs {
      let cells = CellPair(
        baseline: random.counts(2_000, of: tenths),
        window: random.counts(window, of: tenths)
      )
      let found = try #require(PopulationStability.compare(cells, level: level))
      guard try #require(found.distance.pValue) <= level else { continue }
      significant += 1
      if found.distance.effect >= 0.1 { breaches += 1 }
    }
    #expect(Double(significant) <= binomialLimit(trials: runs, rate: 0.0115))
    if window >= 200 { #expect(Double(breaches) <= binomialLimit(trials: runs, rate: 0.001)) }
  }

  @Test(arguments: [300, 2_000])
  func `the lower bound is above the truth about as often as its level`(window: Int) throws {
    var random = SplitMix64(seed: 5)
    let shifted = [0.18, 0.14, 0.12, 0.1, 0.1, 0.1, 0.08, 0.07, 0.06, 0.05]
    let truth = zip(tenths, shifted).reduce(0) {
      $0 + ($1.1 - $1.0) * NaturalLogarithm.value($1.1 / $1.0)
    }
    let (runs, level) = (Simulation.runs(3_000), 0.05)
    var missed = 0
    for _ in 0..<runs {
      let cells = CellPair(
        baseline: random.counts(3_000, of: tenths),
        window: random.counts(window, of: shifted)
      )
      let found = try #require(PopulationStability.compare(cells, level: level))
      if try #require(found.distance.lower) > truth { missed += 1 }
    }
    #expect(Double(missed) <= binomialLimit(trials: runs, rate: 0.055))
  }

  @Test func `the mean e-value is at most one without a change`() {
    var random = SplitMix64(seed: 21)
    let runs = Simulation.runs(4_000)
    var sum = 0.0
    for _ in 0..<runs {
      let cells = CellPair(
        baseline: random.counts(1_000, of: tenths),
        window: random.counts(60, of: tenths)
      )
      sum += RelativeEntropyBound(cells).eValue()
    }
    #expect(sum / Double(runs) <= 0.1)
  }

  @Test func `ten cells at the level 1e-8 need a G statistic of 114`() {
    // Scale counts until the bound reaches the level; x is half of G.
    var factor: UInt64 = 1
    var bound = RelativeEntropyBound(CellPair(baseline: [1], window: [1]))
    repeat {
      factor += 1
      let baseline = [UInt64](repeating: 100 * factor, count: 10)
      var window = [UInt64](repeating: 10 * factor, count: 10)
      window[0] = 14 * factor
      bound = RelativeEntropyBound(CellPair(baseline: baseline, window: window))
    } while bound.pValue > 1e-8
    #expect(abs(2 * bound.halfStatistic - 114) < 2)
  }
}
