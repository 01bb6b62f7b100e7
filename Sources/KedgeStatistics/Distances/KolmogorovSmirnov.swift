/// Kolmogorov-Smirnov distance D = sup|F - G| of two empirical distributions.
///
/// Range: 0 (equal) to 1 (apart). The true distance lies within D ± ε with probability 1 - α at least, where
/// ε = sqrt(ln(2.17/α)/2·(1/n+1/m)); for D from cells the upper bound also adds the error bound.
public enum KolmogorovSmirnov {
  /// Compares the samples themselves.
  ///
  /// - Parameters:
  ///   - baseline: The baseline's values.
  ///   - window: The window's values.
  ///   - level: α of the bounds.
  /// - Returns: `nil` when a side is empty. The p value is exact (continuous data assumed, with
  ///   ties it is too large) while both samples have at most 10,000 values, else asymptotic.
  /// - Complexity: O(n+m), and O(n·m·D) for an exact p value.
  public static func compare(
    baseline: SortedValues,
    window: SortedValues,
    level: Double
  ) -> DistanceResult? {
    guard baseline.count > 0, window.count > 0 else { return nil }
    let steps = largestDifference(baseline.elements, window.elements)
    let (n, m) = (baseline.count, window.count)
    let distance = Double(steps) / (Double(n) * Double(m))
    let isExact = max(n, m) <= KolmogorovSmirnovLaw.exactCountMax
    let pValue =
      isExact
      ? KolmogorovSmirnovLaw.exact(steps: steps, n: n, m: m)
      : KolmogorovSmirnovLaw.asymptotic(distance: distance, n: Double(n), m: Double(m))
    return result(
      distance: distance,
      errorBound: 0,
      pValue: pValue,
      sizes: (UInt64(n), UInt64(m)),
      level: level
    )
  }

  /// Compares counts in the cells of one grid.
  ///
  /// D over the borders of cells is a lower bound of that of the samples; `errorBound` is what it
  /// may miss inside a cell (0 for a grid of gaps). Missing values are left out.
  /// - Returns: `nil` when a side is empty. The p value is asymptotic.
  /// - Complexity: O(cells).
  public static func compare(
    baseline: GridCounts,
    window: GridCounts,
    grid: DriftGrid,
    level: Double
  ) -> DistanceResult? {
    let (n, m) = (baseline.count, window.count)
    guard n > 0, m > 0 else { return nil }
    let (distance, errorBound) = overCells(baseline.cells, window.cells, grid.layout)
    return result(
      distance: distance,
      errorBound: errorBound,
      pValue: KolmogorovSmirnovLaw.asymptotic(distance: distance, n: Double(n), m: Double(m)),
      sizes: (n, m),
      level: level
    )
  }

  private static func result(
    distance: Double,
    errorBound: Double,
    pValue: Double,
    sizes: (n: UInt64, m: UInt64),
    level: Double
  ) -> DistanceResult {
    let (n, m) = (Double(sizes.n), Double(sizes.m))
    let reach = KolmogorovSmirnovLaw.threshold(level: level, n: n, m: m)
    return DistanceResult(
      value: distance,
      effect: distance,
      statistic: distance,
      pValue: pValue,
      lower: max(0, distance - reach),
      upper: min(1, distance + errorBound + reach),
      errorBound: errorBound,
      baselineCount: sizes.n,
      windowCount: sizes.m
    )
  }

  /// max|i·m - j·n| over the pooled sample, ties taken together.
  private static func largestDifference(_ first: [Double], _ second: [Double]) -> Int {
    var (i, j, largest) = (0, 0, 0)
    while i < first.count, j < second.count {
      let value = min(first[i], second[j])
      while i < first.count, first[i] == value { i += 1 }
      while j < second.count, second[j] == value { j += 1 }
      largest = max(largest, abs(i * second.count - j * first.count))
    }
    return largest
  }

  private static func overCells(
    _ baseline: [UInt64],
    _ window: [UInt64],
    _ layout: DriftGrid.Layout
  ) -> (distance: Double, errorBound: Double) {
    let (n, m) = (Double(baseline.reduce(0, +)), Double(window.reduce(0, +)))
    // In a grid of values the last cell holds values from anywhere, so it has no place in order.
    let isOrdered = layout != .values
    let elsewhere = isOrdered ? 0 : Double(window.last ?? 0) / m
    var (c, d): (UInt64, UInt64) = (0, 0)
    var (distance, highest) = (0.0, 0.0)
    for cell in baseline.indices.dropLast(isOrdered ? 0 : 1) {
      let (before, beforeWindow) = (Double(c) / n, Double(d) / m)
      c += baseline[cell]
      d += window[cell]
      let (after, afterWindow) = (Double(c) / n, Double(d) / m)
      distance = max(distance, after - afterWindow - elsewhere, afterWindow - after)
      highest = max(highest, after - beforeWindow, afterWindow - before)
    }
    switch layout {
    case .quantiles: return (distance, max(0, highest - distance))
    case .values: return (distance, elsewhere)
    case .gaps: return (distance, 0)
    }
  }
}
