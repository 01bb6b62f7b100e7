import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct CategoryCountsTests {
  @Test(arguments: 0..<UInt64(30))
  func `merging parts equals the whole`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let indexes = (0..<500).map { _ in Int32(random.below(9)) - 1 }
    var (whole, left, right) = (
      CategoryCounts(categories: 5), CategoryCounts(categories: 5), CategoryCounts(categories: 5)
    )
    whole.add(indexes.span)
    left.add(Array(indexes[..<200]).span)
    right.add(Array(indexes[200...].reversed()).span)
    var merged = right
    merged.merge(left)
    #expect(merged == whole)
    #expect(whole.total == 500)
    merged.subtract(right)
    #expect(merged == left)
  }

  @Test func `indexes beyond the top are other, unseen and missing`() {
    var counts = CategoryCounts(categories: 2)
    counts.add([0, 1, 1, 2, 3, -1, 7].span)
    var single = CategoryCounts(categories: 2)
    let same: [CategoryCounts.Category] = [
      .known(0), .known(1), .known(1), .other, .unseen, .missing, .missing,
    ]
    for category in same { single.add(category) }
    #expect(counts == single)
    #expect(counts.cells == [1, 2, 1, 1, 2])
  }
}
