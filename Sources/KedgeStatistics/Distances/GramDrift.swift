/// The population stability index of mean shares, in nats.
///
/// Each record has shares over the same cells, which sum to 1, and counts once. Where one cell was
/// drawn for each record by its shares, the counts would follow a multinomial law; the sums of the
/// shares are their conditional mean. The G statistic is convex in the counts, so by Jensen's
/// inequality the bound of `RelativeEntropyBound` holds for the sums as well.
public struct GramDrift: Equatable, Sendable {
  /// Σ(q-p)·ln(q/p) with half an observation added to each cell, less (B-1)(1/n+1/m), not below 0.
  public let index: Double
  /// A bound of the probability of such a difference or a larger one without a change.
  public let pValue: Double

  /// Compares mean shares.
  ///
  /// - Parameters:
  ///   - baseline: p of each cell.
  ///   - window: q of each cell.
  ///   - counts: Records of both, n and m, above 0.
  /// - Precondition: both have the same cells.
  /// - Complexity: O(cells).
  public init(baseline: [Double], window: [Double], counts: (baseline: Double, window: Double)) {
    precondition(baseline.count == window.count, "both sides have the same cells")
    precondition(counts.baseline > 0 && counts.window > 0, "there are records")
    let (n, m) = counts
    let filled = baseline.indices.filter { baseline[$0] > 0 || window[$0] > 0 }
    let half = Double(filled.count) / 2
    var (index, statistic) = (0.0, 0.0)
    for cell in filled {
      let (p, q) = (baseline[cell], window[cell])
      let (smoothP, smoothQ) = ((n * p + 0.5) / (n + half), (m * q + 0.5) / (m + half))
      index += (smoothQ - smoothP) * NaturalLogarithm.value(smoothQ / smoothP)
      let pooled = (n * p + m * q) / (n + m)
      statistic += NaturalLogarithm.relativeEntropy(n * p, pooled * n)
      statistic += NaturalLogarithm.relativeEntropy(m * q, pooled * m)
    }
    let degrees = max(0, filled.count - 1)
    self.index = max(0, index - Double(degrees) * (1 / n + 1 / m))
    pValue =
      RelativeEntropyBound(halfStatistic: max(0, statistic), degrees: degrees).pValue
  }
}
