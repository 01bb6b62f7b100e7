import Foundation
import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct EmbeddingTests {
  /// Nearly normal, as `bell` of Tests/Oracle/oracle/stream.py.
  private static func vectors(
    _ random: inout SplitMix64,
    _ count: Int,
    _ dimension: Int,
    mean: Double = 0
  ) -> [[Double]] {
    (0..<count).map { _ in
      (0..<dimension).map { _ in
        mean + ((0..<12).reduce(0.0) { sum, _ in sum + random.nextUnit() } - 6)
      }
    }
  }

  private static func sums(_ vectors: [[Double]], dimension: Int) -> EmbeddingSums {
    var sums = EmbeddingSums(dimension: dimension)
    for vector in vectors { sums.add(vector.span) }
    return sums
  }

  private static func discrepancy(
    _ vectors: [[Double]],
    _ baseline: KernelBaseline
  ) -> MeanDiscrepancy {
    var result = MeanDiscrepancy()
    for number in 0..<(vectors.count / 2) {
      let (first, second) = (vectors[2 * number], vectors[2 * number + 1])
      result.add(first.span, second.span, number: UInt64(number), baseline: baseline)
    }
    return result
  }

  /// As `draw` of Tests/Oracle/oracle/embeddings.py.
  private func found(seed: UInt64) throws -> [String: Double?] {
    var random = SplitMix64(seed: seed)
    let (dimension, sample) = (2 + 3 * Int(seed), 20 + 2 * Int(seed))
    let first = Self.vectors(&random, 60, dimension, mean: 0.5)
    let mean = 0.5 + 0.1 * Double(seed)
    let second = Self.vectors(&random, 30 + 20 * Int(seed), dimension, mean: mean)
    let stored = Array(first.prefix(sample))
    let baseline = Self.sums(first, dimension: dimension)
    let window = Self.sums(second, dimension: dimension)
    let law = EmbeddingShiftLaw(
      baseline: baseline,
      sample: stored,
      windowCount: window.count,
      seed: seed
    )
    let kernel = try #require(KernelBaseline(vectors: stored, seed: seed))
    let discrepancy = Self.discrepancy(second, kernel)
    return [
      "total_variance": baseline.totalVariance,
      "shift": EmbeddingShift.compare(baseline: baseline, window: window),
      "cosine": EmbeddingShift.cosine(baseline: baseline, window: window),
      "limit.0.05": law?.limit(level: 0.05).value, "limit.0.01": law?.limit(level: 0.01).value,
      "limit.0.001": law?.limit(level: 0.001).value, "limit.1e-06": law?.limit(level: 1e-6).value,
      "bandwidth": kernel.bandwidth, "discrepancy": discrepancy.value,
      "discrepancy.variance": discrepancy.variance,
      "discrepancy.error": discrepancy.standardError(baseline: kernel),
    ]
  }

  @Test func `numbers of random vectors are those of numpy`() throws {
    let cases = try Golden.cases("embeddings")
    #expect(cases.count == 4)
    for data in cases {
      let seed = try #require(data["seed"] as? UInt64)
      let expected = try #require(data["expected"] as? [String: NSNumber])
      let found = try found(seed: seed)
      #expect(Set(found.keys) == Set(expected.keys))
      for (name, value) in expected {
        let number = try #require(found[name] ?? nil, "\(name) is defined")
        #expect(isClose(number, value.doubleValue, relative: 1e-11), "\(name) \(seed)")
      }
    }
  }

  @Test(arguments: 0..<UInt64(10))
  func `sums of vectors do not depend on order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let vectors = Self.vectors(&random, 60, 5, mean: 3)
    let whole = Self.sums(vectors, dimension: 5)
    let left = Self.sums(Array(vectors[20...]), dimension: 5)
    let right = Self.sums(Array(vectors[..<20].reversed()), dimension: 5)
    var merged = left
    merged.merge(right)
    merged.checkInvariants()
    #expect(merged == whole)
    merged.subtract(right)
    #expect(merged == left)
    let state = whole.state
    let restored = EmbeddingSums(counts: state.counts, sums: state.sums, squares: state.squares)
    #expect(restored == whole)
  }

  @Test func `vectors that are none are refused`() {
    var sums = EmbeddingSums(dimension: 2)
    let wrong: [[Double]] = [
      [1, .nan], [.infinity, 0], [0, -.infinity], [1], [1, 2, 3], [], [1e5, 0],
    ]
    for vector in wrong { sums.add(vector.span) }
    #expect(sums.refused == 7 && sums.count == 0)
    #expect(sums.mean == nil && sums.totalVariance == nil)
    let isTaken = sums.add([46_340, 0].span)
    #expect(isTaken && sums.mean == [46_340, 0])
  }

  @Test func `a shift of nothing or of equal vectors is not defined`() {
    let empty = EmbeddingSums(dimension: 3)
    let equal = Self.sums(Array(repeating: [0.1, 0.2, 0.3], count: 10), dimension: 3)
    let varied = Self.sums([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dimension: 3)
    #expect(equal.totalVariance == 0)
    #expect(EmbeddingShift.compare(baseline: varied, window: empty) == nil)
    #expect(EmbeddingShift.compare(baseline: empty, window: varied) == nil)
    #expect(EmbeddingShift.compare(baseline: equal, window: varied) == nil)
    #expect(EmbeddingShift.compare(baseline: varied, window: varied) == 0)
    // Means (1, 1, 1)/3 and 0; the trace is 1.
    let zero = Self.sums([[0, 0, 0]], dimension: 3)
    #expect(isClose(EmbeddingShift.compare(baseline: varied, window: zero), 1, relative: 1e-12))
    #expect(EmbeddingShift.cosine(baseline: varied, window: zero) == nil)
    #expect(EmbeddingShift.cosine(baseline: empty, window: varied) == nil)
    let opposite = Self.sums([[-1, -1, -1]], dimension: 3)
    #expect(isClose(EmbeddingShift.cosine(baseline: varied, window: opposite), 2, relative: 1e-12))
    let sample = [[1.0, 0, 0], [0, 1, 0]]
    let laws = [
      EmbeddingShiftLaw(baseline: equal, sample: sample, windowCount: 5, seed: 0),
      EmbeddingShiftLaw(baseline: varied, sample: sample, windowCount: 0, seed: 0),
      EmbeddingShiftLaw(baseline: varied, sample: [sample[0]], windowCount: 5, seed: 0),
    ]
    #expect(laws.allSatisfy { $0 == nil })
  }

  @Test func `dimensions that differ are a fault of the caller`() async {
    await #expect(processExitsWith: .failure) {
      let (two, three) = (EmbeddingSums(dimension: 2), EmbeddingSums(dimension: 3))
      _ = EmbeddingShift.compare(baseline: two, window: three)
    }
  }

  @Test(arguments: 0..<UInt64(4))
  func `a limit is exceeded as often as its level without a change`(seed: UInt64) throws {
    var random = SplitMix64(seed: 100 + seed)
    let vectors = Self.vectors(&random, 2_000, 3)
    let baseline = Self.sums(vectors, dimension: 3)
    let sample = Array(vectors.prefix(128))
    let law = try #require(
      EmbeddingShiftLaw(baseline: baseline, sample: sample, windowCount: 50, seed: seed)
    )
    #expect(!law.limit(level: 0.001).isStatic && law.limit(level: 0.000_9).isStatic)
    #expect(law.limit(level: 0.000_9).value == law.limit(level: 0.001).value * 1.5)
    let (trials, limit) = (Simulation.runs(5_000), law.limit(level: 0.05))
    let above = (0..<trials).count { _ in
      let window = Self.sums(Self.vectors(&random, 50, 3), dimension: 3)
      guard let shift = EmbeddingShift.compare(baseline: baseline, window: window) else {
        return false
      }
      #expect((law.pValue(of: shift) <= 0.05) == (shift > limit.value))
      return shift > limit.value
    }
    // The law of 999 means of 128 vectors has an error of its own.
    #expect(Double(above) <= binomialLimit(trials: trials, rate: 0.08))
    #expect(Double(above) >= binomialLowerLimit(trials: trials, rate: 0.03))
  }

  @Test func `a sample holds all that fits, and then each vector as probably as another`() {
    let trials = Simulation.runs(5_000)
    var held = [Int](repeating: 0, count: 512)
    for trial in 0..<trials {
      var sample = EmbeddingSample(dimension: 1, seed: UInt64(trial))
      for number in 0..<512 { sample.add([Double(number)].span) }
      let restored = EmbeddingSample(
        dimension: 1,
        seed: sample.seed,
        seen: sample.seen,
        vectors: sample.vectors
      )
      #expect(restored == sample && sample.vectors.count == 256 && sample.seen == 512)
      for vector in sample.vectors { held[Int(vector[0])] += 1 }
    }
    // 1e-6 for each of the 512.
    #expect(held.allSatisfy { Double($0) <= binomialLimit(trials: trials, rate: 0.5) })
    #expect(held.allSatisfy { Double($0) >= binomialLowerLimit(trials: trials, rate: 0.5) })
    var sample = EmbeddingSample(dimension: 2, seed: 0)
    let answers = [sample.add([1].span), sample.add([1, .nan].span), sample.add([1, 2].span)]
    #expect(answers == [false, false, true])
    #expect(sample.vectors == [[1, 2]])
  }

  @Test func `a kernel needs four finite vectors that are not all equal`() throws {
    let good = [[0.0, 1], [1, 0], [2, 2], [3, 1], [9, 9]]
    let bad: [[[Double]]] = [
      [], Array(good.prefix(3)), Array(repeating: [1, 1], count: 6), [[], [], [], []],
      [[0, 1], [1, 0], [2, 2], [3]], [[0, 1], [1, 0], [2, .nan], [3, 1]],
      [[0, 1], [1, 0], [.infinity, 2], [3, 1]],
    ]
    #expect(bad.allSatisfy { KernelBaseline(vectors: $0, seed: 0) == nil })
    let kernel = try #require(KernelBaseline(vectors: good, seed: 0))
    #expect(kernel.pairs == 2)
    var found = MeanDiscrepancy()
    #expect(found.value == nil && found.variance == nil && found.pValue(baseline: kernel) == nil)
    let (first, second) = (good[0], good[1])
    let wrong: [[Double]] = [[1], [1, 2, 3], [1, .nan], [.infinity, 1], []]
    for vector in wrong {
      found.add(vector.span, first.span, number: 0, baseline: kernel)
      found.add(first.span, vector.span, number: 0, baseline: kernel)
    }
    #expect(found.refused == 10 && found.count == 0)
    let isTaken = found.add(first.span, second.span, number: 7, baseline: kernel)
    #expect(isTaken && found.count == 1)
    #expect(found.standardError(baseline: kernel) == nil)
    #expect(found.interval(level: 0.05, expectedCount: 10, baseline: kernel) == nil)
  }

  @Test func `pairs of a window that all are one vector do not vary`() throws {
    var random = SplitMix64(seed: 5)
    let kernel = try #require(KernelBaseline(vectors: Self.vectors(&random, 4, 3), seed: 0))
    var far = MeanDiscrepancy()
    for _ in 0..<20 {
      far.add([1e3, 0, 0].span, [1e3, 0, 0].span, number: 0, baseline: kernel)
    }
    #expect(far.variance == 0 && far.pValue(baseline: kernel) == 0)
  }

  @Test(arguments: 0..<UInt64(10))
  func `a discrepancy does not depend on the order of its pairs`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let kernel = try #require(
      KernelBaseline(vectors: Self.vectors(&random, 12, 4), seed: seed)
    )
    let window = Self.vectors(&random, 80, 4)
    let whole = Self.discrepancy(window, kernel)
    var (left, right) = (MeanDiscrepancy(), MeanDiscrepancy())
    for number in (0..<40).reversed() {
      let (first, second) = (window[2 * number], window[2 * number + 1])
      if number % 3 == 0 {
        left.add(first.span, second.span, number: UInt64(number), baseline: kernel)
      } else {
        right.add(first.span, second.span, number: UInt64(number), baseline: kernel)
      }
    }
    var merged = right
    merged.merge(left)
    #expect(merged == whole)
    merged.subtract(left)
    #expect(merged == right)
    let state = whole.state
    #expect(MeanDiscrepancy(counts: state.counts, sums: state.sums) == whole)
  }

  /// Pairs of the window that are few, and ten times as many as the stored ones.
  @Test(arguments: [20, 200])
  func `a discrepancy alarms as often as its level without a change`(pairs: Int) throws {
    let trials = Simulation.runs(3_000)
    var above = 0
    for trial in 0..<trials {
      var random = SplitMix64(seed: UInt64(trial))
      let kernel = try #require(
        KernelBaseline(vectors: Self.vectors(&random, 40, 3), seed: UInt64(trial))
      )
      let found = Self.discrepancy(Self.vectors(&random, 2 * pairs, 3), kernel)
      above += try #require(found.pValue(baseline: kernel)) <= 0.05 ? 1 : 0
      let interval = found.interval(level: 1e-6, expectedCount: 200, baseline: kernel)
      #expect(try #require(interval).lower < 0)
    }
    #expect(Double(above) <= binomialLimit(trials: trials, rate: 0.065))
    #expect(Double(above) >= binomialLowerLimit(trials: trials, rate: 0.035))
  }

  @Test(arguments: 0..<UInt64(5))
  func `a change of spread alone is found by the discrepancy`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let kernel = try #require(
      KernelBaseline(vectors: Self.vectors(&random, 60, 3), seed: seed)
    )
    let window = Self.vectors(&random, 1_200, 3).map { $0.map { $0 * 2 } }
    let found = Self.discrepancy(window, kernel)
    let interval = found.interval(level: 1e-6, expectedCount: 600, baseline: kernel)
    #expect(try #require(interval).lower > 0)
  }
}
