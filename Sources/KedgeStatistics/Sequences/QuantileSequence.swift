import func Glibc.log

/// Bounds of a quantile that hold at every moment at once, from the counts of a histogram.
///
/// The rate sequence of P(X ≤ t) is inverted: the quantile of share φ is above t while the
/// bounds of P(X ≤ t) lie below φ. They are read at the borders of buckets, so they enclose
/// those of the values themselves.
public enum QuantileSequence {
  /// The bounds of one quantile.
  public struct Bounds: Equatable, Sendable {
    /// The bound below; 0 where the data say nothing.
    public let lower: Double
    /// The bound above, `nil` where the data say nothing.
    public let upper: Double?
  }

  /// Bounds of the quantile of a share.
  ///
  /// - Parameters:
  ///   - share: φ in (0, 1).
  ///   - histogram: The values seen.
  ///   - level: α in (0, 1), for both sides together.
  /// - Returns: `nil` when there is no value.
  /// - Complexity: O(log n) logarithms and O(buckets).
  public static func bounds(
    share: Double,
    of histogram: ExponentialHistogram,
    level: Double
  ) -> Bounds? {
    precondition(share > 0 && share < 1, "the share of a quantile lies between 0 and 1")
    let trials = histogram.count
    guard trials > 0 else { return nil }
    let middle = min(trials, UInt64(share * Double(trials)))
    let excludes: (UInt64) -> Bool = {
      RateSequence.excludes(share, successes: $0, trials: trials, level: level)
    }
    // About as far from the middle as a normal law would put the bounds.
    let spread = (Double(trials) * share * (1 - share) * (-2 * log(level) + 4)).squareRoot()
    let distance = UInt64(spread)
    let below = Bisection.last(
      in: 0...middle,
      near: middle - min(middle, distance),
      where: excludes
    )
    let reach = Bisection.last(
      in: 0...(trials - middle),
      near: trials - middle - min(trials - middle, distance)
    ) { excludes(trials - $0) }
    return Bounds(
      lower: below.map { histogram.lowerBorder(ofRank: min(trials, $0 + 1)) } ?? 0,
      upper: reach.map { histogram.upperBorder(ofRank: max(1, trials - $0)) }
    )
  }
}
