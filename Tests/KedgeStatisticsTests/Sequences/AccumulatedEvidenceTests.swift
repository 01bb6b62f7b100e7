import Foundation
import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// Evidence that adds up over windows: against scipy, by going through all windows, and over streams.
struct AccumulatedEvidenceTests {
  @Test func `sums are those of scipy`() throws {
    let cases = try Golden.cases("sequences").filter { $0["windows"] != nil }
    #expect(cases.count == 2)
    for item in cases {
      let baseline = try #require(item["baseline"] as? [UInt64])
      let expected = try #require(item["sums"] as? [Double])
      var evidence = AccumulatedEvidence()
      for (window, sum) in zip(try #require(item["windows"] as? [[UInt64]]), expected) {
        evidence.take(
          window: window,
          baseline: baseline,
          baselineLevel: try #require(item["baseline_level"] as? Double),
          threshold: .infinity
        )
        #expect(isClose(evidence.sum, sum, relative: 1e-9))
      }
      #expect((expected.last ?? 0) > 1e3)
    }
  }

  /// All windows of three cells, each with its probability under some shares.
  private func windows(
    of size: Int,
    _ shares: [Double]
  ) -> [(counts: [UInt64], probability: Double)] {
    (0...size).flatMap { first in
      (0...(size - first)).map { second in
        let counts = [first, second, size - first - second]
        var logarithm = GammaFunction.logarithm(Double(size) + 1)
        for (count, share) in zip(counts, shares) {
          logarithm +=
            Double(count) * Foundation.log(share) - GammaFunction.logarithm(Double(count) + 1)
        }
        return (counts.map { UInt64($0) }, Foundation.exp(logarithm))
      }
    }
  }

  @Test func `no shares that the baseline allows make e larger than 1 in the mean`() {
    let baseline = [60.0, 30, 10]
    let level = 0.01
    let radius = RelativeEntropyBound.halfStatistic(power: 2, level: level)
    #expect(
      isClose(Foundation.exp(-radius) * Foundation.pow(radius * M_E / 2, 2), level, relative: 1e-9)
    )
    var random = SplitMix64(seed: 5)
    var means: [Double] = []
    while means.count < 30 {
      let raw = (0..<3).map { _ in random.nextUnit() + 1e-3 }
      let shares = raw.map { $0 / raw.reduce(0, +) }
      let distance = zip(baseline, shares).reduce(0) {
        $0 + $1.0 * Foundation.log($1.0 / (100 * $1.1))
      }
      guard distance <= radius else { continue }
      // Whatever windows came before.
      let past = AccumulatedEvidence.memories.map { _ in (0..<3).map { _ in 50 * random.nextUnit() }
      }
      let evidence = AccumulatedEvidence(past: past)
      means.append(
        windows(of: 25, shares).reduce(0) { sum, window in
          let e = Foundation.exp(
            evidence.logEvidence(window.counts.map { Double($0) }, baseline, level)
          )
          return sum + window.probability * e
        }
      )
    }
    #expect(means.allSatisfy { $0 <= 1 + 1e-9 }, "\(means)")
    // The largest is not far below: it is not an empty promise.
    #expect((means.max() ?? 0) > 0.3, "\(means)")
  }

  @Test func `the nearest shares are the most probable that are allowed`() {
    let (baseline, level) = ([60.0, 30, 10], 0.01)
    let radius = RelativeEntropyBound.halfStatistic(power: 2, level: level)
    func distance(_ shares: [Double]) -> Double {
      zip(baseline, shares).reduce(0) { $0 + $1.0 * Foundation.log($1.0 / (100 * $1.1)) }
    }
    for window in [[5.0, 5, 15], [0, 0, 25], [25, 0, 0], [15, 8, 2]] {
      func score(_ shares: [Double]) -> Double {
        zip(window, shares).reduce(0) { $1.0 > 0 ? $0 + $1.0 * Foundation.log($1.1) : $0 }
      }
      let found = AccumulatedEvidence.nearestShares(to: window, baseline, level)
      #expect(abs(found.reduce(0, +) - 1) < 1e-12)
      #expect(distance(found) <= radius + 1e-9)
      var best = -Double.infinity
      for first in 1..<400 {
        for second in 1..<(400 - first) {
          let shares = [first, second, 400 - first - second].map { Double($0) / 400 }
          if distance(shares) <= radius { best = max(best, score(shares)) }
        }
      }
      #expect(score(found) >= best - 1e-9)
      #expect(score(found) - best < 0.3)
    }
  }

  @Test func `a change that stays is proved, and the proof ends with it`() {
    var random = SplitMix64(seed: 9)
    func window(_ share: Double, _ size: Int = 200) -> [UInt64] {
      let hits = (0..<size).count { _ in random.nextUnit() < share }
      return [UInt64(hits), UInt64(size - hits)]
    }
    let baseline = window(0.1, 20_000)
    var evidence = AccumulatedEvidence()
    var proved: [Int] = []
    for step in 0..<300 {
      evidence.take(
        window: window((100..<200).contains(step) ? 0.15 : 0.1),
        baseline: baseline,
        baselineLevel: 1 / 128,
        threshold: 2 * 720 * 64
      )
      if evidence.isProved { proved.append(step) }
    }
    // A window of 200 alone shows five points with probability 2e-3 at the ledger's level.
    #expect((proved.first ?? 0) >= 100 && (proved.first ?? 300) < 125, "\(proved)")
    #expect((proved.last ?? 300) < 215, "\(proved)")
    #expect(proved.count == (proved.last ?? 0) - (proved.first ?? 0) + 1, "one proof, not several")
  }

  /// Traffic of a thousand by day and of twenty at night; error rates and shares of ten cells.
  @Test(arguments: [([0.98, 0.02], [0.94, 0.06]), ([0.1], [])])
  func `a proof holds over quiet nights`(before: [Double], after: [Double]) {
    var random = SplitMix64(seed: 10)
    let past = before.count == 1 ? Array(repeating: 0.1, count: 10) : before
    let now = after.isEmpty ? past.indices.map { $0 < 5 ? 0.13 : 0.07 } : after
    func window(_ shares: [Double], _ size: Int) -> [UInt64] {
      var counts = [UInt64](repeating: 0, count: shares.count)
      for _ in 0..<size {
        var (unit, place) = (random.nextUnit(), 0)
        while place < shares.count - 1, unit >= shares[place] {
          unit -= shares[place]
          place += 1
        }
        counts[place] += 1
      }
      return counts
    }
    let baseline = window(past, 20_000)
    var evidence = AccumulatedEvidence()
    var proved: [Int] = []
    for hour in 0..<400 {
      evidence.take(
        window: window(hour < 48 ? past : now, hour % 24 < 12 ? 1_000 : 20),
        baseline: baseline,
        baselineLevel: 1 / 256,
        threshold: 4 * 720 * 64
      )
      if evidence.isProved { proved.append(hour) }
    }
    #expect((48..<60).contains(proved.first ?? 0), "\(proved)")
    #expect(proved.count == 400 - (proved.first ?? 0), "\(proved)")
  }

  @Test func `nothing and empty cells are no evidence`() {
    var evidence = AccumulatedEvidence()
    func take(_ window: [UInt64], _ baseline: [UInt64]) {
      evidence.take(window: window, baseline: baseline, baselineLevel: 0.01, threshold: 100)
    }
    take([0, 0], [10, 10])
    #expect(evidence.sum == 1)
    take([3, 4], [0, 0])
    #expect(evidence.sum == 2)
    take([5], [7])
    #expect(evidence.sum == 1, "other cells begin anew")
    take([0, 0, 1_000_000_000_000], [1_000_000_000_000, 0, 0])
    #expect(evidence.isProved && evidence.sum == 0)
  }
}
