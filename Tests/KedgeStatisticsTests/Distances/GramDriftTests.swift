import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// The stability index of mean shares.
struct GramDriftTests {
  @Test(arguments: 0..<UInt64(20))
  func `records of one cell each are counts`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func counts(_ size: Int) -> [UInt64] {
      var counts = [UInt64](repeating: 0, count: 12)
      for _ in 0..<size { counts[Int(random.nextUnit() * random.nextUnit() * 12)] += 1 }
      return counts
    }
    let (past, now) = (counts(3_000), counts(500))
    let drift = GramDrift(
      baseline: past.map { Double($0) / 3_000 },
      window: now.map { Double($0) / 500 },
      counts: (3_000, 500)
    )
    let cells = CellPair(baseline: past, window: now)
    let known = try #require(PopulationStability.compare(cells, level: 1e-6))
    #expect(abs(drift.index - known.distance.value) < 1e-12)
    #expect(isClose(drift.pValue, RelativeEntropyBound(cells).pValue, relative: 1e-9))
  }

  /// Records whose own shares differ a lot: the bound is one, and far from tight.
  @Test func `without a change the bound is kept`() {
    var random = SplitMix64(seed: 30)
    let runs = 300
    func mean(_ records: Int) -> [Double] {
      var sums = [Double](repeating: 0, count: 6)
      for _ in 0..<records {
        let (first, second) = (Int(random.nextUnit() * 6), Int(random.nextUnit() * 6))
        let share = random.nextUnit()
        sums[first] += share
        sums[second] += 1 - share
      }
      return sums.map { $0 / Double(records) }
    }
    for level in [0.5, 0.1] {
      let proofs = (0..<runs).count { _ in
        GramDrift(baseline: mean(400), window: mean(200), counts: (400, 200)).pValue <= level
      }
      #expect(Double(proofs) <= binomialLimit(trials: runs, rate: level))
    }
  }
}
