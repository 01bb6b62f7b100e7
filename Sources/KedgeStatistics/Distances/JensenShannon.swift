/// Jensen-Shannon distance between two histograms over the same cells.
///
/// The square root of (KL(p‖M) + KL(q‖M))/2 with M = (p+q)/2 and logarithms to base 2; an empty
/// share contributes 0. No unit. Range: 0 (equal shares) to 1 (no common cell).
///
/// - Note: Endres and Schindelin, IEEE Trans. Inf. Theory 49 (2003), doi:10.1109/TIT.2003.813506.
public enum JensenShannon {
  /// The distance as defined, and how it is reported.
  public enum Mode: Equatable, Sendable {
    /// The mean of the square without a change is taken off: sqrt(max(0, JS² - bias)).
    case corrected
    /// As defined, logarithms to base 2 (NannyML, scipy with base 2).
    case raw
    /// As defined, natural logarithms: raw times sqrt(ln 2) (Evidently).
    case natural
  }

  /// Compares two histograms; the p value is that of `ChangeTest`.
  ///
  /// - Parameters:
  ///   - cells: Counts over the same cells.
  ///   - level: α, which decides the law of the p value.
  ///   - mode: How the distance is reported.
  ///   - known: The test of these cells at this level, where it was made before.
  /// - Returns: `nil` when a side has no observation. No bound is proved for it.
  /// - Complexity: O(cells).
  public static func compare(
    _ cells: CellPair,
    level: Double,
    mode: Mode = .corrected,
    test known: ChangeTest? = nil
  ) -> DistanceResult? {
    guard !cells.isUndefined else { return nil }
    let ln2 = NaturalLogarithm.value(2)
    let nats = cells.sum { p, q in
      let middle = (p + q) / 2
      return
        (NaturalLogarithm.relativeEntropy(p, middle)
        + NaturalLogarithm.relativeEntropy(q, middle)) / 2
    }
    let square: Double
    switch mode {
    case .corrected:
      square = nats / ln2 - Double(cells.count - 1) * cells.inverseSizes / (8 * ln2)
    case .raw:
      square = nats / ln2
    case .natural:
      square = nats
    }
    let value = max(0, square).squareRoot()
    let test = known ?? ChangeTest(cells, level: level)
    return DistanceResult(
      value: value,
      effect: value,
      statistic: test.statistic,
      pValue: test.pValue,
      baselineCount: cells.baselineCount,
      windowCount: cells.windowCount
    )
  }
}
