/// The area under the curve of true against false positives that is expected from rates alone (CBPE).
///
/// In the order of falling scores, each row adds its rate to the true and the rest to the false
/// positives; the area is that of the trapezoids below. Rows of one cell of scores count as ties.
public struct ExpectedRanking: Equatable, Sendable {
  /// Cells of [0, 1] in which scores count as equal.
  public static let cellCount = BinaryScores.cellCount

  private var rates = Array(repeating: ExactSum(), count: cellCount)
  private var counts = Array(repeating: UInt64(0), count: cellCount)

  /// Makes one of nothing.
  public init() {}

  /// Takes a row.
  ///
  /// - Parameters:
  ///   - score: In [0, 1], as the model gave it.
  ///   - rate: Of the positive class, in [0, 1].
  public mutating func add(score: Double, rate: Double) {
    precondition((0...1).contains(score), "a score lies between 0 and 1")
    let cell = min(Int(score * Double(Self.cellCount)), Self.cellCount - 1)
    _ = rates[cell].add(rate)
    counts[cell] += 1
  }

  /// Adds the rows of another; the same bits in any order.
  public mutating func merge(_ other: ExpectedRanking) {
    for cell in counts.indices {
      _ = rates[cell].merge(other.rates[cell])
      counts[cell] += other.counts[cell]
    }
  }

  /// The expected area, and how far that of the single scores may be from it; `nil` where one class
  /// is expected to be empty.
  ///
  /// - Complexity: O(cells).
  public var areaUnderCurve: (value: Double, errorBound: Double)? {
    let steps = counts.indices.reversed().map { cell in
      (positives: rates[cell].value, count: Double(counts[cell]))
    }
    return Self.area(steps)
  }

  /// The expected area of single rows.
  ///
  /// - Parameters:
  ///   - scores: As the model gave them.
  ///   - rates: Of the positive class, in [0, 1].
  /// - Returns: `nil` where one class is expected to be empty.
  /// - Complexity: O(rows log rows).
  public static func areaUnderCurve(scores: [Double], rates: [Double]) -> Double? {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    return area(order.map { (rates[$0], 1) })?.value
  }

  private static func area(
    _ steps: [(positives: Double, count: Double)]
  ) -> (value: Double, errorBound: Double)? {
    let positives = steps.reduce(0) { $0 + $1.positives }
    let negatives = steps.reduce(0) { $0 + $1.count } - positives
    guard positives > 0, negatives > 0 else { return nil }
    var (reached, area, tied) = (0.0, 0.0, 0.0)
    for step in steps {
      let wrong = step.count - step.positives
      area += wrong * (reached + step.positives / 2)
      tied += wrong * step.positives / 2
      reached += step.positives
    }
    let whole = positives * negatives
    return (area / whole, tied / whole)
  }
}
