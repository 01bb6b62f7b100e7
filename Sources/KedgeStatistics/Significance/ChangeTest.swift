import func Glibc.log

/// The test of "no change" shared by distances between histograms.
///
/// T = n·m/(n+m)·Σ(q-p)·ln(q/p) over shares smoothed with ½ a cell is chi-square with B-1
/// degrees of freedom when nothing changed. Below the level 1e-4 an asymptotic tail is no proof,
/// and the finite-sample bound of `RelativeEntropyBound` takes its place.
public struct ChangeTest: Equatable, Sendable {
  /// Levels below this one are judged by the finite-sample bound.
  public static let asymptoticLevelMin = 1e-4

  /// How the probability was found.
  public enum Law: Equatable, Sendable {
    /// Chi-square, asymptotic.
    case chiSquare
    /// A bound that holds for every size.
    case finiteSample
  }

  /// Σ(q-p)·ln(q/p) over the smoothed shares.
  public let divergence: Double
  /// T.
  public let statistic: Double
  /// B - 1.
  public let degrees: Int
  /// The law used at the level asked for.
  public let law: Law
  /// Probability of T or more without a change, or the bound of it.
  public let pValue: Double

  /// Tests one pair of histograms.
  ///
  /// - Parameters:
  ///   - cells: Not undefined.
  ///   - level: α, which decides the law.
  /// - Complexity: O(cells).
  public init(_ cells: CellPair, level: Double) {
    let half = Double(cells.count) / 2
    let (n, m) = (Double(cells.baselineCount) + half, Double(cells.windowCount) + half)
    var divergence = 0.0
    for index in cells.baseline.indices {
      let p = (Double(cells.baseline[index]) + 0.5) / n
      let q = (Double(cells.window[index]) + 0.5) / m
      divergence += (q - p) * NaturalLogarithm.value(q / p)
    }
    let statistic = cells.effectiveSize * divergence
    let degrees = cells.count - 1
    let law: Law = level < ChangeTest.asymptoticLevelMin ? .finiteSample : .chiSquare
    self.divergence = divergence
    self.statistic = statistic
    self.degrees = degrees
    self.law = law
    switch law {
    case .finiteSample:
      pValue = RelativeEntropyBound(cells).pValue
    case .chiSquare:
      pValue =
        degrees == 0
        ? 1 : ChiSquareDistribution(degrees: Double(degrees)).survival(at: statistic)
    }
  }

  /// The largest noncentrality λ whose law gives T or more with probability α at most.
  ///
  /// 0 when p > α. Asymptotic, whatever the law of the p-value.
  /// - Complexity: about ten evaluations of the noncentral distribution.
  public func noncentralityLower(level: Double) -> Double {
    guard degrees > 0, pValue <= level, statistic.isFinite else { return 0 }
    let degrees = Double(degrees)
    let statistic = statistic
    let excess: (Double) -> Double = {
      let law = NoncentralChiSquareDistribution(degrees: degrees, noncentrality: $0)
      return log(law.survival(at: statistic) / level)
    }
    guard excess(0) < 0 else { return 0 }
    return Bisection.root(inside: 0, outside: statistic + 1, of: excess)
  }
}
