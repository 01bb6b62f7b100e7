/// How many trees help rows that they were not trained on: five-fold cross-validation.
///
/// Fold k is tried on the rows k, k + 5, k + 10, …, and trained on the others. Trees are kept where
/// they save squared errors by more than twice the standard error of what they save, else there is
/// none: a mean that is the same everywhere is not worth the noise of trees. Of 30 to 100 trees the
/// number is taken that saves most. Fewer would leave 0.9^30 = 4 % and more of each difference
/// untold, which squared errors of single rows forgive, but the mean of a window of them does not.
struct LossValidation {
  private static let folds = 5
  private static let treesMin = 30
  private static let standardErrorsMin = 2.0

  private let rowCount: Double
  /// Σr² of the residuals r of the mean alone.
  private var errors = 0.0
  /// By number of trees: the sum of what each row's squared error has fallen by, and of its squares.
  private var savings = Array(repeating: 0.0, count: LossModel.treesMax + 1)
  private var savingSquares = Array(repeating: 0.0, count: LossModel.treesMax + 1)

  init(of rows: LossRows) {
    rowCount = Double(rows.losses.count)
    for fold in 0..<Self.folds { tryTrees(on: rows, fold: fold) }
  }

  private mutating func tryTrees(on rows: LossRows, fold: Int) {
    let tried = rows.losses.indices.filter { $0 % Self.folds == fold }
    let trained = rows.losses.indices.filter { $0 % Self.folds != fold }
    var boosting = LossBoosting(of: rows, trained: trained)
    let before = tried.map { boosting.residuals[$0] * boosting.residuals[$0] }
    errors += before.reduce(0, +)
    for treeCount in 1...LossModel.treesMax {
      // Where no split gains any more, the model stays what it is.
      _ = boosting.addTree()
      for (row, error) in zip(tried, before) {
        let saving = error - boosting.residuals[row] * boosting.residuals[row]
        savings[treeCount] += saving
        savingSquares[treeCount] += saving * saving
      }
    }
  }

  /// How many trees to train, and the share of squared errors that they save.
  var choice: (treeCount: Int, explained: Double) {
    var best = Self.treesMin
    for treeCount in best...LossModel.treesMax where savings[treeCount] > savings[best] {
      best = treeCount
    }
    let saving = savings[best]
    let variance = max(0, savingSquares[best] - saving * saving / rowCount)
    let isClear = saving > Self.standardErrorsMin * variance.squareRoot()
    return isClear ? (best, saving / errors) : (0, 0)
  }
}
