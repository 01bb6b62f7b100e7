import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct GridDistancesTests {
  private func counts(_ values: [Double], _ grid: DriftGrid) -> GridCounts {
    var counts = GridCounts(grid: grid)
    counts.add(values.span, in: grid)
    return counts
  }

  @Test(arguments: 0..<UInt64(40))
  func `grid forms enclose exact forms on any layout`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let decimals = [1.0, 2, 1_000][random.below(3)]
    func sample(_ count: Int, shift: Double) -> [Double] {
      (0..<count).map { _ in ((random.nextNormal() + shift) * decimals).rounded() / decimals }
    }
    let (first, second) = (sample(400, shift: 0), sample(150, shift: 0.3))
    let (baseline, window) = (SortedValues(first), SortedValues(second))
    let exact = try #require(
      KolmogorovSmirnov.compare(baseline: baseline, window: window, level: 0.05)
    )
    let area = try #require(
      Wasserstein.compare(baseline: baseline, window: window, mode: .raw)
    )
    let grids = [DriftGrid(baseline: baseline), DriftGrid(exactBaseline: baseline)]
    for grid in grids.compactMap({ $0 }) {
      let smirnov = try #require(
        KolmogorovSmirnov.compare(
          baseline: counts(first, grid),
          window: counts(second, grid),
          grid: grid,
          level: 0.05
        )
      )
      #expect(smirnov.value <= exact.value + 1e-12)
      #expect(exact.value <= smirnov.value + smirnov.errorBound + 1e-12)
      let wasserstein = Wasserstein.compare(
        baseline: counts(first, grid),
        window: counts(second, grid),
        grid: grid,
        moments: baseline.moments,
        mode: .raw
      )
      // A grid of values cannot place what is none of its values.
      guard let wasserstein else {
        #expect(grid.layout == .values)
        continue
      }
      #expect(abs(wasserstein.value - area.value) <= wasserstein.errorBound + 1e-9)
    }
  }

  @Test func `a constant baseline knows the same, the moved and the mixed window`() throws {
    let grid = try #require(DriftGrid(baseline: [5, 5, 5]))
    let baseline = counts([5, 5, 5], grid)
    for (window, expected) in [([5.0, 5], 0.0), ([7, 7], 1), ([4, 5], 0.5)] {
      let found = try #require(
        KolmogorovSmirnov.compare(
          baseline: baseline,
          window: counts(window, grid),
          grid: grid,
          level: 0.05
        )
      )
      #expect(found.value == expected)
    }
    let moved = try #require(
      Wasserstein.compare(
        baseline: baseline,
        window: counts([7, 8], grid),
        grid: grid,
        moments: SortedValues([5, 5, 5]).moments,
        mode: .raw
      )
    )
    #expect(isClose(moved.value, 2.5, relative: 1e-12))
    let scaled = try #require(
      Wasserstein.compare(
        baseline: baseline,
        window: counts([7, 8], grid),
        grid: grid,
        moments: SortedValues([5, 5, 5]).moments
      )
    )
    #expect(isClose(scaled.value, 2.5 / 5e-3, relative: 1e-12))
  }

  @Test func `an empty side and a refused value are not defined`() throws {
    let first = (0..<300).map { Double($0) }
    let grid = try #require(DriftGrid(baseline: first))
    let (baseline, empty) = (counts(first, grid), GridCounts(grid: grid))
    let moments = SortedValues(first).moments
    #expect(
      KolmogorovSmirnov.compare(baseline: baseline, window: empty, grid: grid, level: 0.1) == nil
    )
    #expect(
      Wasserstein.compare(baseline: empty, window: baseline, grid: grid, moments: moments) == nil
    )
    let refused = counts([1e300], grid)
    #expect(
      Wasserstein.compare(baseline: baseline, window: refused, grid: grid, moments: moments)
        == nil
    )
    let none = SortedValues([])
    #expect(Wasserstein.compare(baseline: none, window: SortedValues(first)) == nil)
    #expect(
      KolmogorovSmirnov.compare(baseline: SortedValues(first), window: none, level: 0.1) == nil
    )
  }

  @Test func `a grid of values has the distances of the samples while all values are known`() throws
  {
    let (first, second) = ([1.0, 2, 2, 4, 4, 4], [1.0, 1, 4, 2])
    let grid = try #require(DriftGrid(baseline: first))
    let baseline = SortedValues(first)
    let (known, unknown) = (counts(second, grid), counts([3, 1], grid))
    let moments = baseline.moments
    for mode in [Wasserstein.Mode.raw, .standardized, .divided(by: 3)] {
      let exact = try #require(
        Wasserstein.compare(baseline: baseline, window: SortedValues(second), mode: mode)
      )
      let found = try #require(
        Wasserstein.compare(
          baseline: counts(first, grid),
          window: known,
          grid: grid,
          moments: moments,
          mode: mode
        )
      )
      #expect(isClose(found.value, exact.value, relative: 1e-12))
    }
    let undefined = Wasserstein.compare(
      baseline: counts(first, grid),
      window: unknown,
      grid: grid,
      moments: moments
    )
    #expect(undefined == nil)
  }

  @Test func `bounds reach as far as the threshold`() throws {
    let first = SortedValues((0..<200).map { Double($0) })
    let second = SortedValues((0..<200).map { Double($0) + 60 })
    let found = try #require(
      KolmogorovSmirnov.compare(baseline: first, window: second, level: 0.05)
    )
    let reach = KolmogorovSmirnovLaw.threshold(level: 0.05, n: 200, m: 200)
    #expect(found.value == 0.3)
    #expect(found.lower == 0.3 - reach)
    #expect(found.upper == 0.3 + reach)
  }
}
