/// Counts of a baseline and of a window over the same cells, empty pairs removed.
///
/// What every distance between histograms is computed from.
public struct CellPair: Equatable, Sendable {
  /// Counts of the baseline.
  public let baseline: [UInt64]
  /// Counts of the window, one for each of the baseline's.
  public let window: [UInt64]
  /// All of the baseline, n.
  public let baselineCount: UInt64
  /// All of the window, m.
  public let windowCount: UInt64

  /// Pairs the counts and removes cells that are empty on both sides.
  ///
  /// - Precondition: both have the same number of cells.
  /// - Complexity: O(cells).
  public init(baseline: [UInt64], window: [UInt64]) {
    precondition(baseline.count == window.count, "both sides have the same cells")
    let filled = baseline.indices.filter { baseline[$0] > 0 || window[$0] > 0 }
    self.baseline = filled.map { baseline[$0] }
    self.window = filled.map { window[$0] }
    baselineCount = baseline.reduce(0, +)
    windowCount = window.reduce(0, +)
  }

  /// B, the number of cells that are not empty on both sides.
  public var count: Int { baseline.count }

  /// Whether a side has no observation, so that nothing is defined.
  public var isUndefined: Bool { baselineCount == 0 || windowCount == 0 }

  /// 1/n + 1/m.
  var inverseSizes: Double { 1 / Double(baselineCount) + 1 / Double(windowCount) }

  /// n·m/(n+m).
  var effectiveSize: Double { 1 / inverseSizes }

  /// Sums a term over the pairs of shares, first to last cell.
  func sum(_ term: (_ p: Double, _ q: Double) -> Double) -> Double {
    let (n, m) = (Double(baselineCount), Double(windowCount))
    var sum = 0.0
    for index in baseline.indices {
      sum += term(Double(baseline[index]) / n, Double(window[index]) / m)
    }
    return sum
  }
}
