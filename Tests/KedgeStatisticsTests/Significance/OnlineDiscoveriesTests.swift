import Foundation
import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// Online tests with a promised share of false discoveries.
struct OnlineDiscoveriesTests {
  @Test func `levels of all tests sum to the share`() {
    var tests = OnlineDiscoveries()
    var sum = 0.0
    for _ in 0..<100_000 {
      sum += tests.nextLevel(share: 0.05)
      _ = tests.judge(eValue: 0, share: 0.05)
    }
    // What is left is the integral of 1/(t·ln²t) from there on, 1/ln(t).
    let rest = 0.05 / OnlineDiscoveries.total / Foundation.log(100_000.5)
    #expect(abs(sum + rest - 0.05) < 1e-6)
  }

  @Test func `the share of false discoveries is kept though tests depend on each other`() {
    var random = SplitMix64(seed: 4)
    var shares: [Double] = []
    for _ in 0..<400 {
      var tests = OnlineDiscoveries()
      var (found, wrong) = (0, 0)
      // One number is behind all true hypotheses of a run.
      let common = random.nextUnit() + 1e-12
      for step in 0..<300 {
        let isNull = step % 3 != 0
        let p = isNull ? common : random.nextUnit() * 1e-7
        // The calibrator of Vovk and Wang: 1/(2√p).
        guard tests.judge(eValue: 0.5 / p.squareRoot(), share: 0.2) else { continue }
        found += 1
        if isNull { wrong += 1 }
      }
      shares.append(Double(wrong) / Double(max(found, 1)))
      #expect(found - wrong > 20)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    #expect(mean <= 0.2 + 3 * 0.5 / Double(shares.count).squareRoot())
  }
}
