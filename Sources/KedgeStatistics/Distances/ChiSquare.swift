/// Two-sample chi-square test of a table of 2 rows and k categories.
///
/// X² = ΣΣ(O-E)²/E with k-1 degrees of freedom. The statistic is the value; the effect is
/// Cramér's V of the balanced table.
public enum ChiSquare {
  /// How the table is prepared.
  public enum Mode: Equatable, Sendable {
    /// Rare categories are pooled (Cochran), no continuity correction.
    case pooled
    /// Nothing is pooled; Yates' correction for 2×2 (NannyML, scipy's default).
    case yates
  }

  /// Compares the counts of two samples over the same categories.
  ///
  /// - Parameters:
  ///   - baseline: Counts of the baseline.
  ///   - window: Counts of the window.
  ///   - level: α; below 1e-4 the p value is the finite-sample bound on the pooled cells.
  ///   - mode: How the table is prepared.
  /// - Returns: `nil` when a side has no observation; p = 1 and effect 0 when one category is left.
  /// - Complexity: O(k log k).
  public static func compare(
    baseline: [UInt64],
    window: [UInt64],
    level: Double,
    mode: Mode = .pooled
  ) -> DistanceResult? {
    let all = CellPair(baseline: baseline, window: window)
    guard !all.isUndefined else { return nil }
    let cells: CellPair
    let correction: Double
    switch mode {
    case .pooled: (cells, correction) = (pooled(all), 0)
    case .yates: (cells, correction) = (all, all.count == 2 ? 0.5 : 0)
    }
    let statistic = statistic(cells, correction: correction)
    let pValue: Double
    if cells.count < 2 {
      pValue = 1
    } else if level < ChangeTest.asymptoticLevelMin {
      pValue = RelativeEntropyBound(cells).pValue
    } else {
      let law = ChiSquareDistribution(degrees: Double(cells.count - 1))
      pValue = law.survival(at: statistic)
    }
    return DistanceResult(
      value: statistic,
      effect: cells.count < 2 ? 0 : CramersV.balanced(all),
      statistic: statistic,
      pValue: pValue,
      baselineCount: all.baselineCount,
      windowCount: all.windowCount
    )
  }

  /// Joins the rarest categories until every expected count is ≥ 1 and 80 % of them are ≥ 5.
  ///
  /// Ties are joined in the order of the categories. What was joined is the last cell.
  static func pooled(_ cells: CellPair) -> CellPair {
    let totals = cells.baseline.indices.map { cells.baseline[$0] + cells.window[$0] }
    let order = totals.indices.sorted { (totals[$0], $0) < (totals[$1], $1) }
    let size = Double(cells.baselineCount + cells.windowCount)
    let smaller = Double(min(cells.baselineCount, cells.windowCount)) / size
    let larger = 1 - smaller
    var joined = 0
    var joinedTotal: UInt64 = 0
    while joined < order.count {
      let rest = order[joined...].map { totals[$0] } + (joined > 0 ? [joinedTotal] : [])
      let expected = rest.flatMap { [Double($0) * smaller, Double($0) * larger] }
      let isEnough = expected.allSatisfy { $0 >= 1 }
      if isEnough, expected.count(where: { $0 >= 5 }) * 5 >= expected.count * 4 { break }
      joinedTotal += totals[order[joined]]
      joined += 1
    }
    guard joined > 0 else { return cells }
    let kept = order[joined...].sorted()
    let lost = order[..<joined]
    return CellPair(
      baseline: kept.map { cells.baseline[$0] } + [lost.reduce(0) { $0 + cells.baseline[$1] }],
      window: kept.map { cells.window[$0] } + [lost.reduce(0) { $0 + cells.window[$1] }]
    )
  }

  private static func statistic(_ cells: CellPair, correction: Double) -> Double {
    let (n, m) = (Double(cells.baselineCount), Double(cells.windowCount))
    var sum = 0.0
    for index in cells.baseline.indices {
      let (c, d) = (Double(cells.baseline[index]), Double(cells.window[index]))
      let share = (c + d) / (n + m)
      // Both rows miss their expectation by the same amount.
      let distance = abs(c - share * n)
      let corrected = distance - min(correction, distance)
      sum += corrected * corrected / (share * n) + corrected * corrected / (share * m)
    }
    return sum
  }
}
