import func Glibc.log

/// Boundary of a sum with sub-Gaussian increments that holds at every moment at once: a mixture of
/// normal likelihood ratios.
///
/// Two sides: sqrt((V+ρ)·ln((V+ρ)/(ρ·α²))); one side:
/// sqrt(2(V+ρ)·ln(1/(2α)·sqrt((V+ρ)/ρ) + 1)). With L = ln(1/α), of 2α for one side,
/// ρ = V_opt/(2L + ln(1 + 2L)), which makes the boundary narrowest near V_opt.
///
/// - Note: Howard, Ramdas, McAuliffe, Sekhon, Ann. Statist. 49 (2021), arXiv:1810.08240.
public enum NormalMixture {
  /// The boundary that is reached with probability α at most, on either side.
  ///
  /// - Parameters:
  ///   - variance: V, the variance process, not negative.
  ///   - level: α in (0, 1), for both sides together.
  ///   - expectedVariance: V_opt, positive.
  /// - Returns: A sum.
  /// - Complexity: O(1).
  public static func boundary(
    variance: Double,
    level: Double,
    expectedVariance: Double
  ) -> Double {
    check(variance, level, expectedVariance)
    let mixing = mixing(level, expectedVariance)
    let sum = variance + mixing
    return (sum * (log(sum / mixing) - 2 * log(level))).squareRoot()
  }

  /// The boundary that is reached from below with probability α at most.
  ///
  /// - Parameters:
  ///   - variance: V, the variance process, not negative.
  ///   - level: α in (0, ½).
  ///   - expectedVariance: V_opt, positive.
  /// - Returns: A sum.
  /// - Complexity: O(1).
  public static func upperBoundary(
    variance: Double,
    level: Double,
    expectedVariance: Double
  ) -> Double {
    check(variance, 2 * level, expectedVariance)
    let mixing = mixing(2 * level, expectedVariance)
    let sum = variance + mixing
    let ratio = (sum / mixing).squareRoot() / (2 * level)
    return (2 * sum * log(ratio + 1)).squareRoot()
  }

  private static func check(_ variance: Double, _ level: Double, _ expectedVariance: Double) {
    precondition(variance >= 0 && expectedVariance > 0, "a variance is not negative")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
  }

  /// ρ.
  private static func mixing(_ level: Double, _ expectedVariance: Double) -> Double {
    let doubled = -2 * log(level)
    return expectedVariance / (doubled + log(1 + doubled))
  }
}
