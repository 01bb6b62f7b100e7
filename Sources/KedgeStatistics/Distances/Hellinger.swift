/// Hellinger distance between two histograms over the same cells: sqrt(½·Σ(√p - √q)²).
///
/// No unit. Range: 0 (equal shares) to 1 (no common cell).
public enum Hellinger {
  /// The distance as defined, or with its bias taken off.
  public enum Mode: Equatable, Sendable {
    /// sqrt(max(0, H² - (B-1)(1/n+1/m)/8)).
    case corrected
    /// As defined.
    case raw
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
    let raw = cells.sum { p, q in
      let distance = p.squareRoot() - q.squareRoot()
      return distance * distance / 2
    }
    let square: Double
    switch mode {
    case .corrected: square = raw - Double(cells.count - 1) * cells.inverseSizes / 8
    case .raw: square = raw
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
