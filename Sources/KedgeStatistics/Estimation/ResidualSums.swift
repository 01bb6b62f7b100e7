/// Sums of the residuals of some rows, for every cell of every feature: where a tree looks for its
/// best split.
///
/// Residuals are whole multiples of one power of two, few enough to be added without rounding. So
/// sums are the same for any order, and those of one half are the whole less the other half. 16
/// bytes a cell, at most 4 KB a feature.
struct ResidualSums {
  /// The rows of one cell.
  struct Cell: Equatable {
    var sum = 0.0
    var count = 0.0

    static func + (left: Cell, right: Cell) -> Cell {
      Cell(sum: left.sum + right.sum, count: left.count + right.count)
    }

    static func - (left: Cell, right: Cell) -> Cell {
      Cell(sum: left.sum - right.sum, count: left.count - right.count)
    }
  }

  /// So many rows at least are on each side of a split.
  static let leafRowsMin = 20.0

  /// By feature; of each the rows without it, then its cells in order.
  private var cells: [Cell]
  private let featureCells: Int

  /// Adds up rows.
  ///
  /// - Parameters:
  ///   - chosen: Indices of rows.
  ///   - rows: What they are of.
  ///   - residuals: One a row.
  /// - Complexity: O(chosen rows · features).
  init(of chosen: [Int], in rows: LossRows, residuals: [Double]) {
    featureCells = rows.cellCount + 1
    cells = Array(repeating: Cell(), count: rows.featureCount * featureCells)
    for row in chosen {
      let residual = residuals[row]
      for feature in 0..<rows.featureCount {
        // The missing cell wraps round to 0.
        let cell = rows.cells[row * rows.featureCount + feature] &+ 1
        cells[feature * featureCells + Int(cell)].sum += residual
        cells[feature * featureCells + Int(cell)].count += 1
      }
    }
  }

  /// Takes out the sums of some of the rows, exactly.
  mutating func subtract(_ part: ResidualSums) {
    for place in cells.indices { cells[place] = cells[place] - part.cells[place] }
  }

  /// The split that lowers the sum of squared residuals most; of equal ones that of the lowest
  /// feature, then of the lowest cell, then with missing values on the low side.
  ///
  /// Where no row lacks the feature, missing values will go where more rows are.
  /// - Returns: `nil` where no split with 20 rows on each side lowers it.
  /// - Complexity: O(features · cells).
  func bestSplit() -> LossModel.Split? {
    var best: (split: LossModel.Split, gain: Double)?
    for feature in 0..<(cells.count / featureCells) {
      let start = feature * featureCells
      let missing = cells[start]
      let all = cells[start..<(start + featureCells)].reduce(Cell(), +)
      func consider(_ cell: Int, _ low: Cell, isMissingLow: Bool) {
        let gain = Self.gain(low, all - low)
        guard gain > best?.gain ?? 0 else { return }
        let (feature, cell) = (UInt16(feature), UInt8(cell))
        best = (LossModel.Split(feature: feature, cell: cell, isMissingLow: isMissingLow), gain)
      }
      var low = Cell()
      for cell in 0..<(featureCells - 1) where cells[start + 1 + cell].count > 0 {
        low = low + cells[start + 1 + cell]
        if missing.count > 0 {
          consider(cell, low + missing, isMissingLow: true)
          consider(cell, low, isMissingLow: false)
        } else {
          consider(cell, low, isMissingLow: 2 * low.count >= all.count)
        }
      }
    }
    return best?.split
  }

  /// By how much two means lower the sum of squares below that of one: n₁n₂/(n₁ + n₂)·(m₁ − m₂)².
  private static func gain(_ low: Cell, _ high: Cell) -> Double {
    guard low.count >= leafRowsMin, high.count >= leafRowsMin else { return 0 }
    let distance = low.sum / low.count - high.sum / high.count
    return low.count * high.count / (low.count + high.count) * distance * distance
  }
}
