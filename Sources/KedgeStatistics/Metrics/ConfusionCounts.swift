/// Counts of (true class, predicted class), from which classification metrics follow.
///
/// At most 32 classes; 8 bytes a pair. A metric whose denominator is 0 is `nil`, except where
/// stated.
public struct ConfusionCounts: Equatable, Sendable {
  /// At most so many classes.
  public static let classesMax = 32

  /// The number of classes.
  public let classes: Int
  /// Counts, the row of a true class after the other.
  public private(set) var counts: [UInt64]

  /// Makes empty counts.
  ///
  /// - Precondition: `classes` is in 1…32.
  public init(classes: Int) {
    self.init(classes: classes, counts: Array(repeating: 0, count: classes * classes))
  }

  /// Makes counts from their state, the two properties.
  ///
  /// - Precondition: `classes` is in 1…32 and there is a count for each pair.
  public init(classes: Int, counts: [UInt64]) {
    precondition((1...Self.classesMax).contains(classes), "there are 1 to 32 classes")
    precondition(counts.count == classes * classes, "one count a pair of classes")
    self.classes = classes
    self.counts = counts
  }

  /// Counts one labelled prediction.
  ///
  /// - Precondition: both are in 0..<classes.
  public mutating func add(actual: Int, predicted: Int) {
    precondition(predicted >= 0 && predicted < classes, "a class is below their number")
    counts[actual * classes + predicted] += 1
  }

  /// Adds the counts of another.
  ///
  /// - Precondition: both have the same classes.
  public mutating func merge(_ other: ConfusionCounts) {
    precondition(classes == other.classes, "only counts of the same classes are merged")
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Takes out counts that were merged before.
  ///
  /// - Precondition: both have the same classes, and `other` is a part of this.
  public mutating func subtract(_ other: ConfusionCounts) {
    precondition(classes == other.classes, "only counts of the same classes are subtracted")
    for index in counts.indices { counts[index] -= other.counts[index] }
  }

  /// All labelled predictions.
  public var total: UInt64 { counts.reduce(0, +) }

  /// How many were right.
  public var correct: UInt64 { (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] } }

  /// How often a class was true.
  public func actual(_ index: Int) -> UInt64 {
    counts[(index * classes)..<((index + 1) * classes)].reduce(0, +)
  }

  /// How often a class was predicted.
  public func predicted(_ index: Int) -> UInt64 {
    (0..<classes).reduce(0) { $0 + counts[$1 * classes + index] }
  }

  private func hits(_ index: Int) -> UInt64 { counts[index * classes + index] }
}

extension ConfusionCounts {
  /// Share of right predictions.
  public var accuracy: Double? { ConfusionCounts.ratio(correct, total) }

  /// Share of right ones among predictions of a class.
  public func precision(_ index: Int) -> Double? {
    ConfusionCounts.ratio(hits(index), predicted(index))
  }

  /// Share of a class that was found.
  public func recall(_ index: Int) -> Double? { ConfusionCounts.ratio(hits(index), actual(index)) }

  /// Share of all other classes that was not taken for this one.
  public func specificity(_ index: Int) -> Double? {
    let others = total - actual(index)
    return ConfusionCounts.ratio(others - (predicted(index) - hits(index)), others)
  }

  /// 2·hits/(actual + predicted): 0 without a hit, `nil` when the class never occurs.
  public func f1(_ index: Int) -> Double? {
    ConfusionCounts.ratio(2 * hits(index), actual(index) + predicted(index))
  }

  /// Mean recall of the classes that occur.
  public var balancedAccuracy: Double? {
    let recalls = (0..<classes).compactMap(recall)
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Mean precision of the classes that occur or are predicted; 0 for one that is never predicted.
  public var macroPrecision: Double? { macro(precision) }

  /// Mean recall of the classes that occur or are predicted; 0 for one that never occurs.
  public var macroRecall: Double? { macro(recall) }

  private func macro(_ metric: (Int) -> Double?) -> Double? {
    let known = (0..<classes).filter { actual($0) + predicted($0) > 0 }
    return known.isEmpty ? nil : known.reduce(0) { $0 + (metric($1) ?? 0) } / Double(known.count)
  }

  /// Mean F1 of the classes that occur or are predicted.
  public var macroF1: Double? {
    let values = (0..<classes).compactMap(f1)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Matthews' correlation of true and predicted class in -1…1; 0 when either is constant.
  ///
  /// - Note: Gorodkin, Comput. Biol. Chem. 28 (2004), doi:10.1016/j.compbiolchem.2004.09.006.
  public var matthewsCorrelation: Double? {
    guard total > 0 else { return nil }
    let size = Double(total)
    var (both, actualSquares, predictedSquares) = (0.0, 0.0, 0.0)
    for index in 0..<classes {
      let (a, p) = (Double(actual(index)) / size, Double(predicted(index)) / size)
      both += a * p
      actualSquares += a * a
      predictedSquares += p * p
    }
    let product = (1 - actualSquares) * (1 - predictedSquares)
    return product <= 1e-15 ? 0 : (Double(correct) / size - both) / product.squareRoot()
  }

  private static func ratio(_ part: UInt64, _ whole: UInt64) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
