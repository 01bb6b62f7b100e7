/// Wasserstein-1 distance ∫|F - G|dx, in units of the feature or of the baseline's spread.
///
/// It has no law without a distribution, so its significance is that of `KolmogorovSmirnov`, and
/// no bound is given.
public enum Wasserstein {
  /// What the distance is divided by.
  public enum Mode: Equatable, Sendable {
    /// The baseline's standard deviation, at least 1e-3·max(1, |mean|).
    case standardized
    /// Nothing (NannyML with a grid of gaps).
    case raw
    /// A spread of the caller's, such as the interquartile range; positive.
    case divided(by: Double)
  }

  /// Compares the samples themselves.
  ///
  /// - Returns: `nil` when a side is empty.
  /// - Complexity: O(n+m).
  public static func compare(
    baseline: SortedValues,
    window: SortedValues,
    mode: Mode = .standardized
  ) -> DistanceResult? {
    guard baseline.count > 0, window.count > 0 else { return nil }
    return result(
      distance: integral(baseline.elements, window.elements),
      errorBound: 0,
      divisor: divisor(mode, baseline.moments),
      sizes: (UInt64(baseline.count), UInt64(window.count))
    )
  }

  /// Compares counts in the cells of one grid.
  ///
  /// Cells are filled evenly, end cells use the sum of their values, and gaps hold theirs at their
  /// mean. `errorBound` is Σ width·max(p, q) over inner cells and twice the smaller of the two
  /// areas beyond each end.
  /// - Parameters:
  ///   - baseline: Counts of the baseline.
  ///   - window: Counts of the window.
  ///   - grid: The grid of both.
  ///   - moments: The baseline's mean and spread.
  ///   - mode: What the distance is divided by.
  /// - Returns: `nil` when a side is empty, a value was too large for its sum, or the window has
  ///   values in the cell "everything else" of a grid of values, whose place is not known.
  /// - Complexity: O(cells).
  public static func compare(
    baseline: GridCounts,
    window: GridCounts,
    grid: DriftGrid,
    moments: Moments,
    mode: Mode = .standardized
  ) -> DistanceResult? {
    let (n, m) = (baseline.count, window.count)
    guard n > 0, m > 0, baseline.refused == 0, window.refused == 0 else { return nil }
    let sides = Sides(baseline: baseline, window: window, grid: grid)
    let area: Area
    switch grid.layout {
    case .quantiles: area = sides.areaBetweenQuantiles()
    case .gaps: area = sides.areaOverGaps()
    case .values:
      guard window.cells.last == 0, baseline.cells.last == 0 else { return nil }
      area = sides.areaOverValues()
    }
    return result(
      distance: area.value,
      errorBound: area.errorBound,
      divisor: divisor(mode, moments),
      sizes: (n, m)
    )
  }

  private static func divisor(_ mode: Mode, _ moments: Moments) -> Double {
    switch mode {
    case .raw: return 1
    case .divided(let divisor):
      precondition(divisor > 0, "a spread is positive")
      return divisor
    case .standardized:
      let floor = 1e-3 * max(1, abs(moments.mean ?? 0))
      return max(moments.standardDeviation ?? 0, floor)
    }
  }

  private static func result(
    distance: Double,
    errorBound: Double,
    divisor: Double,
    sizes: (n: UInt64, m: UInt64)
  ) -> DistanceResult {
    DistanceResult(
      value: distance / divisor,
      effect: distance / divisor,
      errorBound: errorBound / divisor,
      baselineCount: sizes.n,
      windowCount: sizes.m
    )
  }

  private static func integral(_ first: [Double], _ second: [Double]) -> Double {
    let (n, m) = (Double(first.count), Double(second.count))
    var (i, j, area) = (0, 0, 0.0)
    var last = min(first[0], second[0])
    while i < first.count || j < second.count {
      let value = min(
        i < first.count ? first[i] : .infinity,
        j < second.count ? second[j] : .infinity
      )
      area += abs(Double(i) / n - Double(j) / m) * (value - last)
      while i < first.count, first[i] == value { i += 1 }
      while j < second.count, second[j] == value { j += 1 }
      last = value
    }
    return area
  }
}

extension Wasserstein {
  private struct Area {
    var value = 0.0
    var errorBound = 0.0
  }

  /// Both sides' counts and sums over one grid, as shares.
  private struct Sides {
    let baseline: GridCounts
    let window: GridCounts
    let grid: DriftGrid
    let n: Double
    let m: Double

    init(baseline: GridCounts, window: GridCounts, grid: DriftGrid) {
      self.baseline = baseline
      self.window = window
      self.grid = grid
      n = Double(baseline.count)
      m = Double(window.count)
    }

    private func shares(_ cell: Int) -> (p: Double, q: Double) {
      (Double(baseline.cells[cell]) / n, Double(window.cells[cell]) / m)
    }

    /// ∫|F - G| beyond an end: the difference of the areas, exact unless the curves cross there.
    private func addEnd(_ cell: Int, sum index: Int, edge: Double, to area: inout Area) {
      let (p, q) = shares(cell)
      let first = abs(p * edge - baseline.sum(index, in: grid) / n)
      let second = abs(q * edge - window.sum(index, in: grid) / m)
      area.value += abs(first - second)
      area.errorBound += 2 * min(first, second)
    }

    func areaBetweenQuantiles() -> Area {
      var area = Area()
      let edges = grid.edges
      let last = edges.count
      addEnd(0, sum: 0, edge: edges[0], to: &area)
      var (p, q) = shares(0)
      var difference = p - q
      for cell in 1..<last {
        (p, q) = shares(cell)
        let width = edges[cell] - edges[cell - 1]
        let after = difference + p - q
        area.value += width * meanOfAbsoluteLine(difference, after)
        area.errorBound += width * max(p, q)
        difference = after
      }
      addEnd(last, sum: 1, edge: edges[last - 1], to: &area)
      return area
    }

    func areaOverValues() -> Area {
      var area = Area()
      var difference = 0.0
      for cell in 0..<(grid.edges.count - 1) {
        let (p, q) = shares(cell)
        difference += p - q
        area.value += abs(difference) * (grid.edges[cell + 1] - grid.edges[cell])
      }
      return area
    }

    func areaOverGaps() -> Area {
      var area = Area()
      let edges = grid.edges
      addEnd(0, sum: 0, edge: edges[0], to: &area)
      var difference = shares(0).p - shares(0).q
      for index in 0..<(edges.count - 1) {
        let value = shares(2 * index + 1)
        difference += value.p - value.q
        let gap = shares(2 * index + 2)
        let after = difference + gap.p - gap.q
        let width = edges[index + 1] - edges[index]
        let counts = baseline.cells[2 * index + 2] + window.cells[2 * index + 2]
        let sum = baseline.sum(index + 1, in: grid) + window.sum(index + 1, in: grid)
        let mean = counts == 0 ? edges[index] : sum / Double(counts)
        let before = min(max(mean - edges[index], 0), width)
        area.value += abs(difference) * before + abs(after) * (width - before)
        if difference * after < 0 { area.errorBound += width * max(gap.p, gap.q) }
        difference = after
      }
      addEnd(2 * edges.count, sum: edges.count, edge: edges[edges.count - 1], to: &area)
      return area
    }

    /// The mean of |d| where d runs evenly from one value to another.
    private func meanOfAbsoluteLine(_ from: Double, _ to: Double) -> Double {
      guard from * to < 0 else { return abs(from + to) / 2 }
      return (from * from + to * to) / (2 * (abs(from) + abs(to)))
    }
  }
}
