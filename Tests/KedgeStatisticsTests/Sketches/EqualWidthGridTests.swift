import Testing

@testable import KedgeStatistics

struct EqualWidthGridTests {
  @Test func `cells are closed to the left, the last one on both sides`() throws {
    let grid = try #require(EqualWidthGrid(borders: [0, 1, 2]))
    let cells = [-0.5, 0, 0.5, 1, 1.5, 2, 2.5, .nan].map(grid.cell)
    #expect(cells == [2, 0, 0, 1, 1, 1, 2, 2])
    #expect(grid.counts([0, 2, 3, .infinity].span) == [1, 1, 1])
    #expect(grid.cellCount == 3)
  }

  @Test func `a constant or too few values have no grid`() {
    #expect(EqualWidthGrid(baseline: SortedValues([4, 4, 4, 4])) == nil)
    #expect(EqualWidthGrid(baseline: SortedValues([1, 2])) == nil)
    #expect(EqualWidthGrid(borders: [0, 1, 1]) == nil)
  }

  @Test func `a range in which numbers are too coarse for the borders has no grid`() {
    let narrow = (0..<1_000).map { 1 + Double($0 % 4 - 2) * 0x1p-53 }
    let instants = (0..<1_000).map { 1.7e18 + Double($0 % 5) * 256 }
    let huge = (0..<1_000).map { Double($0) } + [1e115]
    for values in [narrow, instants, [-1.5e308, 0, 1.5e308]] {
      #expect(EqualWidthGrid(baseline: SortedValues(values)) == nil)
    }
    let grid = EqualWidthGrid(baseline: SortedValues(huge))
    #expect(grid.map { $0.borders.count < 200 } ?? true)
  }

  @Test func `the number of cells is that of numpy`() throws {
    // numpy.histogram_bin_edges(numpy.arange(1000.0) ** 2, bins="doane") has 16 borders.
    let squares = SortedValues((0..<1_000).map { Double($0 * $0) })
    let grid = try #require(EqualWidthGrid(baseline: squares))
    #expect(grid.borders.count == 16)
    #expect(grid.borders.first == 0)
    #expect(grid.borders.last == 998_001)
  }
}
