import func Glibc.exp
import func Glibc.sqrt

/// Normal scores of the cells of a grid: a change of the spread is seen by them whatever the law.
///
/// A cell stands for a standard normal Z between the quantiles at which the baseline's share below
/// the cell begins and ends, by the means of Z and of Z². Over the baseline these are 0 and 1; no
/// value counts for more than the outermost cell. Where the baseline is normal and its standard
/// deviation is multiplied by r, the variance of Z becomes r², less what the outermost cells hide.
///
/// - Note: Klotz, "Nonparametric tests for scale", Annals of Mathematical Statistics 33, 1962.
public struct NormalScores: Equatable, Sendable {
  /// The mean of Z by cell.
  public let means: [Double]
  /// The mean of Z² by cell.
  public let squares: [Double]
  /// Variance of `squares` over the baseline, with divisor n.
  public let variance: Double
  /// Their third central moment over the cube of their standard deviation; 0 without a variance.
  public let skewness: Double

  /// Makes the scores of a baseline.
  ///
  /// - Parameters:
  ///   - baseline: Counts of the cells.
  ///   - grid: The grid; in one of values, what is none of them has the scores 0 and 1.
  /// - Precondition: the counts are those of the grid.
  public init(baseline: GridCounts, grid: DriftGrid) {
    precondition(baseline.cells.count == grid.cellCount, "another grid")
    let total = Double(max(1, baseline.count))
    let hasRest = grid.layout == .values
    var below = 0.0
    var (means, squares) = ([Double](), [Double]())
    for count in hasRest ? baseline.cells.dropLast() : baseline.cells[...] {
      let (start, end) = (below / total, (below + Double(count)) / total)
      means.append(NormalScores.mean(from: start, to: end))
      squares.append(NormalScores.meanSquare(from: start, to: end))
      below += Double(count)
    }
    if hasRest {
      means.append(0)
      squares.append(1)
    }
    func moment(_ body: (Double) -> Double) -> Double {
      zip(squares, baseline.cells).reduce(0) { $0 + body($1.0) * Double($1.1) } / total
    }
    let mean = moment { $0 }
    let variance = moment { ($0 - mean) * ($0 - mean) }
    let cubes = moment { ($0 - mean) * ($0 - mean) * ($0 - mean) }
    self.means = means
    self.squares = squares
    self.variance = variance
    skewness = variance > 0 ? cubes / (variance * sqrt(variance)) : 0
  }

  /// Sums of the scores of counts: of Z, and of Z².
  ///
  /// - Precondition: there is one count a cell.
  public func sums(of counts: GridCounts) -> (means: Double, squares: Double) {
    precondition(counts.cells.count == squares.count, "another grid")
    var sums = (means: 0.0, squares: 0.0)
    for (cell, count) in counts.cells.enumerated() where count > 0 {
      sums.means += means[cell] * Double(count)
      sums.squares += squares[cell] * Double(count)
    }
    return sums
  }

  /// E[Z | Z between the quantiles at two shares]; at one share, its quantile.
  private static func mean(from start: Double, to end: Double) -> Double {
    guard end > start else { return innerQuantile(start) }
    return (density(start) - density(end)) / (end - start)
  }

  /// E[Z² | Z between the quantiles at two shares]; at one share, the square of its quantile.
  private static func meanSquare(from start: Double, to end: Double) -> Double {
    guard end > start else { return innerQuantile(start) * innerQuantile(start) }
    func edge(_ share: Double) -> Double {
      share > 0 && share < 1 ? NormalDistribution.quantile(share) * density(share) : 0
    }
    return 1 - (edge(end) - edge(start)) / (end - start)
  }

  private static func innerQuantile(_ share: Double) -> Double {
    NormalDistribution.quantile(min(max(share, 1e-6), 1 - 1e-6))
  }

  /// φ at the quantile of a share, 0 at both ends.
  private static func density(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return 0 }
    let x = NormalDistribution.quantile(share)
    return exp(-x * x / 2) / sqrt(2 * Double.pi)
  }
}
