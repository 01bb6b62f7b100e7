import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct ExponentialHistogramTests {
  @Test(arguments: 0..<UInt64(40))
  func `merging any parts equals the whole, whatever the range`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let spread = [0.1, 1, 8, 60, 300][random.below(5)]
    let values = (0..<400).map { _ -> Double in
      random.below(30) == 0 ? 0 : HistogramScale.power(random.nextNormal() * spread, scale: 0)
    }
    var (whole, shuffled) = (ExponentialHistogram(), ExponentialHistogram())
    _ = whole.add(values.span)
    for value in values.shuffled(using: &random) { shuffled.add(value) }
    let cut = random.below(400)
    var (left, right) = (ExponentialHistogram(), ExponentialHistogram())
    _ = left.add(Array(values[..<cut]).span)
    _ = right.add(Array(values[cut...]).span)
    var merged = left
    merged.merge(right)
    #expect(merged == whole)
    #expect(shuffled == whole)
    #expect(ExponentialHistogram(state: whole.state) == whole)
    whole.checkInvariants()
    merged.subtract(left)
    var rest = ExponentialHistogram(
      state: .init(scale: whole.scale, zeroCount: 0, firstIndex: 0, buckets: [])
    )
    rest.merge(right)
    #expect(merged == rest)
  }

  @Test(arguments: 300..<345)
  func `the scale follows from the range alone, also where that is just too wide`(width: Int) {
    var random = SplitMix64(seed: UInt64(width))
    let start = random.below(2_000) - 1_000
    var indexes = (0..<200).map { _ in start + random.below(width) } + [start, start + width - 1]
    var fits = 5
    while (start + width - 1) >> (5 - fits) - start >> (5 - fits) >= 320 { fits -= 1 }
    for _ in 0..<20 {
      indexes.shuffle(using: &random)
      var histogram = ExponentialHistogram()
      // The middle of a bucket.
      for index in indexes { histogram.add(HistogramScale.power(Double(index) + 0.5, scale: 5)) }
      histogram.checkInvariants()
      #expect(histogram.scale == fits)
    }
  }

  @Test(arguments: -1_074..<1_024)
  func `powers of two fall into the bucket below`(exponent: Int) {
    let value = Double(sign: .plus, exponent: exponent, significand: 1)
    #expect(HistogramScale.index(of: value) == exponent * 32 - 1)
  }

  @Test func `buckets by table are those found border by border`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next() >> 2 | 0x10_0000_0000_0000)
      #expect(HistogramScale.index(of: value) == HistogramScale.indexBySearch(of: value))
    }
    for border in 0..<32 {
      let value = HistogramScale.power(Double(border), scale: 5)
      for near in [value.nextDown.nextDown, value.nextDown, value, value.nextUp] where near >= 1 {
        #expect(HistogramScale.index(of: near) == HistogramScale.indexBySearch(of: near))
      }
    }
  }

  @Test func `quantiles of merged lognormal values are within the published error`() {
    var random = SplitMix64(seed: 2)
    var (merged, all) = (ExponentialHistogram(), [Double]())
    for _ in 0..<64 {
      let part = (0..<2_000).map { _ in HistogramScale.power(random.nextNormal(), scale: 0) }
      var histogram = ExponentialHistogram()
      _ = histogram.add(part.span)
      merged.merge(histogram)
      all += part
    }
    let sorted = SortedValues(all)
    for share in [0.001, 0.1, 0.5, 0.9, 0.99, 0.999] {
      let rank = Int((share * Double(all.count)).rounded(.up))
      let exact = sorted.elements[rank - 1]
      #expect(isClose(merged.quantile(share), exact, relative: merged.relativeError * 1.0001))
    }
    #expect(isClose(merged.relativeError, 0.010889, relative: 1e-3))
  }

  @Test(.enabled(if: SharedData.has("expected/stats.json")), arguments: RecordedPair.names)
  func `quantiles of real data are within the error and one order statistic`(name: String) throws {
    let pair = try RecordedPair(name)
    for (values, key) in [(pair.reference, "quant_ref"), (pair.current, "quant_cur")] {
      var histogram = ExponentialHistogram()
      for value in values { histogram.add(value) }
      let sorted = SortedValues(values).elements
      for (share, expected) in zip([0.5, 0.9, 0.95, 0.99], try pair.numbers(key)) {
        let found = try #require(histogram.quantile(share))
        let index = Int((share * Double(sorted.count)).rounded(.up)) - 1
        let gap = sorted[min(index + 1, sorted.count - 1)] - sorted[max(index - 1, 0)]
        #expect(abs(found - expected) <= expected * histogram.relativeError * 1.0001 + gap)
      }
    }
  }

  @Test func `zeros, negative values and an empty histogram`() {
    var histogram = ExponentialHistogram()
    #expect(histogram.quantile(0.5) == nil)
    let refused = histogram.add([0, 0, -1, .nan, .infinity, 4].span)
    #expect(refused == 3)
    #expect(histogram.count == 3)
    #expect(histogram.quantile(0.5) == 0)
    #expect(isClose(histogram.quantile(1), 4, relative: 0.0109))
  }

  @Test func `a rank that is whole is not rounded up`() {
    var histogram = ExponentialHistogram()
    for value in 1...100 { histogram.add(Double(value)) }
    #expect(histogram.rank(of: 0.07) == 7)
    #expect(histogram.rank(of: 0.071) == 8)
    #expect(histogram.rank(of: 0) == 1)
    #expect(histogram.rank(of: 1) == 100)
  }
}
