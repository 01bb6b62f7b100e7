import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// The stability index of mean shares.
struct GramDriftTests {
  private func sums(_ records: [[Double]]) -> EmbeddingSums {
    var sums = EmbeddingSums(dimension: records[0].count)
    for record in records { sums.add(record.span) }
    return sums
  }

  /// Records of one cell each; all cells have some.
  @Test(arguments: 0..<UInt64(20))
  func `records of one cell each are counts`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func counts(_ size: Int) -> [UInt64] {
      var counts = [UInt64](repeating: 1, count: 12)
      for _ in 0..<(size - 12) { counts[Int(random.nextUnit() * 12)] += 1 }
      return counts
    }
    func records(_ counts: [UInt64]) -> [[Double]] {
      counts.enumerated().flatMap { cell, count in
        (0..<count).map { _ in (0..<12).map { $0 == cell ? 1 : 0 } }
      }
    }
    let (past, now) = (counts(3_000), counts(500))
    let drift = try #require(GramDrift(baseline: sums(records(past)), window: sums(records(now))))
    let cells = CellPair(baseline: past, window: now)
    let known = try #require(PopulationStability.compare(cells, level: 1e-6))
    // Of cells of about equal shares B·tr Σ is B - 1, as far as these are equal.
    #expect(abs(drift.index - known.distance.value) < 2e-4)
    #expect(isClose(drift.pValue, RelativeEntropyBound(cells).pValue, relative: 1e-9))
  }

  private func mixed(_ count: Int, cells: Int, _ random: inout SplitMix64) -> [[Double]] {
    (0..<count).map { _ in
      var shares = [Double](repeating: 0, count: 64)
      for _ in 0..<cells { shares[Int(random.nextUnit() * 64)] += 1 / Double(cells) }
      return shares
    }
  }

  /// Without a change the mean of the index before it is cut at 0 is 0, however many cells a record
  /// has; what is cut off is half of its spread.
  @Test(arguments: [1, 4, 40])
  func `without a change the bias is taken off`(cells: Int) throws {
    var random = SplitMix64(seed: 31)
    let past = sums(mixed(3_000, cells: cells, &random))
    var total = 0.0
    for _ in 0..<40 {
      let drift = GramDrift(baseline: past, window: sums(mixed(600, cells: cells, &random)))
      total += try #require(drift).index
    }
    let bias = 63 * (1.0 / 600 + 1.0 / 3_000) / Double(cells)
    #expect(total / 40 < 0.25 * bias)
  }

  /// Records whose own shares differ a lot: the bound is one, and far from tight.
  @Test func `without a change the bound is kept`() throws {
    var random = SplitMix64(seed: 30)
    let runs = 200
    for level in [0.5, 0.1] {
      var proofs = 0
      for _ in 0..<runs {
        let drift = GramDrift(
          baseline: sums(mixed(400, cells: 2, &random)),
          window: sums(mixed(200, cells: 2, &random))
        )
        if try #require(drift).pValue <= level { proofs += 1 }
      }
      #expect(Double(proofs) <= binomialLimit(trials: runs, rate: level))
    }
  }
}
