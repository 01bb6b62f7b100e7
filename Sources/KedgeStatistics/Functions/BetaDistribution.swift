/// The beta distribution on [0, 1].
public struct BetaDistribution: Sendable {
  /// First shape, positive.
  public let a: Double
  /// Second shape, positive.
  public let b: Double

  /// Makes the distribution with these shapes.
  ///
  /// - Precondition: both are positive.
  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0, "shapes of a beta distribution are positive")
    self.a = a
    self.b = b
  }

  /// P(X ≤ x), the regularised incomplete beta function I_x(a, b).
  public func cumulative(at x: Double) -> Double {
    BetaFunction.regularized(a, b, at: x)
  }

  /// P(X ≥ x), accurate where it is small.
  public func survival(at x: Double) -> Double {
    BetaFunction.complement(a, b, at: x)
  }

  /// The x with P(X ≤ x) = p, for p in (0, 1).
  ///
  /// - Complexity: about 60 evaluations of the distribution, more when x is near 0.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 else { return 0 }
    guard p < 1 else { return 1 }
    return Bisection.border(inside: 0, outside: 1) { cumulative(at: $0) <= p }
  }

  /// The x with P(X ≥ x) = p, for p in (0, 1).
  public func upperQuantile(_ p: Double) -> Double {
    guard p > 0 else { return 1 }
    guard p < 1 else { return 0 }
    return Bisection.border(inside: 0, outside: 1) { survival(at: $0) >= p }
  }
}
