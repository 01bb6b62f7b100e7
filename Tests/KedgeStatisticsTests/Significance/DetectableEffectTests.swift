import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// The effects that are promised to be seen are seen that often, by simulation.
struct DetectableEffectTests {
  @Test(arguments: [(0.02, UInt64(20_000), UInt64(3_000)), (0.3, 5_000, 1_000)], [0.01, 1e-7])
  func `a rise of a rate is found nine times in ten`(
    law: (rate: Double, baseline: UInt64, window: UInt64),
    level: Double
  ) throws {
    var random = SplitMix64(seed: 11)
    let past = (successes: UInt64(law.rate * Double(law.baseline)), trials: law.baseline)
    let rise = try #require(
      DetectableEffect.rise(ofRate: past, trials: law.window, level: level)
    )
    func found(_ share: Double) -> Double {
      let runs = 400
      let hits = (0..<runs).count { _ in
        let successes = (0..<law.window).reduce(UInt64(0)) { sum, _ in
          sum + (random.nextUnit() < share ? 1 : 0)
        }
        return RateSequence.difference(
          baseline: past,
          window: (successes, law.window),
          level: level
        ).lower > 0
      }
      return Double(hits) / Double(runs)
    }
    // 400 runs: a standard error of 0.015.
    #expect(abs(found(law.rate + rise) - 0.9) < 0.06)
    #expect(found(law.rate + rise / 2) < 0.5)
  }

  @Test func `a rate that no window of that size can prove has no such rise`() {
    #expect(DetectableEffect.rise(ofRate: (1, 10), trials: 5, level: 1e-9) == nil)
    #expect(DetectableEffect.rise(ofRate: (0, 0), trials: 50, level: 0.05) == nil)
  }

  @Test(arguments: [0.01, 1e-6])
  func `a shift of a mean is found nine times in ten`(level: Double) {
    var random = SplitMix64(seed: 12)
    func values(_ count: Int, _ mean: Double) -> Moments {
      var moments = Moments()
      for _ in 0..<count {
        var sum = -6.0
        for _ in 0..<12 { sum += random.nextUnit() }
        moments.add(mean + 3 * sum)
      }
      return moments
    }
    let shift = DetectableEffect.shift(
      ofMean: 3,
      baselineCount: 4_000,
      count: 800,
      level: level
    )
    let runs = 300
    let hits = (0..<runs).count { _ in
      let difference = MeanSequence.difference(
        baseline: values(4_000, 0),
        window: values(800, shift),
        level: level,
        expectedCount: 800
      )
      return (difference?.lower ?? 0) > 0
    }
    #expect(abs(Double(hits) / Double(runs) - 0.9) < 0.07)
  }

  private func share(of runs: Int, found: () -> Bool) -> Double {
    Double((0..<runs).count { _ in found() }) / Double(runs)
  }

  @Test(arguments: [0.01, 1e-7])
  func `a divergence of shares is found nine times in ten`(level: Double) {
    var random = SplitMix64(seed: 13)
    let (n, m) = (10_000, 2_000)
    let index = DetectableEffect.divergence(
      cells: 10,
      baselineCount: Double(n),
      count: Double(m),
      level: level
    )
    // Half of the cells by a factor 1 + d, half by 1 - d: the index is d/2·ln((1 + d)/(1 - d)).
    func reached(_ d: Double) -> Double {
      d / 2 * (NaturalLogarithm.value(1 + d) - NaturalLogarithm.value(1 - d))
    }
    let shift = Bisection.border(inside: 0, outside: 0.99) { reached($0) <= index }
    func counts(_ size: Int, _ d: Double) -> [UInt64] {
      var counts = [UInt64](repeating: 0, count: 10)
      for _ in 0..<size {
        let upper = random.nextUnit() < 0.5 + d / 2
        counts[Int(random.nextUnit() * 5) + (upper ? 5 : 0)] += 1
      }
      return counts
    }
    func isFound(_ d: Double) -> Bool {
      let cells = CellPair(baseline: counts(n, 0), window: counts(m, d))
      return ChangeTest(cells, level: level).pValue <= level
    }
    #expect(abs(share(of: 300) { isFound(shift) } - 0.9) < 0.06)
    #expect(share(of: 100) { isFound(shift / 2) } < 0.5)
  }

  @Test(arguments: [0.01, 1e-7])
  func `a difference of distributions is found nine times in ten at least`(level: Double) {
    var random = SplitMix64(seed: 14)
    let (n, m) = (10_000, 2_000)
    let difference = DetectableEffect.difference(
      ofDistributions: Double(n),
      count: Double(m),
      level: level
    )
    // Values of 0...1, of which that share moves from below the middle to above it.
    func sample(_ size: Int, _ moved: Double) -> [Double] {
      (0..<size).map { _ in
        let value = random.nextUnit()
        return value < moved ? value + 0.5 : value
      }
    }
    let found = share(of: 60) {
      let distance = KolmogorovSmirnov.compare(
        baseline: SortedValues(sample(n, 0)),
        window: SortedValues(sample(m, difference)),
        level: level
      )
      return (distance?.lower ?? 0) > 0
    }
    #expect(found > 0.8)
  }

  @Test(arguments: [0.5, 0.95], [0.01, 1e-6])
  func `a rise of a quantile is found nine times in ten`(quantile: Double, level: Double) throws {
    var random = SplitMix64(seed: 15)
    func values(_ count: Int, _ shift: Double) -> HistogramRanks {
      var histogram = ExponentialHistogram()
      for _ in 0..<count {
        var sum = 0.0
        for _ in 0..<12 { sum += random.nextUnit() }
        histogram.add(100 + 10 * (sum - 6) + shift)
      }
      return HistogramRanks(histogram)
    }
    func bounds(_ values: HistogramRanks) -> QuantileSequence.Bounds {
      QuantileSequence.bounds(
        QuantileSequence.ranks(share: quantile, trials: values.count, level: level),
        of: values
      )
    }
    let baseline = values(10_000, 0)
    let rise = try #require(
      DetectableEffect.rise(ofQuantile: quantile, baseline: baseline, count: 3_000, level: level)
    )
    let highest = try #require(bounds(baseline).upper)
    // Bounds lie on the borders of buckets, which are two hundredths wide: it is found more often.
    #expect(share(of: 60) { bounds(values(3_000, rise)).lower > highest } > 0.8)
    #expect(share(of: 60) { bounds(values(3_000, rise / 3)).lower > highest } < 0.7)
  }
}
