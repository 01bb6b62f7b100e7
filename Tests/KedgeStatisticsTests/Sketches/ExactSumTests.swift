import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct ExactSumTests {
  @Test(arguments: 0..<UInt64(50))
  func `any order and any partition gives the same bits`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = random.mixedValues(400)
    var whole = ExactSum()
    let refused = whole.add(values.span)
    var shuffled = ExactSum()
    for value in values.shuffled(using: &random) { shuffled.add(value) }
    let cut = random.below(values.count)
    var (left, right) = (ExactSum(), ExactSum())
    _ = left.add(Array(values[..<cut]).span)
    _ = right.add(Array(values[cut...]).span)
    var merged = left
    merged.merge(right)
    #expect(refused == values.count { !$0.isFinite })
    #expect(shuffled == whole)
    #expect(merged == whole)
    merged.subtract(right)
    #expect(merged == left)
  }

  @Test func `whole numbers are summed exactly`() {
    var sum = ExactSum()
    let refused = sum.add([1e15, 1, -1e15, 0x1p72, 3, -0x1p72].span)
    #expect(refused == 0)
    #expect(sum.value == 4)
  }

  @Test func `a term is rounded half away from zero`() {
    for (units, expected) in [(0.5, 1), (0.49, 0), (1.5, 2), (2.5, 3), (1.4, 1), (-0.5, -1)] {
      var sum = ExactSum(unitExponent: 0)
      sum.add(units)
      #expect(sum.units == Int128(expected))
    }
  }

  @Test func `what is out of range is refused and changes nothing`() {
    var sum = ExactSum()
    sum.add(2)
    let refused = sum.add([0x1p73, -0x1p73, .infinity, -.infinity, .nan].span)
    #expect(refused == 5)
    #expect(sum.value == 2)
    let tiny = Double.leastNonzeroMagnitude
    let refusedInRange = sum.add([0, -0.0, tiny, -tiny, 0x1p73.nextDown].span)
    #expect(refusedInRange == 0)
  }

  @Test func `overflow of the sum itself is detected`() {
    var sum = ExactSum(units: .max - 1, unitExponent: 0)
    let answers = [
      sum.add(1),
      sum.add(1),
      sum.merge(ExactSum(units: 1, unitExponent: 0)),
      sum.subtract(ExactSum(units: -1, unitExponent: 0)),
    ]
    #expect(answers == [true, false, false, false])
    #expect(sum.units == .max)
    sum.checkInvariants()
  }
}
