/// Scores in [0, 1] of two classes in 1,000 cells, from which the area under the ROC curve follows.
///
/// Counts only: merging is exact and any order gives the same. 16 KB.
public struct BinaryScores: Equatable, Sendable {
  /// The number of cells over [0, 1].
  public static let cellCount = 1_000

  /// Counts of the negative class; a score of 1 is in the last cell.
  public private(set) var negatives: [UInt64]
  /// Counts of the positive class.
  public private(set) var positives: [UInt64]

  /// Makes empty counts.
  public init() {
    let none = [UInt64](repeating: 0, count: Self.cellCount)
    self.init(negatives: none, positives: none)
  }

  /// Makes counts from their state, the two properties.
  ///
  /// - Precondition: both have 1,000 cells.
  public init(negatives: [UInt64], positives: [UInt64]) {
    precondition(negatives.count == Self.cellCount, "1,000 cells of the negative class")
    precondition(positives.count == Self.cellCount, "1,000 cells of the positive class")
    self.negatives = negatives
    self.positives = positives
  }

  /// Counts one labelled score.
  ///
  /// - Returns: `false`, with nothing changed, for a score outside [0, 1].
  /// - Complexity: O(1).
  @discardableResult
  public mutating func add(score: Double, isPositive: Bool) -> Bool {
    guard score >= 0, score <= 1 else { return false }
    let cell = min(Self.cellCount - 1, Int(score * Double(Self.cellCount)))
    if isPositive { positives[cell] += 1 } else { negatives[cell] += 1 }
    return true
  }

  /// Adds the counts of another.
  public mutating func merge(_ other: BinaryScores) {
    for cell in negatives.indices { negatives[cell] += other.negatives[cell] }
    for cell in positives.indices { positives[cell] += other.positives[cell] }
  }

  /// Takes out counts that were merged before.
  ///
  /// - Precondition: `other` is a part of this.
  public mutating func subtract(_ other: BinaryScores) {
    for cell in negatives.indices { negatives[cell] -= other.negatives[cell] }
    for cell in positives.indices { positives[cell] -= other.positives[cell] }
  }

  /// The area under the ROC curve, pairs inside one cell counted half.
  ///
  /// - Returns: The area and half the share of pairs that share a cell, by which it may miss the
  ///   area of the scores themselves; `nil` when a class is empty.
  /// - Complexity: O(cells).
  public var areaUnderCurve: (value: Double, errorBound: Double)? {
    var (below, total) = (0.0, 0.0)
    var (ordered, tied) = (0.0, 0.0)
    for (negative, positive) in zip(negatives, positives) {
      ordered += Double(positive) * below
      tied += Double(positive) * Double(negative)
      below += Double(negative)
      total += Double(positive)
    }
    let pairs = below * total
    return pairs == 0 ? nil : ((ordered + tied / 2) / pairs, tied / 2 / pairs)
  }

  /// The area under the ROC curve of the scores themselves, ties counted half.
  ///
  /// - Returns: `nil` when a class is empty.
  /// - Complexity: O(n+m).
  public static func areaUnderCurve(
    negatives: SortedValues,
    positives: SortedValues
  ) -> Double? {
    guard negatives.count > 0, positives.count > 0 else { return nil }
    var (below, upTo) = (0, 0)
    var doubled = 0
    for score in positives.elements {
      while below < negatives.count, negatives.elements[below] < score { below += 1 }
      while upTo < negatives.count, negatives.elements[upTo] <= score { upTo += 1 }
      doubled += below + upTo
    }
    return Double(doubled) / 2 / (Double(negatives.count) * Double(positives.count))
  }
}
