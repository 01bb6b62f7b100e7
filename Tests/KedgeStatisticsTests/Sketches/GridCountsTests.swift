import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct GridCountsTests {
  static let grids: [DriftGrid] = {
    var random = SplitMix64(seed: 11)
    let normal = (0..<700).map { _ in random.nextNormal() * 30 + 100 }
    let grids = [
      DriftGrid(baseline: normal),
      DriftGrid(baseline: [0, 1, 2, 3, 4]),
      DriftGrid(baseline: [1]),
      DriftGrid(exactBaseline: SortedValues(normal)),
    ]
    return grids.compactMap { $0 }
  }()

  @Test(arguments: 0..<UInt64(40))
  func `merging parts equals the whole, bit for bit`(seed: UInt64) {
    for grid in Self.grids {
      var random = SplitMix64(seed: seed)
      let values = random.mixedValues(300)
      var (whole, reversed) = (GridCounts(grid: grid), GridCounts(grid: grid))
      whole.add(values.span, in: grid)
      reversed.add(Array(values.reversed()).span, in: grid)
      let cut = random.below(300)
      var (left, right) = (GridCounts(grid: grid), GridCounts(grid: grid))
      left.add(Array(values[..<cut]).span, in: grid)
      right.add(Array(values[cut...]).span, in: grid)
      var merged = left
      merged.merge(right)
      #expect(merged == whole)
      #expect(reversed == whole)
      merged.subtract(left)
      #expect(merged == right)
      whole.checkInvariants(in: grid)
    }
  }

  @Test func `cells, sums and missing hold what a loop finds`() throws {
    let grid = try #require(Self.grids.first)
    var random = SplitMix64(seed: 5)
    let values = random.mixedValues(2_000)
    var counts = GridCounts(grid: grid)
    counts.add(values.span, in: grid)
    counts.addMissing(3)
    let finite = values.filter(\.isFinite)
    let last = grid.cellCount - 1
    let upper = finite.filter { grid.cell(of: $0) == last }.reduce(0, +)
    #expect(counts.count == UInt64(finite.count))
    #expect(counts.missing == UInt64(values.count - finite.count + 3))
    #expect(isClose(counts.sum(1, in: grid), upper, relative: 1e-12))
    #expect(counts.counts(in: grid.view()).reduce(0, +) == counts.count + counts.missing)
    let copy = GridCounts(
      cells: counts.cells,
      sums: counts.sums,
      missing: counts.missing,
      refused: counts.refused
    )
    #expect(copy == counts)
  }

  @Test func `a value too large for a sum is counted as refused`() throws {
    let grid = try #require(Self.grids.first)
    var counts = GridCounts(grid: grid)
    counts.add([1e300].span, in: grid)
    #expect(counts.refused == 1)
    #expect(counts.cells.last == 1)
  }
}
