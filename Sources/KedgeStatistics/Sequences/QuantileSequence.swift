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

  /// Ranks between which a quantile lies; they depend on the number of values only.
  public struct Ranks: Equatable, Sendable {
    /// The rank of the bound below; `nil` where the data say nothing.
    public let lower: UInt64?
    /// The rank of the bound above; `nil` where the data say nothing.
    public let upper: UInt64?
  }

  /// Finds where the bounds of the quantile of a share lie.
  ///
  /// - Parameters:
  ///   - share: φ in (0, 1).
  ///   - trials: Values, at least one.
  ///   - level: α in (0, 1), for both sides together.
  /// - Returns: the ranks of the bounds.
  /// - Complexity: O(log n) logarithms.
  public static func ranks(share: Double, trials: UInt64, level: Double) -> Ranks {
    precondition(share > 0 && share < 1, "the share of a quantile lies between 0 and 1")
    precondition(trials > 0, "a quantile is of some values")
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
    return Ranks(
      lower: below.map { min(trials, $0 + 1) },
      upper: reach.map { max(1, trials - $0) }
    )
  }

  /// Bounds of a quantile from the ranks of its bounds.
  ///
  /// - Precondition: the ranks are of as many values as the histogram has.
  /// - Complexity: O(log buckets).
  public static func bounds(_ ranks: Ranks, of histogram: HistogramRanks) -> Bounds {
    Bounds(
      lower: ranks.lower.map { histogram.lowerBorder(ofRank: $0) } ?? 0,
      upper: ranks.upper.map { histogram.upperBorder(ofRank: $0) }
    )
  }
}
