import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct QuantileSequenceTests {
  private func bounds(
    _ share: Double,
    of histogram: ExponentialHistogram,
    level: Double
  ) -> QuantileSequence.Bounds {
    let ranks = QuantileSequence.ranks(share: share, trials: histogram.count, level: level)
    return QuantileSequence.bounds(ranks, of: HistogramRanks(histogram))
  }

  @Test func `bounds are the borders where the rate sequence leaves the share out`() throws {
    var random = SplitMix64(seed: 8)
    let values = (0..<2_000).map { _ in HistogramScale.power(random.nextNormal(), scale: 0) }
    var histogram = ExponentialHistogram()
    _ = histogram.add(values.span)
    let sorted = SortedValues(values).elements
    for share in [0.5, 0.95, 0.99] {
      let found = bounds(share, of: histogram, level: 1e-3)
      let upper = try #require(found.upper)
      // By brute force over all ranks.
      let outside = (0...2_000).map {
        RateSequence.excludes(share, successes: UInt64($0), trials: 2_000, level: 1e-3)
      }
      let low = try #require((0...2_000).last { outside[$0] && Double($0) < share * 2_000 })
      let high = try #require((0...2_000).first { outside[$0] && Double($0) > share * 2_000 })
      #expect(found.lower <= sorted[low] && found.lower >= sorted[low] / 1.022)
      #expect(upper >= sorted[high - 1] && upper <= sorted[high - 1] * 1.022)
      let estimate = try #require(histogram.quantile(share))
      #expect(found.lower < estimate && estimate < upper)
    }
  }

  @Test func `little data gives no upper bound`() {
    var histogram = ExponentialHistogram()
    histogram.add(3)
    let found = bounds(0.9, of: histogram, level: 0.05)
    #expect(found.lower == 0)
    #expect(found.upper == nil)
  }
}
