/// The growth of the trees of a `LossModel`, one after the other.
struct LossBoosting {
  private static let learningRate = 0.1

  private let rows: LossRows
  private let trained: [Int]
  /// What residuals are rounded to for a tree.
  ///
  /// Over n rows with losses in [0, 1) the sum of |residual| starts at n/2 at most, by Cauchy and
  /// Schwarz, and so stays, since no tree raises the sum of squares. Multiples of n·2^-52 thus have
  /// sums of fewer than 2^53 multiples, which are exact.
  private let unit: Double
  /// The trees so far, for losses in [0, 1).
  private(set) var model: LossModel.State
  /// Of all rows: losses less those of the model so far.
  private(set) var residuals: [Double]

  /// Begins with the mean.
  ///
  /// - Precondition: there is a row to train.
  init(of rows: LossRows, trained: [Int]) {
    precondition(!trained.isEmpty, "there are rows to train")
    self.rows = rows
    self.trained = trained
    let bits = Int.bitWidth - trained.count.leadingZeroBitCount
    unit = Double(sign: .plus, exponent: bits - 52, significand: 1)
    let mean = trained.reduce(0) { $0 + rows.losses[$1] } / Double(trained.count)
    residuals = rows.losses.map { $0 - mean }
    model = LossModel.State(
      featureCount: rows.featureCount,
      base: mean,
      splits: [],
      leaves: [],
      explained: 0
    )
  }

  /// Adds a tree; `false`, and no tree, where no split gains.
  ///
  /// - Complexity: O(rows · features).
  mutating func addTree() -> Bool {
    let rounded = residuals.map { ($0 / unit).rounded() * unit }
    let sums = ResidualSums(of: trained, in: rows, residuals: rounded)
    guard sums.bestSplit() != nil else { return false }
    model.splits += Array(repeating: .none, count: LossModel.splitCount)
    model.leaves += Array(repeating: 0, count: LossModel.leafCount)
    grow(at: 0, of: trained, sums: sums, residuals: rounded)
    for row in residuals.indices { residuals[row] -= newestLeaf(of: row) }
    return true
  }

  private func newestLeaf(of row: Int) -> Double {
    let first = row * rows.featureCount
    let cells = rows.cells.span.extracting(first..<(first + rows.featureCount))
    return model.leaf(of: cells, tree: model.treeCount - 1)
  }

  /// Splits rows at a place of the newest tree, and again below it; at a leaf there are no sums.
  private mutating func grow(
    at place: Int,
    of chosen: [Int],
    sums: ResidualSums?,
    residuals: [Double]
  ) {
    guard let sums, let split = sums.bestSplit() else {
      return setLeaf(below: place, of: chosen, residuals: residuals)
    }
    model.splits[model.splits.count - LossModel.splitCount + place] = split
    let sides = sides(of: chosen, at: split)
    let hasSplits = 2 * place + 1 < LossModel.splitCount
    let halves = hasSplits ? halves(of: sums, sides.low, sides.high, residuals) : nil
    grow(at: 2 * place + 1, of: sides.low, sums: halves?.low, residuals: residuals)
    grow(at: 2 * place + 2, of: sides.high, sums: halves?.high, residuals: residuals)
  }

  private func sides(of chosen: [Int], at split: LossModel.Split) -> (low: [Int], high: [Int]) {
    var sides: (low: [Int], high: [Int]) = ([], [])
    for row in chosen {
      if split.isLow(rows.cells[row * rows.featureCount + Int(split.feature)]) {
        sides.low.append(row)
      } else {
        sides.high.append(row)
      }
    }
    return sides
  }

  /// The sums of both sides of a split: only the smaller one is added up.
  private func halves(
    of whole: ResidualSums,
    _ low: [Int],
    _ high: [Int],
    _ residuals: [Double]
  ) -> (low: ResidualSums, high: ResidualSums) {
    let isLowSmaller = low.count <= high.count
    let smaller = ResidualSums(of: isLowSmaller ? low : high, in: rows, residuals: residuals)
    var larger = whole
    larger.subtract(smaller)
    return isLowSmaller ? (smaller, larger) : (larger, smaller)
  }

  /// Sets the leaf that rows reach from a place below which nothing is split.
  private mutating func setLeaf(below place: Int, of chosen: [Int], residuals: [Double]) {
    var leaf = place
    while leaf < LossModel.splitCount { leaf = 2 * leaf + 1 }
    let mean = chosen.reduce(0) { $0 + residuals[$1] } / Double(chosen.count)
    let first = model.leaves.count - LossModel.leafCount - LossModel.splitCount
    model.leaves[first + leaf] = Self.learningRate * mean
  }
}
