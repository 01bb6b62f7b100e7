/// The largest difference of a share, max|p - q|, over the same cells.
///
/// Range: 0 (equal shares) to 1 (all in another cell).
public enum LInfinity {
  /// Compares two histograms; the p value is that of `ChangeTest`.
  ///
  /// - Parameters:
  ///   - cells: Counts over the same cells.
  ///   - level: α, which decides the law of the p value.
  ///   - known: The test of these cells at this level, where it was made before.
  /// - Returns: `nil` when a side has no observation. No bound is proved for it.
  /// - Complexity: O(cells).
  public static func compare(
    _ cells: CellPair,
    level: Double,
    test known: ChangeTest? = nil
  ) -> DistanceResult? {
    guard !cells.isUndefined else { return nil }
    var value = 0.0
    _ = cells.sum { p, q in
      value = max(value, abs(p - q))
      return 0
    }
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
