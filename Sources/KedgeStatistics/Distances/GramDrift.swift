/// The population stability index of mean shares, in nats.
///
/// Each record has shares over the same cells, which sum to 1, and counts once. Where one cell was
/// drawn for each record by its shares, the counts would follow a multinomial law; the sums of the
/// shares are their conditional mean. The G statistic is convex in the counts, so by Jensen's
/// inequality the bound of `RelativeEntropyBound` holds for the sums as well.
///
/// What the index is on average without a change is B·tr Σ·(1/n+1/m) for cells of about equal shares,
/// with Σ the covariance of a record's shares: (B-1)(1/n+1/m) where each has one cell only, and less
/// the more cells a record has. It is taken off.
public struct GramDrift: Equatable, Sendable {
  /// Σ(q-p)·ln(q/p) with half an observation added to each cell, less its bias, not below 0.
  public let index: Double
  /// A bound of the probability of such a difference or a larger one without a change.
  public let pValue: Double

  /// Compares the sums of shares.
  ///
  /// - Returns: `nil` below two records on a side.
  /// - Precondition: both have the same cells.
  /// - Complexity: O(cells).
  public init?(baseline: EmbeddingSums, window: EmbeddingSums) {
    precondition(baseline.dimension == window.dimension, "both sides have the same cells")
    guard let past = baseline.mean, let now = window.mean,
      let pastVariance = baseline.totalVariance, let variance = window.totalVariance
    else { return nil }
    let (n, m) = (Double(baseline.count), Double(window.count))
    let cells = Double(past.count)
    var index = 0.0
    for (p, q) in zip(past, now) where p > 0 || q > 0 {
      let (smoothP, smoothQ) = (
        (n * p + 0.5) / (n + cells / 2), (m * q + 0.5) / (m + cells / 2)
      )
      index += (smoothQ - smoothP) * NaturalLogarithm.value(smoothQ / smoothP)
    }
    self.index = max(0, index - cells * (pastVariance / n + variance / m))
    pValue =
      RelativeEntropyBound(baseline: past.map { n * $0 }, window: now.map { m * $0 }).pValue
  }
}
