/// The cells into which a numeric feature is counted, frozen with the baseline.
///
/// Three layouts. `quantiles`: cells between the baseline's quantiles k/G, outer cells open;
/// x falls into cell #{edges ≤ x}. `values`: for at most 20 different values, one cell for each
/// and a last one for everything else. `gaps`: one cell for each different value and one for each
/// open gap between them, below the first and above the last, in order; a constant baseline has
/// this layout with the cells {below, equal, above}. A class, so that one reference is handed on and
/// not every array.
public final class DriftGrid: Sendable {
  /// How values are assigned to cells.
  public enum Layout: Equatable, Sendable {
    /// Cells between quantiles.
    case quantiles
    /// One cell a value, then one for all else.
    case values
    /// Values and the gaps between them, alternating.
    case gaps
  }

  /// What a grid is made of, for snapshots.
  public struct State: Equatable, Sendable {
    /// How values are assigned to cells.
    public var layout: Layout
    /// Quantiles without duplicates, or the different values; increasing.
    public var edges: [Double]
    /// The quantiles k/G for k = 1…G-1, duplicates included.
    public var quantiles: [Double]
    /// Binary exponent of the unit of sums of values.
    public var sumUnitExponent: Int

    /// Makes a state of its parts.
    public init(layout: Layout, edges: [Double], quantiles: [Double], sumUnitExponent: Int) {
      self.layout = layout
      self.edges = edges
      self.quantiles = quantiles
      self.sumUnitExponent = sumUnitExponent
    }
  }

  /// At most so many different values make a grid of values.
  public static let distinctValuesMax = 20
  /// At most so many baseline values may have a grid of gaps.
  public static let gapBaselineMax = 10_000

  /// How values are assigned to cells.
  public let layout: Layout
  /// The quantiles k/G, duplicates included; what coarser views are made of.
  public let quantiles: [Double]
  /// Binary exponent of the unit of sums of values.
  public let sumUnitExponent: Int
  let lookup: EdgeLookup

  /// Makes the grid of a baseline; `nil` when no value is finite.
  ///
  /// - Parameters:
  ///   - baseline: Values of the feature; non-finite ones are left out.
  ///   - cells: G, in 20…1000 and a multiple of 20.
  /// - Complexity: O(n log n).
  public convenience init?(baseline: [Double], cells: Int = 100) {
    self.init(baseline: SortedValues(baseline), cells: cells)
  }

  /// Makes the grid of a sorted baseline; `nil` when there is no value.
  public convenience init?(baseline: SortedValues, cells: Int = 100) {
    let distinct = baseline.distinct
    guard !distinct.isEmpty else { return nil }
    let quantiles = DriftGrid.quantiles(of: baseline, cells: cells)
    let layout: Layout
    switch distinct.count {
    case 1: layout = .gaps
    case 2...Self.distinctValuesMax: layout = .values
    default: layout = .quantiles
    }
    self.init(
      state: State(
        layout: layout,
        edges: layout == .quantiles ? DriftGrid.withoutDuplicates(quantiles) : distinct,
        quantiles: quantiles,
        sumUnitExponent: baseline.moments.scale.sumUnitExponent
      )
    )
  }

  /// Makes the grid of values and gaps, in which distances are those of the samples themselves.
  ///
  /// `nil` without a value, or with more than 10,000 (160 KB a feature).
  public convenience init?(exactBaseline baseline: SortedValues) {
    guard baseline.count > 0, baseline.count <= Self.gapBaselineMax else { return nil }
    self.init(
      state: State(
        layout: .gaps,
        edges: baseline.distinct,
        quantiles: DriftGrid.quantiles(of: baseline, cells: 100),
        sumUnitExponent: baseline.moments.scale.sumUnitExponent
      )
    )
  }

  /// Makes a grid from a snapshot.
  ///
  /// - Precondition: there is an edge, edges increase strictly.
  public init(state: State) {
    precondition(!state.edges.isEmpty, "a grid has an edge")
    layout = state.layout
    quantiles = state.quantiles
    sumUnitExponent = state.sumUnitExponent
    lookup = EdgeLookup(edges: state.edges)
  }

  /// What the grid is made of, for snapshots.
  public var state: State {
    State(layout: layout, edges: edges, quantiles: quantiles, sumUnitExponent: sumUnitExponent)
  }

  /// Quantiles without duplicates, or the different values.
  public var edges: [Double] { lookup.edges }

  /// The number of cells.
  public var cellCount: Int {
    switch layout {
    case .quantiles, .values: edges.count + 1
    case .gaps: 2 * edges.count + 1
    }
  }

  /// How many cells have a sum of their values: the two ends, every gap, or none.
  public var sumCount: Int {
    switch layout {
    case .quantiles: 2
    case .values: 0
    case .gaps: edges.count + 1
    }
  }

  /// The cell of a value.
  ///
  /// - Parameter value: Not `nan`.
  /// - Returns: An index below `cellCount`.
  /// - Complexity: O(1).
  public func cell(of value: Double) -> Int {
    let rank = lookup.rank(of: value)
    switch layout {
    case .quantiles:
      return rank
    case .values:
      return rank > 0 && edges[rank - 1] == value ? rank - 1 : edges.count
    case .gaps:
      return rank > 0 && edges[rank - 1] == value ? 2 * rank - 1 : 2 * rank
    }
  }

  /// The union of cells at the baseline's quantiles k/B, ties merged.
  ///
  /// A grid of values is its own view, except that it cannot be made coarser. In a grid of gaps a
  /// gap that holds a quantile counts with the value below it; the baseline has nothing there.
  /// - Parameter cells: B, a divisor of G.
  /// - Returns: For each cell its place.
  public func view(cells: Int = 10) -> GridView {
    let count = quantiles.count + 1
    precondition(cells > 0 && count % cells == 0, "a view has a divisor of the grid's cells")
    let step = count / cells
    let coarse = (1..<cells).map { quantiles[$0 * step - 1] }
    let places = EdgeLookup(edges: DriftGrid.withoutDuplicates(coarse))
    switch layout {
    case .values:
      return GridView(places: Array(0..<cellCount), count: cellCount)
    case .quantiles:
      let lower = [-Double.infinity] + edges
      return GridView(places: lower.map(places.rank), count: places.edges.count + 1)
    case .gaps where edges.count == 1:
      return GridView(places: [0, 1, 2], count: 3)
    case .gaps:
      let lower = [-Double.infinity] + edges.flatMap { [$0, $0] }
      return GridView(places: lower.map(places.rank), count: places.edges.count + 1)
    }
  }

  private static func quantiles(of baseline: SortedValues, cells: Int) -> [Double] {
    precondition((20...1_000).contains(cells) && cells % 20 == 0, "cells: 20…1000, multiple of 20")
    return (1..<cells).compactMap { baseline.quantile(Double($0) / Double(cells)) }
  }

  private static func withoutDuplicates(_ sorted: [Double]) -> [Double] {
    var result: [Double] = []
    for value in sorted where result.last != value { result.append(value) }
    return result
  }
}

/// A coarser way to look at a grid: unions of its cells.
public struct GridView: Equatable, Sendable {
  /// For each cell of the grid its place in the view.
  public let places: [Int]
  /// How many places there are.
  public let count: Int
}
