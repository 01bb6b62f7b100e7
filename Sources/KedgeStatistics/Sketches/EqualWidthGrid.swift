import func Glibc.log2

/// Cells of equal width over the range of a baseline, as many as Doane's rule says.
///
/// The last cell is closed, and one more cell takes what lies outside the range. Used to compare
/// with NannyML, whose Jensen-Shannon and Hellinger distances are defined on these cells.
public struct EqualWidthGrid: Equatable, Sendable {
  /// The borders of the cells, increasing; their number is one more than the cells'.
  public let borders: [Double]

  /// Makes the grid of a baseline; `nil` with fewer than three values, with a constant, and where
  /// numbers are too coarse for so many borders in the range.
  ///
  /// Doane: width = range/(1 + log2(n) + log2(1 + |g|/s)) with the skewness g and
  /// s² = 6(n-2)/((n+1)(n+3)).
  /// - Note: Doane, The American Statistician 30 (1976), doi:10.1080/00031305.1976.10479172.
  public init?(baseline: SortedValues) {
    guard baseline.count > 2, let low = baseline.elements.first, let high = baseline.elements.last,
      low < high
    else { return nil }
    let number = Double(baseline.count)
    let error = (6 * (number - 2) / ((number + 1) * (number + 3))).squareRoot()
    let cells = (1 + log2(number) + log2(1 + abs(baseline.skewness) / error)).rounded(.up)
    let step = (high - low) / cells
    self.init(borders: (0..<Int(cells)).map { Double($0) * step + low } + [high])
  }

  /// Makes a grid from its borders; `nil` unless there are two or more, increasing.
  public init?(borders: [Double]) {
    guard borders.count > 1, zip(borders, borders.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    self.borders = borders
  }

  /// The number of cells, the one for values outside included.
  public var cellCount: Int { borders.count }

  /// The cell of a value, the last one for values outside the range and for `nan`.
  ///
  /// - Complexity: O(log cells).
  public func cell(of value: Double) -> Int {
    let last = borders.count - 1
    guard value >= borders[0], value <= borders[last] else { return last }
    return min(EdgeLookup.rankBySearch(of: value, in: borders), last) - 1
  }

  /// Counts values in the cells; non-finite ones are left out.
  public func counts(_ values: Span<Double>) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: cellCount)
    for index in values.indices where values[index].isFinite {
      counts[cell(of: values[index])] += 1
    }
    return counts
  }
}
