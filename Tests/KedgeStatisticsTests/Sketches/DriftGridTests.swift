import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct DriftGridTests {
  @Test func `cells lie between quantiles and are open to the right`() throws {
    let baseline = (0...1_000).map { Double($0) }
    let grid = try #require(DriftGrid(baseline: baseline))
    #expect(grid.layout == .quantiles)
    #expect(grid.edges == (1..<100).map { Double($0 * 10) })
    #expect(grid.cellCount == 100)
    for (value, cell) in [(-5.0, 0), (9.9, 0), (10, 1), (989, 98), (990, 99), (1e9, 99)] {
      #expect(grid.cell(of: value) == cell)
    }
  }

  @Test func `few values get a cell each and one for all else`() throws {
    let grid = try #require(DriftGrid(baseline: [3, 1, 1, 2, .nan]))
    #expect(grid.layout == .values)
    #expect(grid.cellCount == 4)
    for (value, cell) in [(1.0, 0), (2, 1), (3, 2), (2.5, 3), (-9, 3), (9, 3)] {
      #expect(grid.cell(of: value) == cell)
    }
    #expect(grid.view() == GridView(places: [0, 1, 2, 3], count: 4))
  }

  @Test func `a constant has cells below, equal and above`() throws {
    let grid = try #require(DriftGrid(baseline: [7, 7, 7]))
    #expect([6, 7, 8].map(grid.cell) == [0, 1, 2])
    #expect(grid.view().count == 3)
    #expect(DriftGrid(baseline: []) == nil)
    #expect(DriftGrid(baseline: [.nan]) == nil)
  }

  @Test func `values and gaps alternate`() throws {
    let grid = try #require(DriftGrid(exactBaseline: SortedValues([5, 2, 2])))
    #expect([1, 2, 3, 5, 6].map(grid.cell) == [0, 1, 2, 3, 4])
    #expect(grid.cellCount == 5)
    let tooMany = SortedValues((0...DriftGrid.gapBaselineMax).map(Double.init))
    #expect(DriftGrid(exactBaseline: tooMany) == nil)
  }

  @Test func `ten cells of a view are the baseline's deciles with ties merged`() throws {
    var random = SplitMix64(seed: 3)
    let baseline =
      (0..<5_000).map { _ in max(0, random.nextNormal().rounded()) }
      + (0..<500).map { _ in random.nextNormal() * 5 }
    let sorted = SortedValues(baseline)
    let grid = try #require(DriftGrid(baseline: sorted))
    var deciles: [Double] = []
    for index in 1..<10 {
      let decile = try #require(sorted.quantile(Double(index) / 10))
      if deciles.last != decile { deciles.append(decile) }
    }
    let view = grid.view(cells: 10)
    #expect(view.count == deciles.count + 1)
    for value in baseline {
      #expect(view.places[grid.cell(of: value)] == deciles.count { $0 <= value })
    }
  }

  @Test func `a grid made from its state is the same`() throws {
    var random = SplitMix64(seed: 4)
    let baseline = (0..<900).map { _ in random.nextNormal() }
    let grid = try #require(DriftGrid(baseline: baseline))
    let copy = DriftGrid(state: grid.state)
    #expect(copy.state == grid.state)
    #expect(baseline.allSatisfy { copy.cell(of: $0) == grid.cell(of: $0) })
  }
}
