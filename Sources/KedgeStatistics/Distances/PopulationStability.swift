/// Population stability index: the symmetric relative entropy Σ(q-p)·ln(q/p) of two histograms.
///
/// In nats, 0 without a change, unbounded. The mean of the raw index without a change is
/// (B-1)(1/n+1/m), so a limit on it would measure the sample size; `value` and `effect` have this
/// bias taken off, not below 0.
public enum PopulationStability {
  /// How empty cells are treated.
  public enum Mode: Equatable, Sendable {
    /// Half an observation is added to each cell on both sides (Jeffreys' prior).
    case jeffreys
    /// A share of 0 becomes 1e-4; nothing is renormalised and no bias is taken off.
    case floor
    /// A share below 0.01 becomes 0.01, on both sides; nothing else is done, as in deepchecks.
    case hundredth
  }

  /// The index with all that belongs to it.
  public struct Result: Equatable, Sendable {
    /// Value, effect, T, p value, lower bound.
    ///
    /// `lower` is asymptotic whatever the law of the p value; there is no upper bound.
    public let distance: DistanceResult
    /// The index before the bias is taken off.
    public let raw: Double
    /// What the index is on average without a change, (B-1)(1/n+1/m).
    public let bias: Double
    /// B, the cells that are not empty on both sides.
    public let cellCount: Int
    /// The law of the p value.
    public let law: ChangeTest.Law
  }

  /// Compares two histograms over the same cells.
  ///
  /// - Parameters:
  ///   - cells: Usually ten reference deciles after merging ties, and `missing`.
  ///   - level: α, in (0, 1): decides the law of the p value and the lower bound.
  ///   - mode: How empty cells are treated; the test is the same in both modes.
  ///   - known: The test of these cells at this level, where it was made before.
  /// - Returns: `nil` when a side has no observation.
  /// - Complexity: O(cells), and about 60 evaluations of a noncentral distribution when p ≤ α.
  public static func compare(
    _ cells: CellPair,
    level: Double,
    mode: Mode = .jeffreys,
    test known: ChangeTest? = nil
  ) -> Result? {
    guard !cells.isUndefined else { return nil }
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let test = known ?? ChangeTest(cells, level: level)
    let (raw, bias) = index(cells, test, mode)
    let value = max(0, raw - bias)
    return Result(
      distance: DistanceResult(
        value: value,
        effect: value,
        statistic: test.statistic,
        pValue: test.pValue,
        lower: test.noncentralityLower(level: level) * cells.inverseSizes,
        baselineCount: cells.baselineCount,
        windowCount: cells.windowCount
      ),
      raw: raw,
      bias: bias,
      cellCount: cells.count,
      law: test.law
    )
  }

  /// The smallest samples for which a verdict is given: n ≥ 200 and m ≥ max(100, 10·B).
  public static func minimumCounts(cells: Int) -> (baseline: UInt64, window: UInt64) {
    (200, UInt64(max(100, 10 * cells)))
  }

  private static func index(
    _ cells: CellPair,
    _ test: ChangeTest,
    _ mode: Mode
  ) -> (raw: Double, bias: Double) {
    switch mode {
    case .jeffreys:
      return (test.divergence, Double(cells.count - 1) * cells.inverseSizes)
    case .floor: return (index(cells) { $0 == 0 ? 1e-4 : $0 }, 0)
    case .hundredth: return (index(cells) { max($0, 0.01) }, 0)
    }
  }

  /// The index of shares that were raised.
  private static func index(_ cells: CellPair, raised: (Double) -> Double) -> Double {
    cells.sum { p, q in
      let (p, q) = (raised(p), raised(q))
      return (q - p) * NaturalLogarithm.value(q / p)
    }
  }
}
