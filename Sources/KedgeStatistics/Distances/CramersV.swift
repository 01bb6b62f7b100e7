/// Cramér's V of a table of 2 rows and k categories, a size of change in 0…1.
public enum CramersV {
  /// V of the table whose rows are given equal weight, bias taken off:
  /// φ² = ½Σ(p-q)²/(p+q), V = sqrt(max(0, φ² - (k-1)(1/n+1/m)/4)).
  ///
  /// The usual V of the raw table shrinks as the ratio of sample sizes grows, and a limit on it
  /// would measure the window.
  /// - Parameter cells: Not undefined.
  /// - Returns: V; 0 when one category is left.
  /// - Complexity: O(k).
  public static func balanced(_ cells: CellPair) -> Double {
    precondition(!cells.isUndefined, "both sides have an observation")
    let square = cells.sum { p, q in (p - q) * (p - q) / (p + q) } / 2
    let bias = Double(cells.count - 1) * cells.inverseSizes / 4
    return max(0, square - bias).squareRoot()
  }

  /// Bergsma's bias-corrected V of the raw table, for comparison with other tools.
  ///
  /// - Parameter cells: Not undefined.
  /// - Returns: V; 0 when one category is left.
  /// - Complexity: O(k).
  /// - Note: Bergsma, J. Korean Stat. Soc. 42 (2013), doi:10.1016/j.jkss.2012.10.002.
  public static func bergsma(_ cells: CellPair) -> Double {
    precondition(!cells.isUndefined, "both sides have an observation")
    guard cells.count > 1 else { return 0 }
    let (n, m) = (Double(cells.baselineCount), Double(cells.windowCount))
    let size = n + m
    let categories = Double(cells.count)
    // X²/N = Σ(p-q)²/(n·p+m·q)·n·m/N.
    let square = cells.sum { p, q in (p - q) * (p - q) / (n * p + m * q) } * n * m / size
    let corrected = max(0, square - (categories - 1) / (size - 1))
    let columns = categories - (categories - 1) * (categories - 1) / (size - 1)
    let rows = 2 - 1 / (size - 1)
    return (corrected / (min(columns, rows) - 1)).squareRoot()
  }
}
