/// What a prediction is likely to cost, from the features alone: direct loss estimation (DLE).
///
/// A sum of regression trees that was trained on rows whose loss is known, |prediction - truth| or
/// its square. The mean of its losses over a window estimates the MAE or MSE there before any truth
/// arrives. It follows features that move where the baseline had rows; it cannot see that the truth
/// depends on them in a new way, and beyond the baseline's outermost cells it is constant.
///
/// 4 bytes a split and 8 a leaf: at most 9.2 KB with 100 trees.
/// - Note: Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
///   Statistics 29 (2001), doi:10.1214/aos/1013203451.
public struct LossModel: Equatable, Sendable {
  /// The cell of a feature that a row lacks; all lower ones are cells in the order of their values.
  public static let missingCell = UInt8.max
  /// Splits between the root of a tree and a leaf.
  public static let depth = 3
  /// Splits of a tree.
  public static let splitCount = 7
  /// Leaves of a tree.
  public static let leafCount = 8

  /// Where rows part.
  public struct Split: Equatable, Sendable {
    /// Index of the feature.
    public var feature: UInt16
    /// The highest cell on the low side; `missingCell`: all rows go there, nothing is split.
    public var cell: UInt8
    /// Whether rows without the feature go to the low side; `false` where nothing is split.
    public var isMissingLow: Bool

    /// Makes a split of its parts.
    public init(feature: UInt16, cell: UInt8, isMissingLow: Bool) {
      self.feature = feature
      self.cell = cell
      self.isMissingLow = isMissingLow
    }

    /// Leaves all rows together.
    static let none = Split(feature: 0, cell: missingCell, isMissingLow: false)

    /// Whether a row with that cell goes to the low side.
    ///
    /// One more on both sides turns the missing cell into the lowest: no branch to mispredict.
    @inline(__always)
    func isLow(_ row: UInt8) -> Bool {
      let shift: UInt8 = isMissingLow ? 1 : 0
      return row &+ shift <= cell &+ shift
    }
  }

  /// What a model is made of, for snapshots.
  public struct State: Equatable, Sendable {
    /// How many features a row has.
    public var featureCount: Int
    /// The mean of the trained losses, which the trees start from.
    public var base: Double
    /// Seven a tree: below the split at place i are those at 2i + 1 (low) and 2i + 2.
    public var splits: [Split]
    /// Eight a tree, from the low side to the high one: what the tree adds to the loss.
    public var leaves: [Double]
    /// See `LossModel.explained`.
    public var explained: Double

    /// Makes a state of its parts.
    public init(
      featureCount: Int,
      base: Double,
      splits: [Split],
      leaves: [Double],
      explained: Double
    ) {
      self.featureCount = featureCount
      self.base = base
      self.splits = splits
      self.leaves = leaves
      self.explained = explained
    }
  }

  /// What the model is made of, for snapshots.
  public let state: State

  /// Makes a model from a snapshot; `nil` where it is none: seven splits and eight leaves a tree,
  /// each split of a feature that rows have, all numbers finite.
  public init?(state: State) {
    guard state.isValid else { return nil }
    self.state = state
  }

  /// The share of the squared errors of the mean loss that trees save on rows that they were not
  /// trained on (R² of five-fold cross-validation).
  ///
  /// Range: 0 to 1; 0 where there is no tree and every loss is the mean. Losses are noisy: a tenth
  /// may be all there is to explain, and enough for a good mean of many.
  public var explained: Double { state.explained }

  /// How many trees there are.
  public var treeCount: Int { state.treeCount }

  /// The loss to expect of a row.
  ///
  /// - Parameter cells: One a feature, in the order of training; `missingCell` where it lacks.
  /// - Returns: In the unit of the trained losses; never below 0.
  /// - Precondition: there are as many cells as features.
  /// - Complexity: O(trees), three steps each; no allocation.
  public func loss(of cells: Span<UInt8>) -> Double {
    precondition(cells.count == state.featureCount, "a row has a cell of each feature")
    var loss = state.base
    for tree in 0..<state.treeCount { loss += state.leaf(of: cells, tree: tree) }
    return max(0, loss)
  }
}

extension LossModel.State {
  fileprivate var isValid: Bool {
    leaves.count == treeCount * LossModel.leafCount
      && splits.count == treeCount * LossModel.splitCount
      && splits.allSatisfy { split in
        // What splits nothing leaves missing values with the others.
        Int(split.feature) < featureCount
          && (split.cell != LossModel.missingCell || !split.isMissingLow)
      } && leaves.allSatisfy(\.isFinite) && base.isFinite && explained.isFinite
  }

  var treeCount: Int { leaves.count / LossModel.leafCount }

  /// What a tree adds to the loss of a row.
  @inline(__always)
  func leaf(of cells: Span<UInt8>, tree: Int) -> Double {
    var place = 0
    for _ in 0..<LossModel.depth {
      let split = splits[tree * LossModel.splitCount + place]
      place = 2 * place + (split.isLow(cells[Int(split.feature)]) ? 1 : 2)
    }
    return leaves[tree * LossModel.leafCount + place - LossModel.splitCount]
  }
}
