import func Glibc.log

/// Bounds of a mean that hold at every moment at once, asymptotically.
///
/// mean ± σ̂·sqrt(2(nρ²+1)/(n²ρ²)·ln(sqrt(nρ²+1)/α)) with
/// ρ² = (-2·ln α + ln(1 - 2·ln α))/n_opt: narrowest near n_opt observations, valid from
/// `minimumCount` on.
///
/// - Note: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, arXiv:2103.06476.
public enum MeanSequence {
  /// Bounds of one mean.
  ///
  /// - Parameters:
  ///   - mean: The observed mean.
  ///   - variance: The observed variance, not negative.
  ///   - count: n.
  ///   - level: α in (0, 1), for both sides together.
  ///   - expectedCount: n_opt, the expected size of the window.
  /// - Returns: `nil` below two observations.
  /// - Complexity: O(1).
  public static func interval(
    mean: Double,
    variance: Double,
    count: UInt64,
    level: Double,
    expectedCount: Double
  ) -> Interval? {
    guard count > 1 else { return nil }
    let width = halfWidth(
      standardError: (variance / Double(count)).squareRoot(),
      count: Double(count),
      level: level,
      expectedCount: expectedCount
    )
    return Interval(lower: mean - width, upper: mean + width)
  }

  /// Bounds of the difference of two means, second minus first.
  ///
  /// The squared standard error is s₁²/n₁ + s₂²/n₂ and n is the harmonic mean of both sizes,
  /// which is the size of each when they are equal.
  /// - Complexity: O(1).
  public static func difference(
    baseline: Moments,
    window: Moments,
    level: Double,
    expectedCount: Double
  ) -> Interval? {
    guard let first = baseline.mean, let second = window.mean,
      let firstVariance = baseline.variance, let secondVariance = window.variance
    else { return nil }
    let (n, m) = (Double(baseline.count), Double(window.count))
    let width = halfWidth(
      standardError: (firstVariance / n + secondVariance / m).squareRoot(),
      count: 2 * n * m / (n + m),
      level: level,
      expectedCount: expectedCount
    )
    return Interval(lower: second - first - width, upper: second - first + width)
  }

  /// Half the width of the bounds, for a standard error σ̂/√n.
  ///
  /// - Complexity: O(1).
  public static func halfWidth(
    standardError: Double,
    count: Double,
    level: Double,
    expectedCount: Double
  ) -> Double {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    precondition(expectedCount > 0, "an expected size is positive")
    let scaled = count * growth(level) / expectedCount
    return standardError * boundary(scaled, level: level)
  }

  /// The observations from which the bounds are trusted: max(30, (0.48·|γ|·z³)²).
  ///
  /// A normal tail is wrong by exp(|γ|z³/(3√n)) for a mean of skewness γ; here z is the
  /// boundary at n_opt.
  /// - Parameters:
  ///   - level: α in (0, 1).
  ///   - skewness: γ of the baseline, on the scale on which means are compared.
  /// - Returns: A whole number.
  /// - Complexity: O(1).
  public static func minimumCount(level: Double, skewness: Double) -> Double {
    let z = boundary(growth(level), level: level)
    let root = 0.48 * abs(skewness) * z * z * z
    return max(30, root * root).rounded(.up)
  }

  /// -2·ln α + ln(1 - 2·ln α), which is ρ²·n_opt.
  private static func growth(_ level: Double) -> Double {
    -2 * log(level) + log(1 - 2 * log(level))
  }

  /// sqrt((x+1)/x·ln((x+1)/α²)) with x = nρ²: the boundary in standard errors.
  private static func boundary(_ scaled: Double, level: Double) -> Double {
    ((scaled + 1) / scaled * (log(scaled + 1) - 2 * log(level))).squareRoot()
  }
}
