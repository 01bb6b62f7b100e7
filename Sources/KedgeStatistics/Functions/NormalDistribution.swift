import func Glibc.erfc
import func Glibc.exp
import func Glibc.log

/// The standard normal distribution.
public enum NormalDistribution {
  /// Φ(x), the probability of a value at or below x.
  ///
  /// Relative error 1e-12 down to x = -37; 0 and 1 at the infinities.
  public static func cumulative(at x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot())
  }

  /// 1 - Φ(x), accurate where it is small.
  public static func survival(at x: Double) -> Double {
    0.5 * erfc(x * 0.5.squareRoot())
  }

  /// Φ⁻¹(p), the value below which a share p lies.
  ///
  /// - Parameter p: A probability.
  /// - Returns: The infinities for 0 and 1, `nan` outside.
  /// - Complexity: O(1).
  public static func quantile(_ p: Double) -> Double {
    p <= 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)
  }

  /// z with 1 - Φ(z) = p; keeps its digits for small p, where `quantile(1 - p)` would not.
  ///
  /// A rational start (Abramowitz and Stegun 26.2.23, error 4.5e-4) and Newton steps on the
  /// logarithm of the tail, which is nearly a parabola.
  /// - Complexity: O(1).
  public static func upperQuantile(_ p: Double) -> Double {
    guard p > 0 else { return p == 0 ? .infinity : .nan }
    guard p <= 0.5 else { return p == 1 ? -.infinity : (p < 1 ? -upperQuantile(1 - p) : .nan) }
    guard p < 0.5 else { return 0 }
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = t - numerator / denominator
    for _ in 0..<3 {
      let tail = survival(at: z)
      let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      z += (log(tail) - log(p)) * tail / density
    }
    return z
  }
}
