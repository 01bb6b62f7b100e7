import func Glibc.log

/// The chi-square distribution.
public struct ChiSquareDistribution: Sendable {
  /// Degrees of freedom, positive.
  public let degrees: Double

  /// Makes the distribution with so many degrees of freedom.
  ///
  /// - Precondition: `degrees` is positive.
  public init(degrees: Double) {
    precondition(degrees > 0, "degrees of freedom are positive")
    self.degrees = degrees
  }

  /// P(X ≤ x).
  public func cumulative(at x: Double) -> Double {
    GammaFunction.lower(shape: degrees / 2, at: x / 2)
  }

  /// P(X ≥ x), accurate where it is small.
  public func survival(at x: Double) -> Double {
    GammaFunction.upper(shape: degrees / 2, at: x / 2)
  }

  /// The x with P(X ≥ x) = p: the critical value at level p.
  ///
  /// - Parameter p: In (0, 1).
  /// - Returns: The critical value; 0 for 1 and infinity for 0.
  /// - Complexity: about 60 evaluations of the distribution.
  public func upperQuantile(_ p: Double) -> Double {
    guard p > 0 else { return .infinity }
    guard p < 1 else { return 0 }
    // Laurent and Massart (2000), lemma 1: this is above the quantile.
    let x = -log(p)
    let bound = degrees + 2 * (degrees * x).squareRoot() + 2 * x
    return Bisection.border(inside: 0, outside: bound * 1.001 + 1) { survival(at: $0) >= p }
  }
}
