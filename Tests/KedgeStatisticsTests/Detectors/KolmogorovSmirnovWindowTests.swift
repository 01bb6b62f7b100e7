import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct KolmogorovSmirnovWindowTests {
  private func settings(
    level: Double = 0.005,
    window: Int = 100,
    recent: Int = 30,
    seed: UInt64 = 0
  ) -> KolmogorovSmirnovWindow.Settings {
    var settings = KolmogorovSmirnovWindow.Settings()
    (settings.level, settings.seed) = (level, seed)
    (settings.windowCount, settings.recentCount) = (window, recent)
    return settings
  }

  /// Nearly normal: twelve uniform numbers, less six.
  private func bell(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(0.0) { sum, _ in sum + random.nextUnit() } - 6
  }

  @Test(arguments: [
    // The least k with scipy.stats._stats_py._compute_prob_outside_square(r, k) <= level and k/r
    // above 0.1.
    (30, 0.005, 14), (30, 0.05, 11), (30, 0.0001, 17), (10, 0.005, 8), (50, 0.001, 20),
    (5, 0.01, 5), (100, 1e-6, 38), (300, 0.005, 43),
  ])
  func `the least distance that is a change is that of scipy`(
    recent: Int,
    level: Double,
    steps: Int
  ) {
    for (apart, signal) in [(steps, ChangeSignal.change), (steps - 1, .none)] {
      var detector = KolmogorovSmirnovWindow(
        settings(level: level, window: 2 * recent, recent: recent)
      )
      for _ in 0..<recent { _ = detector.update(0) }
      var last = ChangeSignal.none
      for place in 0..<recent { last = detector.update(place < apart ? 1 : 0) }
      #expect(last == signal)
      #expect(detector.distance == Double(apart) / Double(recent))
    }
  }

  @Test func `a distance that cannot be improbable enough is no change`() {
    // Two samples of 5 that lie apart have a probability of 0.0079.
    var detector = KolmogorovSmirnovWindow(settings(window: 10, recent: 5))
    let signals = (0..<40).map { detector.update(Double($0)) }
    #expect(signals.allSatisfy { $0 == .none })
    #expect(detector.distance == 1)
  }

  @Test func `the probability is that of scipy where all older values are drawn`() {
    // scipy.stats.ks_2samp(values[:30], values[30:]) of the numbers of oracle.stream.SplitMix64.
    let rows: [(UInt64, Double, Double)] = [
      (1, 0.13500350250095441, 0.9999999909208507),
      (2, 0.0025300622362698397, 0.8079631540901643),
      (3, 0.015643390496754332, 0.9578462903438838),
    ]
    for (seed, shifted, tied) in rows {
      var random = SplitMix64(seed: seed)
      var detector = KolmogorovSmirnovWindow(settings(window: 60))
      for place in 0..<60 { _ = detector.update(bell(&random) + (place < 40 ? 0 : 1)) }
      #expect(isClose(detector.pValue, shifted, relative: 1e-12))
      random = SplitMix64(seed: seed)
      detector = KolmogorovSmirnovWindow(settings(window: 60))
      for _ in 0..<60 { _ = detector.update(Double(Int(random.nextUnit() * 4))) }
      #expect(isClose(detector.pValue, tied, relative: 1e-12))
    }
  }

  @Test(arguments: 0..<UInt64(10))
  func `each distance is that of the sorted samples`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let recent = 5 + random.below(20)
    var detector = KolmogorovSmirnovWindow(settings(window: 2 * recent, recent: recent, seed: seed))
    var values: [Double] = []
    for place in 0..<400 {
      values.append(Double(random.below(12)) - (place < 200 ? 0 : 4))
      let signal = detector.update(values[values.count - 1])
      detector.checkInvariants()
      guard values.count == 2 * recent else {
        #expect(detector.distance == nil && detector.pValue == nil && signal == .none)
        continue
      }
      let expected = KolmogorovSmirnov.compare(
        baseline: SortedValues(Array(values.prefix(recent))),
        window: SortedValues(Array(values.suffix(recent))),
        level: 0.05
      )
      #expect(isClose(try #require(detector.distance), expected?.value ?? -1, relative: 1e-12))
      #expect((detector.pValue ?? 1) <= 0.005 ? signal == .change : signal == .none)
      values.removeFirst(signal == .change ? recent : 1)
      #expect(signal == .none || detector.count == recent)
    }
  }

  @Test(arguments: [0, 1, 35, 68, 69])
  func `each older value is drawn as often as another`(age: Int) {
    let trials = Simulation.runs(10_000)
    let drawn = (0..<trials).count { trial in
      var detector = KolmogorovSmirnovWindow(settings(seed: UInt64(trial)))
      for place in 0..<100 { _ = detector.update(place == age ? 1 : 0) }
      return detector.distance != 0
    }
    #expect(Double(drawn) <= binomialLimit(trials: trials, rate: 30.0 / 70))
    #expect(Double(drawn) >= binomialLowerLimit(trials: trials, rate: 30.0 / 70))
  }

  @Test func `without a change a test alarms as often as the exact law says`() {
    // 0.0346 is the probability of 11 steps of 30, the least below 0.05; see above.
    let rate = KolmogorovSmirnovLaw.exact(steps: 11 * 30, n: 30, m: 30)
    #expect(isClose(rate, 0.034580084963334506, relative: 1e-12))
    let trials = Simulation.runs(50_000)
    let alarms = (0..<trials).count { trial in
      var random = SplitMix64(seed: UInt64(trial))
      var detector = KolmogorovSmirnovWindow(settings(level: 0.05, seed: UInt64(trial)))
      return (0..<100).count { _ in detector.update(random.nextUnit()) == .change } == 1
    }
    #expect(Double(alarms) <= binomialLimit(trials: trials, rate: rate))
    #expect(Double(alarms) >= binomialLowerLimit(trials: trials, rate: rate))
  }

  @Test(arguments: 0..<UInt64(20))
  func `a jump is found, and what is the new level stays`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var detector = KolmogorovSmirnovWindow(settings(level: 1e-5, seed: seed))
    let signals = (0..<400).map { detector.update(bell(&random) + ($0 < 200 ? 0 : 3)) }
    let changes = signals.indices.filter { signals[$0] == .change }
    #expect(changes.count >= 1)
    #expect(try (210..<230).contains(#require(changes.first)))
    // What was left of the old level after the first alarm may be found once more.
    #expect(changes.allSatisfy { $0 < 330 })
  }

  @Test func `one stream gives the same answers, and another seed may give others`() {
    func distances(_ seed: UInt64) -> [Double?] {
      var random = SplitMix64(seed: 7)
      var detector = KolmogorovSmirnovWindow(settings(seed: seed))
      return (0..<500).map { _ in
        _ = detector.update(random.nextNormal())
        return detector.distance
      }
    }
    #expect(distances(1) == distances(1))
    #expect(distances(1) != distances(2))
  }

  @Test func `what is no number is refused`() async {
    await #expect(processExitsWith: .failure) {
      var detector = KolmogorovSmirnovWindow()
      _ = detector.update(.nan)
    }
  }
}
