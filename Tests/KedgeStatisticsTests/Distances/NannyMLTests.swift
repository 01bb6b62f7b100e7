import KedgeTestSupport
import Testing

@testable import KedgeStatistics

/// Distances of California housing chunks (1,000 rows) against the recorded output of NannyML.
@Suite(.enabled(if: SharedData.has("expected/stats.json")))
struct NannyMLTests {
  static let numbers = [
    "MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude",
    "Longitude", "y_pred_proba",
  ]

  /// One column: the reference and the chunks, with a reader of expected values.
  private struct Column {
    let name: String
    let reference: [Double]
    let chunks: [[Double]]
    let expected: [String: [Double]]
    let referenceChunks: Int

    init(_ name: String) throws {
      self.name = name
      let folder = "tabular/california_housing_"
      reference = try #require(SharedData.columns(folder + "reference.csv")[name])
      let values = try #require(SharedData.columns(folder + "analysis.csv")[name])
      chunks = stride(from: 0, to: values.count, by: 1_000).map {
        Array(values[$0..<min($0 + 1_000, values.count)])
      }
      expected = try SharedData.columns("expected/nannyml/california_univariate.csv")
      referenceChunks = try #require(expected["chunk_index"]).count - chunks.count
    }

    func values(_ distance: String) throws -> [Double] {
      let all = try #require(expected["\(name)_\(distance)_value"])
      return Array(all[referenceChunks...])
    }
  }

  @Test(arguments: numbers)
  func `Kolmogorov-Smirnov and Wasserstein on values and gaps`(name: String) throws {
    let column = try Column(name)
    let reference = SortedValues(column.reference)
    let grid = try #require(DriftGrid(exactBaseline: reference))
    var baseline = GridCounts(grid: grid)
    baseline.add(column.reference.span, in: grid)
    let tolerance = ["AveOccup": 0.06, "AveBedrms": 0.02][name] ?? 0.005
    let smirnovs = try column.values("kolmogorov_smirnov")
    let wassersteins = try column.values("wasserstein")
    #expect(column.chunks.count == 9 && smirnovs.count == 9)
    for (index, chunk) in column.chunks.enumerated() {
      var window = GridCounts(grid: grid)
      window.add(chunk.span, in: grid)
      let smirnov = try #require(
        KolmogorovSmirnov.compare(baseline: baseline, window: window, grid: grid, level: 0.01)
      )
      #expect(isClose(smirnov.value, smirnovs[index], relative: 1e-12))
      let exact = try #require(
        KolmogorovSmirnov.compare(
          baseline: reference,
          window: SortedValues(chunk),
          level: 0.01
        )
      )
      #expect(isClose(exact.value, smirnovs[index], relative: 1e-12))
      let wasserstein = try #require(
        Wasserstein.compare(
          baseline: baseline,
          window: window,
          grid: grid,
          moments: reference.moments,
          mode: .raw
        )
      )
      #expect(isClose(wasserstein.value, wassersteins[index], relative: tolerance))
      let gap = abs(wasserstein.value - wassersteins[index])
      #expect(gap <= wasserstein.errorBound + 1e-9 * wassersteins[index])
      let samples = try #require(
        Wasserstein.compare(baseline: reference, window: SortedValues(chunk), mode: .raw)
      )
      #expect(isClose(samples.value, wassersteins[index], relative: 1e-9))
    }
  }

  @Test(arguments: numbers)
  func `Wasserstein on the drift grid is within its published error`(name: String) throws {
    let column = try Column(name)
    let reference = SortedValues(column.reference)
    let grid = try #require(DriftGrid(baseline: reference))
    var baseline = GridCounts(grid: grid)
    baseline.add(column.reference.span, in: grid)
    for (chunk, expected) in zip(column.chunks, try column.values("wasserstein")) {
      var window = GridCounts(grid: grid)
      window.add(chunk.span, in: grid)
      let found = try #require(
        Wasserstein.compare(
          baseline: baseline,
          window: window,
          grid: grid,
          moments: reference.moments,
          mode: .raw
        )
      )
      #expect(abs(found.value - expected) <= found.errorBound)
      #expect(isClose(found.value, expected, relative: 0.27))
    }
  }

  @Test(arguments: numbers)
  func `Jensen-Shannon and Hellinger on Doane's cells`(name: String) throws {
    let column = try Column(name)
    let grid = try #require(EqualWidthGrid(baseline: SortedValues(column.reference)))
    let baseline = grid.counts(column.reference.span)
    let jensens = try column.values("jensen_shannon")
    let hellingers = try column.values("hellinger")
    for (index, chunk) in column.chunks.enumerated() {
      let cells = CellPair(baseline: baseline, window: grid.counts(chunk.span))
      let jensen = try #require(JensenShannon.compare(cells, level: 0.01, mode: .raw))
      #expect(isClose(jensen.value, jensens[index], relative: 1e-6))
      let hellinger = try #require(Hellinger.compare(cells, level: 0.01, mode: .raw))
      #expect(isClose(hellinger.value, hellingers[index], relative: 1e-6))
    }
  }

  @Test func `categorical distances of the predicted class`() throws {
    let column = try Column("y_pred")
    func counts(_ values: [Double]) -> [UInt64] {
      [UInt64(values.count { $0 == 0 }), UInt64(values.count { $0 == 1 })]
    }
    let baseline = counts(column.reference)
    let squares = try column.values("chi2")
    let jensens = try column.values("jensen_shannon")
    let largest = try column.values("l_infinity")
    let hellingers = try column.values("hellinger")
    for (index, chunk) in column.chunks.enumerated() {
      let window = counts(chunk)
      let cells = CellPair(baseline: baseline, window: window)
      let square = try #require(
        ChiSquare.compare(baseline: baseline, window: window, level: 0.01, mode: .yates)
      )
      #expect(isClose(square.value, squares[index], relative: 1e-9))
      let jensen = try #require(JensenShannon.compare(cells, level: 0.01, mode: .raw))
      #expect(isClose(jensen.value, jensens[index], relative: 1e-9))
      let infinity = try #require(LInfinity.compare(cells, level: 0.01))
      #expect(isClose(infinity.value, largest[index], relative: 1e-9))
      let hellinger = try #require(Hellinger.compare(cells, level: 0.01, mode: .raw))
      #expect(isClose(hellinger.value, hellingers[index], relative: 1e-9))
    }
  }
}
