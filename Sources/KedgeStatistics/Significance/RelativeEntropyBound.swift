import func Glibc.exp
import func Glibc.log

/// A bound on the two-sample G statistic that holds for every sample size.
///
/// x = n·KL(p̂‖r) + m·KL(q̂‖r) with the raw shares p̂, q̂ and the pooled shares r is half the G
/// statistic. Without a change P(x or more) ≤ e^(-x)·(e·x/(2(B-1)))^(2(B-1)).
///
/// - Note: the moment bound of the empirical relative entropy, R. Agrawal, arXiv:1904.02291;
///   the pooled r minimises the sum, so the bounds of two independent samples multiply.
public struct RelativeEntropyBound: Equatable, Sendable {
  /// x, half the G statistic.
  public let halfStatistic: Double
  /// B - 1.
  public let degrees: Int

  /// Computes the statistic of two histograms that are not undefined.
  ///
  /// - Complexity: O(cells).
  public init(_ cells: CellPair) {
    self.init(baseline: cells.baseline.map { Double($0) }, window: cells.window.map { Double($0) })
  }

  /// Computes the statistic of the counts of the same cells, which need not be whole.
  init(baseline: [Double], window: [Double]) {
    let (n, m) = (baseline.reduce(0, +), window.reduce(0, +))
    var sum = 0.0
    for (c, d) in zip(baseline, window) {
      let share = (c + d) / (n + m)
      sum += NaturalLogarithm.relativeEntropy(c, share * n)
      sum += NaturalLogarithm.relativeEntropy(d, share * m)
    }
    halfStatistic = max(0, sum)
    degrees = baseline.count - 1
  }

  /// The bound of the probability, 1 where it says nothing.
  public var pValue: Double {
    let x = halfStatistic
    let power = 2 * Double(degrees)
    guard x > power else { return 1 }
    guard power > 0 else { return exp(-x) }
    return exp(power * (1 + log(x / power)) - x)
  }

  /// The x from which on e^(-x)·(e·x/k)^k is a level at most, above k.
  ///
  /// - Parameters:
  ///   - k: Positive: B - 1 for one sample, twice as much for two.
  ///   - level: In (0, 1).
  /// - Returns: The least such x.
  /// - Complexity: about 60 logarithms.
  static func halfStatistic(power k: Double, level: Double) -> Double {
    let target = -log(level)
    // x - k·(1 + ln(x/k)) grows from 0 at k, and is above x/3 - k from there on.
    return Bisection.border(inside: 3 * (target + k) + k, outside: k) {
      $0 - k * (1 + log($0 / k)) >= target
    }
  }

  /// (1-λ)^(2(B-1))·e^(λx), whose mean is at most 1 without a change.
  ///
  /// - Parameter lambda: In (0, 1).
  /// - Returns: The evidence against no change, a number of at least 0.
  public func eValue(lambda: Double = 0.5) -> Double {
    precondition(lambda > 0 && lambda < 1, "lambda lies between 0 and 1")
    return exp(2 * Double(degrees) * log(1 - lambda) + lambda * halfStatistic)
  }
}
