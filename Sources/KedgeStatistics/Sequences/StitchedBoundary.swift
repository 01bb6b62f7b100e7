import func Glibc.log
import func Glibc.pow

/// Boundary of a sum with sub-gamma increments that holds at every moment at once, and grows as the
/// law of the iterated logarithm demands: polynomial stitching.
///
/// With v = max(V, v_min), s = 1.4, η = 2 and ℓ = s·ln ln(ηv/v_min) + ln(ζ(s)/(α·ln^s η)), the sum
/// stays below sqrt(k1²·v·ℓ + k2²·c²·ℓ²) + k2·c·ℓ with k1 = (η^¼ + η^−¼)/√2 and k2 = (√η + 1)/2.
///
/// - Note: Howard, Ramdas, McAuliffe, Sekhon, Ann. Statist. 49 (2021), arXiv:1810.08240.
public enum StitchedBoundary {
  private static let power = 1.4
  private static let growth = 2.0
  /// ζ(1.4).
  private static let zeta = 3.105_547_277_977_581_5
  private static let varianceFactor = pow(growth, 0.25) + pow(growth, -0.25)
  private static let scaleFactor = (growth.squareRoot() + 1) / 2

  /// The boundary that is reached from below with probability α at most.
  ///
  /// - Parameters:
  ///   - variance: V, the variance process, not negative.
  ///   - level: α in (0, 1), for this side.
  ///   - varianceMin: v_min, positive: where the boundary begins.
  ///   - scale: c of the sub-gamma increments; 0 for sub-Gaussian ones.
  /// - Returns: A sum.
  /// - Complexity: O(1).
  public static func upperBoundary(
    variance: Double,
    level: Double,
    varianceMin: Double,
    scale: Double
  ) -> Double {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    precondition(varianceMin > 0 && scale >= 0, "a variance and a scale are not negative")
    let reached = max(variance, varianceMin)
    let looks = power * log(log(growth * reached / varianceMin))
    let exponent = looks + log(zeta / (level * pow(log(growth), power)))
    let spread = varianceFactor * varianceFactor / 2 * reached * exponent
    let drift = scaleFactor * scale * exponent
    return (spread + drift * drift).squareRoot() + drift
  }
}
