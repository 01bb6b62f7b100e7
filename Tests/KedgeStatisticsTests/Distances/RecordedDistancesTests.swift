import KedgeTestSupport
import Testing

@testable import KedgeStatistics

@Suite(.enabled(if: SharedData.has("expected/stats.json")))
struct RecordedDistancesTests {
  /// Both sides of a recorded pair counted in the grid of the reference.
  private struct Counted {
    let pair: RecordedPair
    let reference: SortedValues
    let current: SortedValues
    let grid: DriftGrid
    let baseline: GridCounts
    let window: GridCounts

    init(_ name: String, isExact: Bool = false) throws {
      let pair = try RecordedPair(name)
      let (reference, current) = (SortedValues(pair.reference), SortedValues(pair.current))
      let found =
        isExact ? DriftGrid(exactBaseline: reference) : DriftGrid(baseline: reference)
      let grid = try #require(found)
      var (baseline, window) = (GridCounts(grid: grid), GridCounts(grid: grid))
      baseline.add(reference.elements.span, in: grid)
      window.add(current.elements.span, in: grid)
      self.pair = pair
      self.reference = reference
      self.current = current
      self.grid = grid
      self.baseline = baseline
      self.window = window
    }

    var deciles: CellPair {
      let view = grid.view(cells: 10)
      return CellPair(baseline: baseline.counts(in: view), window: window.counts(in: view))
    }
  }

  @Test(arguments: RecordedPair.names)
  func `ten-cell distances agree with numpy and scipy`(name: String) throws {
    let counted = try Counted(name)
    let cells = counted.deciles
    let stability = try #require(
      PopulationStability.compare(cells, level: 0.01, mode: .floor)
    )
    let expected = try counted.pair.number("psi10")
    #expect(isClose(stability.distance.value, expected, relative: 1e-9))
    let jensen = try #require(JensenShannon.compare(cells, level: 0.01, mode: .raw))
    #expect(isClose(jensen.value, try counted.pair.number("js10"), relative: 1e-9))
    let hellinger = try #require(Hellinger.compare(cells, level: 0.01, mode: .raw))
    #expect(isClose(hellinger.value, try counted.pair.number("hellinger10"), relative: 1e-9))
  }

  /// ks_2samp(reference, current, method="exact").pvalue of scipy 1.17.1.
  private static let exactTails = [
    "azure_conv_halves.ContextTokens": 3.672680112496231e-29,
    "azure_conv_halves.GeneratedTokens": 7.111306167499085e-29,
    "mooncake_halves.input_length": 2.4429370837524255e-09,
    "mooncake_halves.output_length": 0.0275948306864947,
    "arena_gpt35_vs_gpt4_0314.chars": 1.2154852887009729e-08,
  ]

  @Test(arguments: RecordedPair.names)
  func `exact forms agree with scipy`(name: String) throws {
    let pair = try RecordedPair(name)
    let (reference, current) = (SortedValues(pair.reference), SortedValues(pair.current))
    let smirnov = try #require(
      KolmogorovSmirnov.compare(baseline: reference, window: current, level: 0.01)
    )
    #expect(isClose(smirnov.value, try pair.number("ks"), relative: 1e-12))
    #expect(isClose(smirnov.pValue, try #require(Self.exactTails[name]), relative: 1e-9))
    // The recorded value is scipy's method "asymp", the one-sample law at the effective size.
    #expect(isClose(smirnov.pValue, try pair.number("ks_p"), relative: 0.2))
    let wasserstein = try #require(
      Wasserstein.compare(baseline: reference, window: current, mode: .raw)
    )
    #expect(isClose(wasserstein.value, try pair.number("wasserstein"), relative: 1e-9))
    let scaled = try #require(Wasserstein.compare(baseline: reference, window: current))
    let deviation = try #require(reference.moments.standardDeviation)
    #expect(isClose(scaled.value, wasserstein.value / deviation, relative: 1e-12))
  }

  @Test(arguments: RecordedPair.names)
  func `grid forms are within their published errors`(name: String) throws {
    let counted = try Counted(name)
    let smirnov = try #require(
      KolmogorovSmirnov.compare(
        baseline: counted.baseline,
        window: counted.window,
        grid: counted.grid,
        level: 0.01
      )
    )
    let distance = try counted.pair.number("ks")
    #expect(smirnov.value <= distance + 1e-12)
    #expect(distance <= smirnov.value + smirnov.errorBound + 1e-12)
    #expect(distance - smirnov.value <= 0.00125)
    let wasserstein = try #require(
      Wasserstein.compare(
        baseline: counted.baseline,
        window: counted.window,
        grid: counted.grid,
        moments: counted.reference.moments,
        mode: .raw
      )
    )
    let area = try counted.pair.number("wasserstein")
    #expect(abs(wasserstein.value - area) <= wasserstein.errorBound)
    #expect(wasserstein.errorBound < area * 2)
  }

  @Test(arguments: RecordedPair.names)
  func `a grid of gaps has the distance of the samples`(name: String) throws {
    let counted = try Counted(name, isExact: true)
    let smirnov = try #require(
      KolmogorovSmirnov.compare(
        baseline: counted.baseline,
        window: counted.window,
        grid: counted.grid,
        level: 0.01
      )
    )
    #expect(abs(smirnov.value - (try counted.pair.number("ks"))) < 1e-12)
    #expect(smirnov.errorBound == 0)
    let wasserstein = try #require(
      Wasserstein.compare(
        baseline: counted.baseline,
        window: counted.window,
        grid: counted.grid,
        moments: counted.reference.moments,
        mode: .raw
      )
    )
    let area = try counted.pair.number("wasserstein")
    #expect(abs(wasserstein.value - area) <= wasserstein.errorBound + 1e-9 * area)
    // The baseline's deciles are those of the ordinary grid.
    #expect(counted.deciles.baseline == (try Counted(name)).deciles.baseline)
  }

  @Test func `a drift that matters is told from one that is only significant`() throws {
    let azure = try Counted("azure_conv_halves.ContextTokens")
    let mooncake = try Counted("mooncake_halves.input_length")
    let level = 1e-8
    let large = try #require(PopulationStability.compare(azure.deciles, level: level))
    #expect(large.distance.pValue.map { $0 <= level } == true)
    #expect(large.distance.effect >= 0.1)
    #expect(large.law == .finiteSample)
    #expect(large.distance.lower.map { $0 > 0.08 && $0 < large.distance.value } == true)
    let small = try #require(PopulationStability.compare(mooncake.deciles, level: 1e-4))
    #expect(small.distance.pValue.map { $0 <= 1e-4 } == true)
    #expect(small.distance.effect < 0.03)
  }
}
