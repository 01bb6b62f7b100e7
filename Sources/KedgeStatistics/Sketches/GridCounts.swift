/// Counts of a numeric feature in the cells of a `DriftGrid`.
///
/// Beside the cells stands `missing` (absent, null, not finite). Cells with an open end, and the
/// gaps of a grid of gaps, also have the exact sum of their values. The grid is passed in, so a
/// pane holds counts only: 8 bytes a cell and 16 a sum.
public struct GridCounts: Equatable, Sendable {
  /// Values in each cell.
  public private(set) var cells: [UInt64]
  /// Sums of the values: first and last cell, or each gap; in units of the grid.
  public private(set) var sums: [Int128]
  /// Absent values.
  public private(set) var missing: UInt64
  /// Values in a cell with a sum that were too large to be added to it.
  public private(set) var refused: UInt64

  /// Makes empty counts for a grid.
  public init(grid: DriftGrid) {
    self.init(
      cells: Array(repeating: 0, count: grid.cellCount),
      sums: Array(repeating: 0, count: grid.sumCount),
      missing: 0,
      refused: 0
    )
  }

  /// Makes counts from their state, the four properties.
  public init(cells: [UInt64], sums: [Int128], missing: UInt64, refused: UInt64) {
    self.cells = cells
    self.sums = sums
    self.missing = missing
    self.refused = refused
  }

  /// Counts values; non-finite ones as missing.
  ///
  /// - Precondition: the grid is the one these counts were made for.
  /// - Complexity: O(count), no allocation.
  public mutating func add(_ values: Span<Double>, in grid: DriftGrid) {
    precondition(cells.count == grid.cellCount && sums.count == grid.sumCount, "another grid")
    switch grid.layout {
    case .quantiles: addBetweenQuantiles(values, grid)
    case .values: addToValues(values, grid)
    case .gaps: addToGaps(values, grid)
    }
  }

  /// Counts values that are absent.
  public mutating func addMissing(_ count: UInt64) {
    missing += count
  }

  /// The hot path: counters are held as one span, or each count would ask whether it owns them.
  private mutating func addBetweenQuantiles(_ values: Span<Double>, _ grid: DriftGrid) {
    let lookup = grid.lookup
    let unit = grid.sumUnitExponent
    let last = cells.count - 1
    var (lower, upper) = (sums[0], sums[1])
    var (absent, beyond): (UInt64, UInt64) = (0, 0)
    var counters = cells.mutableSpan
    for index in values.indices {
      let value = values[index]
      guard value.isFinite else {
        absent &+= 1
        continue
      }
      let cell = lookup.rank(of: value)
      counters[cell] &+= 1
      guard cell == 0 || cell == last else { continue }
      if let units = ExactSum.units(of: value, unitExponent: unit) {
        if cell == 0 { lower &+= units } else { upper &+= units }
      } else {
        beyond &+= 1
      }
    }
    sums[0] = lower
    sums[1] = upper
    missing &+= absent
    refused &+= beyond
  }

  private mutating func addToValues(_ values: Span<Double>, _ grid: DriftGrid) {
    var absent: UInt64 = 0
    var counters = cells.mutableSpan
    for index in values.indices {
      let value = values[index]
      if value.isFinite { counters[grid.cell(of: value)] &+= 1 } else { absent &+= 1 }
    }
    missing &+= absent
  }

  private mutating func addToGaps(_ values: Span<Double>, _ grid: DriftGrid) {
    for index in values.indices {
      let value = values[index]
      guard value.isFinite else {
        missing &+= 1
        continue
      }
      let cell = grid.cell(of: value)
      cells[cell] &+= 1
      if cell % 2 == 0 { addToSum(cell / 2, value, grid) }
    }
  }

  private mutating func addToSum(_ index: Int, _ value: Double, _ grid: DriftGrid) {
    if let units = ExactSum.units(of: value, unitExponent: grid.sumUnitExponent) {
      sums[index] &+= units
    } else {
      refused &+= 1
    }
  }

  /// Adds the counts of another, exactly.
  ///
  /// - Precondition: both belong to one grid.
  public mutating func merge(_ other: GridCounts) {
    precondition(cells.count == other.cells.count && sums.count == other.sums.count, "another grid")
    for index in cells.indices { cells[index] += other.cells[index] }
    for index in sums.indices { sums[index] &+= other.sums[index] }
    missing += other.missing
    refused += other.refused
  }

  /// Takes out counts that were merged before, exactly.
  ///
  /// - Precondition: both belong to one grid, and `other` is a part of this.
  public mutating func subtract(_ other: GridCounts) {
    precondition(cells.count == other.cells.count && sums.count == other.sums.count, "another grid")
    for index in cells.indices { cells[index] -= other.cells[index] }
    for index in sums.indices { sums[index] &-= other.sums[index] }
    missing -= other.missing
    refused -= other.refused
  }

  /// Values that are not missing.
  public var count: UInt64 { cells.reduce(0, +) }

  /// Counts in the places of a coarser view, then `missing`.
  ///
  /// - Complexity: O(cells), one allocation.
  public func counts(in view: GridView) -> [UInt64] {
    precondition(view.places.count == cells.count, "a view of another grid")
    var result = [UInt64](repeating: 0, count: view.count + 1)
    for (place, count) in zip(view.places, cells) { result[place] += count }
    result[view.count] = missing
    return result
  }

  /// The sum of the values in a cell with a sum.
  func sum(_ index: Int, in grid: DriftGrid) -> Double {
    ExactSum(units: sums[index], unitExponent: grid.sumUnitExponent).value
  }

  /// Checks what must always hold for counts of this grid.
  func checkInvariants(in grid: DriftGrid) {
    precondition(cells.count == grid.cellCount, "one count a cell")
    precondition(sums.count == grid.sumCount, "one sum a cell that has one")
    precondition(refused <= count, "a refused value was counted")
  }
}
