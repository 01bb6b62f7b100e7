/// The noncentral chi-square distribution: a Poisson mixture of central ones.
///
/// With μ = λ/2 the cdf at x is Σ_j e^(-μ)·μ^j/j!·P(k/2 + j, x/2).
public struct NoncentralChiSquareDistribution: Sendable {
  /// Degrees of freedom k, positive.
  public let degrees: Double
  /// Noncentrality λ, not negative.
  public let noncentrality: Double

  /// Makes the distribution.
  ///
  /// - Precondition: `degrees` is positive and `noncentrality` finite and not negative.
  public init(degrees: Double, noncentrality: Double) {
    precondition(degrees > 0, "degrees of freedom are positive")
    precondition(noncentrality >= 0 && noncentrality.isFinite, "noncentrality is finite, >= 0")
    self.degrees = degrees
    self.noncentrality = noncentrality
  }

  /// P(X ≤ x), relative error 1e-11 in both tails.
  ///
  /// The terms are summed downwards from beyond the largest, because P(a-1, x) is P(a, x) plus
  /// a density: nothing cancels.
  /// - Complexity: O((x·λ)^¼) terms.
  public func cumulative(at x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < .infinity else { return 1 }
    guard noncentrality > 0 else {
      return ChiSquareDistribution(degrees: degrees).cumulative(at: x)
    }
    let half = x / 2
    let mean = noncentrality / 2
    let (first, last) = terms(around: min(mean, peak(x)))
    var weight = GammaFunction.density(shape: last + 1, at: mean) / mean
    var shape = degrees / 2 + last
    var probability = GammaFunction.lower(shape: shape, at: half)
    var density = GammaFunction.density(shape: shape, at: half)
    var index = last
    var sum = weight * probability
    while index > first {
      // density is half^shape·e^(-half)/Γ(shape); one step down divides by half/(shape-1).
      shape -= 1
      density *= shape / half
      probability += density / shape
      weight *= index / mean
      index -= 1
      sum += weight * probability
    }
    return min(1, sum)
  }

  /// P(X ≥ x), relative error 1e-11 in both tails.
  ///
  /// Summed upwards, because Q(a+1, x) is Q(a, x) plus a density.
  /// - Complexity: O((x·λ)^¼) terms.
  public func survival(at x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    guard noncentrality > 0 else { return ChiSquareDistribution(degrees: degrees).survival(at: x) }
    let half = x / 2
    let mean = noncentrality / 2
    let (first, last) = terms(around: max(mean, peak(x)))
    var weight = GammaFunction.density(shape: first + 1, at: mean) / mean
    var shape = degrees / 2 + first
    var probability = GammaFunction.upper(shape: shape, at: half)
    var density = GammaFunction.density(shape: shape, at: half)
    var index = first
    var sum = weight * probability
    while index < last {
      probability += density / shape
      density *= half / shape
      shape += 1
      index += 1
      weight *= mean / index
      sum += weight * probability
    }
    return min(1, sum)
  }

  /// The index at which a Poisson weight times a gamma density is largest.
  private func peak(_ x: Double) -> Double {
    let shape = degrees / 2
    return ((shape * shape + noncentrality * x).squareRoot() - shape) / 2
  }

  /// First and last index that matter: ten deviations around the largest term.
  private func terms(around peak: Double) -> (first: Double, last: Double) {
    let centre = peak.rounded(.down)
    let reach = (10 * (centre + 1).squareRoot() + 30).rounded(.up)
    return (max(0, centre - reach), centre + reach)
  }
}
