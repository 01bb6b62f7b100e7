import KedgeStatistics
import KedgeTestSupport
import Testing

/// The same two distributions give the same distance, within its interval, whatever the sizes.
struct SampleSizeTests {
  /// Shares of ten cells, before and after.
  private static let before = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
  private static let after = [0.06, 0.07, 0.08, 0.09, 0.1, 0.1, 0.11, 0.12, 0.13, 0.14]

  private struct Spread {
    var values: [Double] = []

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    var deviation: Double {
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// Quantile of the values.
    func quantile(_ share: Double) -> Double {
      values.sorted()[Int(share * Double(values.count - 1))]
    }
  }

  /// Values of PSI, Jensen-Shannon and Cramér's V over many draws.
  private func values(baseline: Int, window: Int, draws: Int, seed: UInt64) -> [String: Spread] {
    var random = SplitMix64(seed: seed)
    var found: [String: Spread] = [:]
    for _ in 0..<draws {
      let cells = CellPair(
        baseline: random.counts(baseline, of: SampleSizeTests.before),
        window: random.counts(window, of: SampleSizeTests.after)
      )
      let psi = PopulationStability.compare(cells, level: 0.01)?.distance.value
      let js = JensenShannon.compare(cells, level: 0.01)?.value
      found["psi", default: Spread()].values.append(psi ?? -1)
      found["js", default: Spread()].values.append(js ?? -1)
      found["cramers_v", default: Spread()].values.append(CramersV.balanced(cells))
    }
    return found
  }

  @Test func `a distance at 10,000 against 10,000 and at 20,000 against 300 is the same`() throws {
    let large = values(baseline: 10_000, window: 10_000, draws: 40, seed: 1)
    let small = values(baseline: 20_000, window: 300, draws: 400, seed: 2)
    for (name, spread) in large.sorted(by: { $0.key < $1.key }) {
      let other = try #require(small[name])
      print(
        "sizes: \(name) \(spread.mean) ± \(spread.deviation), small window \(other.mean)"
          + " ± \(other.deviation)"
      )
      // The value of the large samples lies in the middle of those of the small ones.
      #expect(other.quantile(0.16)...other.quantile(0.84) ~= spread.mean)
      // And the mean differs by a fraction of what one small window spreads.
      #expect(abs(other.mean - spread.mean) < 0.35 * other.deviation)
    }
  }

  @Test func `without a change the mean value does not grow as windows shrink`() throws {
    var random = SplitMix64(seed: 3)
    for window in [300, 3_000] {
      var psi = 0.0
      for _ in 0..<200 {
        let cells = CellPair(
          baseline: random.counts(20_000, of: SampleSizeTests.before),
          window: random.counts(window, of: SampleSizeTests.before)
        )
        psi += (PopulationStability.compare(cells, level: 0.01)?.distance.value ?? 1) / 200
      }
      // (X - (B-1))·(1/n + 1/m) with X chi-square has mean 0 and this deviation; the mean of what of it
      // is above 0 is at most half of that.
      let deviation = 18.0.squareRoot() * (1 / 20_000.0 + 1 / Double(window))
      #expect(psi < 0.6 * deviation)
      #expect(psi > 0)
    }
  }
}
