import KedgeStatistics
import KedgeTestSupport
import Testing

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
}
