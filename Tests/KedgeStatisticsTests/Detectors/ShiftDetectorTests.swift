import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

struct ShiftDetectorTests {
  /// Allowance, threshold and the run length of both sides that the page of statistics names.
  @Test(arguments: [(0.25, 8.0, 369.0), (0.5, 5.0, 469.0), (0.25, 12.0, 2_860.0)])
  func `the threshold is the inverse of the formula of run lengths`(
    allowance: Double,
    threshold: Double,
    length: Double
  ) {
    let x = 2 * allowance * (threshold + 1.166)
    let formula = (Foundation.exp(x) - 1 - x) / (2 * allowance * allowance) / 2
    #expect(abs(formula - length) < 0.01 * length)
    let found = ShiftDetector.threshold(averageRunLength: formula, allowance: allowance)
    #expect(abs(found - threshold) < 1e-9)
  }

  /// Mean run length over many runs.
  private func runLength(
    _ allowance: Double,
    _ threshold: Double,
    runs: Int,
    seed: UInt64,
    _ value: (inout SplitMix64) -> Double
  ) -> Double {
    var random = SplitMix64(seed: seed)
    var total = 0
    for _ in 0..<runs {
      var detector = ShiftDetector()
      while !detector.rise.isAlarm, !detector.fall.isAlarm {
        detector.update(
          deviation: value(&random),
          deviationScale: 1,
          weight: 1,
          allowance: allowance,
          threshold: threshold
        )
        total += 1
      }
    }
    return Double(total) / Double(runs)
  }

  private static func normal(_ random: inout SplitMix64) -> Double {
    let radius = (-2 * Foundation.log(random.nextUnit() + 0x1p-54)).squareRoot()
    return radius * Foundation.cos(2 * Double.pi * random.nextUnit())
  }

  @Test func `realised run length of normal values`() {
    for requested in [200.0, 1_000] {
      let threshold = ShiftDetector.threshold(averageRunLength: requested, allowance: 0.25)
      let found = runLength(0.25, threshold, runs: 400, seed: 5) { Self.normal(&$0) }
      // Run lengths are nearly exponential: 400 of them have an error of 5 % of their mean.
      #expect(found > 0.8 * requested)
      #expect(found < 1.25 * requested)
    }
  }

  /// Means of 30 exponential values: skewness 2/√30.
  @Test func `realised run length of skewed means is not below the request`() {
    let skewness = 2 / 30.0.squareRoot()
    let threshold = ShiftDetector.threshold(
      averageRunLength: 1_000,
      allowance: 0.25,
      skewness: skewness
    )
    let found = runLength(0.25, threshold, runs: 300, seed: 6) { random in
      var sum = 0.0
      for _ in 0..<30 { sum -= Foundation.log(random.nextUnit() + 0x1p-54) }
      return (sum - 30) / 30.0.squareRoot()
    }
    #expect(found > 0.8 * 1_000)
  }

  @Test func `a shift of one sigma is found within 1.3 times the theoretical delay`() {
    let threshold = ShiftDetector.threshold(averageRunLength: 10_000, allowance: 0.25)
    let delay = runLength(0.25, threshold, runs: 400, seed: 7) { Self.normal(&$0) + 1 }
    #expect(delay < 1.3 * threshold / 0.75)
  }

  @Test func `the change point lies where the values moved`() {
    var random = SplitMix64(seed: 8)
    let threshold = ShiftDetector.threshold(averageRunLength: 1e6, allowance: 0.25)
    var distances: [Int] = []
    for _ in 0..<50 {
      var detector = ShiftDetector()
      var now = 0
      while !detector.fall.isAlarm {
        let value = Self.normal(&random) - (now >= 200 ? 1 : 0)
        detector.update(
          deviation: value,
          deviationScale: 1,
          weight: 1,
          allowance: 0.25,
          threshold: threshold
        )
        now += 1
      }
      distances.append(abs(now - detector.fall.length - 200))
      #expect(detector.fall.shift < -0.4)
    }
    #expect(distances.sorted()[25] <= 5)
  }

  @Test func `an alarm ends soon after its cause`() {
    var random = SplitMix64(seed: 9)
    var detector = ShiftDetector()
    func push(_ mean: Double) {
      detector.update(
        deviation: Self.normal(&random) + mean,
        deviationScale: 1,
        weight: 1,
        allowance: 0.25,
        threshold: 20
      )
    }
    for _ in 0..<200 { push(1) }
    #expect(detector.rise.isAlarm)
    for _ in 0..<100 { push(0) }
    #expect(!detector.rise.isAlarm)
  }
}
