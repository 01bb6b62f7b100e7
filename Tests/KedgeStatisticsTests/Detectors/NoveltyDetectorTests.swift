import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

struct NoveltyDetectorTests {
  /// The evidence by brute force: the baseline's share is integrated over its posterior, step by step.
  @Test(arguments: [(20.0, 10_000.0, 9, 400), (0, 5_000, 3, 250), (300, 2_000, 60, 300)])
  func `the evidence is the ratio of the likelihoods, the baseline's share integrated out`(
    known: Double,
    values: Double,
    novel: Int,
    count: Int
  ) throws {
    let baseline = NoveltyDetector.Baseline(values: values, novel: known, inflation: 1)
    var detector = NoveltyDetector()
    detector.update(
      novel: UInt64(novel),
      of: UInt64(count),
      baseline: baseline,
      limit: 0.01,
      level: 1e-12
    )
    let (a, b) = (known + 0.5, values - known + 0.5)
    let cells = 400_000
    // Substituting u² for the share takes the edge off Jeffreys' prior.
    var (weight, likelihood) = (0.0, 0.0)
    let mode = (known + 0.5) / (values + 1)
    let scale = known * Foundation.log(mode) + (values - known) * Foundation.log(1 - mode)
    for cell in 0..<cells {
      let u = (Double(cell) + 0.5) / Double(cells)
      let share = u * u
      let density =
        Foundation.exp(
          (a - 1) * Foundation.log(share) + (b - 1) * Foundation.log(1 - share) - scale
        ) * 2 * u
      weight += density
      likelihood += density * likelihoodOf(novel, count, share, mode)
    }
    let rises = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64].filter { mode + $0 < 0.98 }
    let shares = rises.map { mode + $0 } + [0.98]
    let alternatives = shares.map { likelihoodOf(novel, count, $0, mode) }
    let mixture = alternatives.reduce(0, +) / Double(shares.count)
    let expected = Foundation.log(mixture / (likelihood / weight))
    try #require(expected > 0)
    #expect(abs(detector.evidence - min(expected, -Foundation.log(1e-12) + 8)) < 1e-6)
  }

  /// Likelihood of counts at a share, over that at another.
  private func likelihoodOf(_ novel: Int, _ count: Int, _ share: Double, _ other: Double) -> Double
  {
    Foundation.exp(
      Double(novel) * Foundation.log(share / other)
        + Double(count - novel) * Foundation.log((1 - share) / (1 - other))
    )
  }

  private func beginnings(
    seeds: Range<UInt64>,
    updates: Int,
    level: Double,
    share: (inout SplitMix64) -> Double
  ) -> Int {
    var alarms = 0
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      let truth = share(&random)
      let baseline = NoveltyDetector.Baseline(
        values: 4_000,
        novel: Double(random.poisson(4_000 * truth)),
        inflation: 1
      )
      var detector = NoveltyDetector()
      for _ in 0..<updates {
        let before = detector.isAlarm
        detector.update(
          novel: min(50, random.poisson(50 * truth)),
          of: 50,
          baseline: baseline,
          limit: 0.005,
          level: level
        )
        alarms += detector.isAlarm && !before ? 1 : 0
      }
    }
    return alarms
  }

  @Test func `alarms of a share that does not change stay within the level`() {
    // 300 streams of 400 updates; the shares of the streams are spread as Jeffreys' prior has them.
    let alarms = beginnings(seeds: 0..<300, updates: 400, level: 1e-3) { random in
      let u = Foundation.sin(random.nextUnit() * Double.pi / 2)
      return 0.2 * u * u
    }
    // At most 120 are expected; beyond 180 lies less than 1e-6 of that Poisson law.
    #expect(alarms < 180)
  }

  @Test func `two new names in a hundred are found in a few hundred values`() {
    var delays: [Int] = []
    for seed in UInt64(0)..<101 {
      var random = SplitMix64(seed: seed)
      let baseline = NoveltyDetector.Baseline(values: 10_000, novel: 20, inflation: 1)
      var detector = NoveltyDetector()
      var values = 0
      while !detector.isAlarm {
        values += 50
        detector.update(
          novel: random.poisson(50 * 0.022),
          of: 50,
          baseline: baseline,
          limit: 0.005,
          level: 1e-4
        )
      }
      delays.append(values)
    }
    // −ln α over the relative entropy of 0.022 and 0.002 is 9.2 / 0.033 = 279.
    #expect(delays.sorted()[50] < 500)
    #expect(delays.sorted()[50] >= 279)
  }

  @Test(arguments: [0.9, 0.5, 0.2, 0.028])
  func `an alarm lasts as long as its cause`(share: Double) {
    let baseline = NoveltyDetector.Baseline(values: 20_000, novel: 0, inflation: 1)
    var detector = NoveltyDetector()
    var random = SplitMix64(seed: 4)
    let alarms = (0..<400).map { _ in
      let novel = (0..<1_000).count { _ in random.nextUnit() < share }
      detector.update(
        novel: UInt64(novel),
        of: 1_000,
        baseline: baseline,
        limit: 0.005,
        level: 1e-6
      )
      return detector.isAlarm
    }
    #expect(alarms.dropFirst(3).allSatisfy { $0 })
    #expect(abs(detector.share - share) < 0.1 * share)
  }

  @Test func `a large pane of new names alone is an alarm`() {
    let baseline = NoveltyDetector.Baseline(values: 4_000, novel: 0, inflation: 1)
    var detector = NoveltyDetector()
    detector.update(novel: 50_000, of: 50_000, baseline: baseline, limit: 0.005, level: 1e-6)
    #expect(detector.isAlarm)
  }

  @Test func `an alarm ends soon after its cause, and names in bursts count for less`() {
    let baseline = NoveltyDetector.Baseline(values: 10_000, novel: 20, inflation: 1)
    func evidence(_ baseline: NoveltyDetector.Baseline) -> NoveltyDetector {
      var detector = NoveltyDetector()
      for _ in 0..<200 {
        detector.update(novel: 5, of: 50, baseline: baseline, limit: 0.005, level: 1e-6)
      }
      return detector
    }
    var detector = evidence(baseline)
    #expect(detector.isAlarm)
    #expect(detector.share == 0.1)
    var quiet = 0
    while detector.isAlarm {
      detector.update(novel: 0, of: 50, baseline: baseline, limit: 0.005, level: 1e-6)
      quiet += 1
    }
    #expect(quiet <= 5)
    var bursts = baseline
    bursts.inflation = 4
    var once = NoveltyDetector()
    var clustered = NoveltyDetector()
    once.update(novel: 5, of: 50, baseline: baseline, limit: 0.005, level: 1e-6)
    clustered.update(novel: 5, of: 50, baseline: bursts, limit: 0.005, level: 1e-6)
    #expect(clustered.evidence < once.evidence / 3)
    #expect(clustered.evidence > once.evidence / 6)
  }
}
