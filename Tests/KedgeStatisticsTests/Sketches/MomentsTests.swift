import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct MomentsTests {
  @Test(arguments: 0..<UInt64(50))
  func `merging parts equals the whole, bit for bit`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = random.mixedValues(300)
    let scale = Moments.Scale(mean: 100, spread: 30)
    var (whole, shuffled) = (Moments(scale: scale), Moments(scale: scale))
    whole.add(values.span)
    for value in values.shuffled(using: &random) { shuffled.add(value) }
    var (left, right) = (Moments(scale: scale), Moments(scale: scale))
    left.add(Array(values[..<120]).span)
    right.add(Array(values[120...]).span)
    var merged = right
    merged.merge(left)
    #expect(merged == whole)
    #expect(shuffled == whole)
    #expect(Moments(scale: scale, state: whole.state) == whole)
    merged.subtract(left)
    #expect(merged.state.sumUnits == right.state.sumUnits)
    #expect(merged.state.squareUnits == right.state.squareUnits)
    #expect(merged.count == right.count && merged.refused == right.refused)
    whole.checkInvariants()
  }

  @Test func `mean and variance agree with two passes over the values`() throws {
    var random = SplitMix64(seed: 7)
    let values = (0..<5_000).map { _ in 1e6 + 3 * random.nextNormal() }
    let moments = SortedValues(values).moments
    let mean = 1e6 + values.reduce(0) { $0 + ($1 - 1e6) } / 5_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4_999
    #expect(isClose(moments.mean, mean, relative: 1e-12))
    #expect(isClose(moments.variance, variance, relative: 1e-9))
    #expect(moments.min == values.min())
    #expect(moments.max == values.max())
  }

  @Test func `too little data gives no number`() {
    var moments = Moments()
    #expect(moments.mean == nil && moments.min == nil && moments.max == nil)
    moments.add(4)
    #expect(moments.mean == 4)
    #expect(moments.variance == nil)
    moments.add(4)
    #expect(moments.variance == 0)
  }

  @Test func `a value far outside the scale is refused and counted`() {
    var moments = Moments(scale: Moments.Scale(mean: 0, spread: 1))
    let answers = [moments.add(0x1p23), moments.add(.nan), moments.add(0x1p22)]
    #expect(answers == [false, false, true])
    #expect(moments.refused == 2)
    #expect(moments.count == 1)
  }

  @Test func `after everything is taken out nothing is left`() {
    var moments = Moments()
    moments.add(3)
    moments.subtract(moments)
    #expect(moments == Moments())
  }

  @Test func `a constant baseline gets a scale of its own size`() {
    #expect(Moments.Scale(mean: 1e-6, spread: 0).spreadExponent == -20)
    #expect(Moments.Scale(mean: 1, spread: 0x1p-30).spreadExponent == -20)
    #expect(Moments.Scale(mean: 0, spread: 0).spreadExponent == 0)
    #expect(Moments.Scale(mean: .nan, spread: .infinity) == .unknown)
  }
}
