import Foundation
import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct NormalScoresTests {
  /// Values at the quantiles of a law, so that the baseline is the law.
  private func baseline(
    _ count: Int,
    _ value: (Double) -> Double
  ) throws -> (scores: NormalScores, counts: GridCounts, grid: DriftGrid) {
    let values = (0..<count).map {
      value(NormalDistribution.quantile((Double($0) + 0.5) / Double(count)))
    }
    let grid = try #require(DriftGrid(baseline: values))
    var counts = GridCounts(grid: grid)
    counts.add(values.span, in: grid)
    return (NormalScores(baseline: counts, grid: grid), counts, grid)
  }

  /// Mean of Z² between two points of the normal law, by the trapezoidal rule.
  private func meanSquare(from start: Double, to end: Double) -> Double {
    let steps = 20_000
    var (weight, sum) = (0.0, 0.0)
    for step in 0...steps {
      let x = start + (end - start) * Double(step) / Double(steps)
      let part = Foundation.exp(-x * x / 2) * (step == 0 || step == steps ? 0.5 : 1)
      weight += part
      sum += part * x * x
    }
    return sum / weight
  }

  @Test func `scores are the mean squares of the cells, whatever the law`() throws {
    let normal = try baseline(20_000) { $0 }
    #expect(abs(normal.scores.sums(of: normal.counts).squares - 20_000) < 1e-7)
    #expect(abs(normal.scores.sums(of: normal.counts).means) < 1e-7)
    for cell in [1, 17, 50, 80, 98] {
      let edges = normal.grid.edges
      let expected = meanSquare(from: edges[cell - 1], to: edges[cell])
      #expect(abs(normal.scores.squares[cell] - expected) < 5e-3)
    }
    #expect(abs(normal.scores.squares[0] - meanSquare(from: -9, to: normal.grid.edges[0])) < 5e-3)
    let skewed = try baseline(20_000) { Foundation.exp(2 * $0) }
    #expect(
      zip(normal.scores.squares, skewed.scores.squares).allSatisfy { abs($0 - $1) < 1e-12 }
    )
    // The variance of Z² is 2; the cells, above all the outermost, hide a part.
    #expect(normal.scores.variance < 2)
    #expect(normal.scores.variance > 1.8)
  }

  @Test(arguments: [0.8, 0.95, 1.1, 1.25])
  func `a factor of the standard deviation is seen as its square`(factor: Double) throws {
    let (scores, _, grid) = try baseline(20_000) { $0 }
    let values = (0..<20_000).map {
      factor * NormalDistribution.quantile((Double($0) + 0.5) / 20_000)
    }
    var counts = GridCounts(grid: grid)
    counts.add(values.span, in: grid)
    let mean = scores.sums(of: counts).squares / 20_000
    #expect(abs(mean.squareRoot() - factor) < 0.12 * abs(factor - 1) + 1e-9)
  }

  @Test func `values that are few, equal or absent`() throws {
    let few = try #require(DriftGrid(baseline: [0, 0, 0, 1, 1, 5]))
    var counts = GridCounts(grid: few)
    counts.add([0, 0, 0, 1, 1, 5].span, in: few)
    let scores = NormalScores(baseline: counts, grid: few)
    // Half, a third, and a sixth of the normal law; what is none of the three counts as the mean.
    let middle = meanSquare(from: 0, to: NormalDistribution.quantile(5.0 / 6))
    #expect(abs(scores.squares[0] - 1) < 1e-9)
    #expect(abs(scores.squares[1] - middle) < 1e-6)
    #expect(scores.squares[3] == 1)
    #expect(abs(scores.sums(of: counts).squares - 6) < 1e-12)

    let constant = try #require(DriftGrid(baseline: [2, 2]))
    var same = GridCounts(grid: constant)
    same.add([2, 2].span, in: constant)
    let flat = NormalScores(baseline: same, grid: constant)
    #expect(flat.sums(of: same) == (0, 2))
    #expect(flat.variance == 0)
    #expect(flat.skewness == 0)
    #expect(NormalScores(baseline: GridCounts(grid: few), grid: few).variance == 0)
  }
}
