extension LossModel {
  /// Fewer rows do not make a model.
  public static let rowsMin = 200
  /// No model has more trees.
  public static let treesMax = 100

  /// Trains a model on rows whose loss is known; `nil` with fewer than 200 rows.
  ///
  /// Gradient boosting of squared errors: each tree is fitted to what those before it leave over,
  /// with at least 20 rows a leaf, and a tenth of it is added. How many trees are kept is decided by
  /// five-fold cross-validation, see `LossValidation`; they are trained on all rows. The same rows in
  /// the same order make the same bits, and losses in another unit that is a power of two of the
  /// first make the same trees.
  ///
  /// - Parameters:
  ///   - features: By feature, then by row: the cell of the value, or `missingCell`.
  ///   - losses: One a row; finite, 0 or more.
  /// - Precondition: each feature has a cell for each row; there are at most 65,535 features.
  /// - Complexity: O(rows · features) for each of at most 600 trees: 20,000 rows of 30 features take
  ///   about a second. Holds a copy of `features`, about 80 bytes a row and 30 KB a feature.
  public init?(features: [[UInt8]], losses: [Double]) {
    precondition(features.count <= UInt16.max, "a model has at most 65,535 features")
    let isWhole = features.allSatisfy { $0.count == losses.count }
    precondition(isWhole, "a row has a cell of each feature")
    precondition(losses.allSatisfy { $0.isFinite && $0 >= 0 }, "a loss is finite, 0 or more")
    guard losses.count >= Self.rowsMin else { return nil }
    let rows = LossRows(features: features, losses: losses)
    let choice = LossValidation(of: rows).choice
    var boosting = LossBoosting(of: rows, trained: Array(losses.indices))
    while boosting.model.treeCount < choice.treeCount, boosting.addTree() {}
    var state = boosting.model
    state.base = rows.unscaled(state.base)
    state.leaves = state.leaves.map(rows.unscaled)
    state.explained = choice.explained
    self.init(state: state)
  }
}

/// Rows whose loss is known, in the form for training.
///
/// Losses are divided by the power of two that brings them to [0, 1), so that their squares neither
/// overflow nor vanish.
struct LossRows {
  let featureCount: Int
  /// By row, then by feature.
  let cells: [UInt8]
  /// One more than the highest cell that is not missing.
  let cellCount: Int
  /// In [0, 1).
  let losses: [Double]
  private let exponent: Int

  init(features: [[UInt8]], losses: [Double]) {
    featureCount = features.count
    cells = losses.indices.flatMap { row in features.map { $0[row] } }
    cellCount = cells.reduce(0) { $1 == LossModel.missingCell ? $0 : max($0, Int($1) + 1) }
    let lossMax = losses.max() ?? 0
    let exponent = lossMax > 0 ? Int(lossMax.exponent) + 1 : 0
    self.losses = losses.map { Double(sign: .plus, exponent: -exponent, significand: $0) }
    self.exponent = exponent
  }

  /// A loss in the unit that it was given in.
  func unscaled(_ loss: Double) -> Double {
    Double(sign: .plus, exponent: exponent, significand: loss)
  }
}
