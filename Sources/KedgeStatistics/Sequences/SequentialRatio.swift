import func Glibc.exp
import func Glibc.log

/// The mixture sequential probability ratio test of a difference (mSPRT): a p-value that is valid at
/// every moment.
///
/// Λ = sqrt(V/(V+τ²))·exp(τ²·d²/(2V(V+τ²))) with d the observed difference and V its squared
/// standard error; p is the least 1/Λ seen so far.
///
/// - Note: Robbins, Ann. Math. Statist. 41 (1970); Johari, Koomen, Pekelis, Walsh, "Always valid
///   inference", Operations Research 70 (2022), arXiv:1512.04922.
public struct SequentialRatio: Equatable, Sendable {
  private let mixingVariance: Double

  /// The p-value so far; 1 before the first look.
  public private(set) var pValue = 1.0

  /// Makes a test that has seen nothing.
  ///
  /// - Parameter relevantEffect: τ, positive: the least difference that matters.
  public init(relevantEffect: Double) {
    precondition(relevantEffect > 0, "an effect that matters is positive")
    mixingVariance = relevantEffect * relevantEffect
  }

  /// Looks at a difference.
  ///
  /// - Parameters:
  ///   - difference: d.
  ///   - squaredError: V, positive.
  /// - Complexity: O(1).
  public mutating func look(difference: Double, squaredError: Double) {
    precondition(squaredError > 0, "a difference has an error")
    let total = squaredError + mixingVariance
    let exponent = mixingVariance * difference * difference / (2 * squaredError * total)
    let logRatio = 0.5 * log(squaredError / total) + exponent
    pValue = min(pValue, exp(-logRatio))
  }
}
