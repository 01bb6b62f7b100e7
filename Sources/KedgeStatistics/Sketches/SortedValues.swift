/// Finite numbers in increasing order.
///
/// What the exact forms of distances and the quantiles of a baseline are computed from.
public struct SortedValues: Equatable, Sendable {
  /// The numbers, increasing.
  public let elements: [Double]

  /// Sorts the finite ones of these numbers; the others are left out.
  ///
  /// - Complexity: O(n log n).
  public init(_ values: [Double]) {
    // -0 becomes 0, so that equal numbers have equal bits.
    elements = values.filter(\.isFinite).map { $0 + 0 }.sorted()
  }

  /// How many numbers there are.
  public var count: Int { elements.count }

  /// The quantile by linear interpolation between order statistics (numpy's `linear`).
  ///
  /// - Parameter share: In [0, 1].
  /// - Returns: `nil` when there is no number.
  public func quantile(_ share: Double) -> Double? {
    guard let last = elements.last else { return nil }
    let position = Double(count - 1) * share
    let index = Int(position.rounded(.down))
    guard index + 1 < count else { return last }
    let (low, high) = (elements[index], elements[index + 1])
    let part = position - Double(index)
    // Two that lie further apart than the largest number.
    guard (high - low).isFinite else { return low * (1 - part) + high * part }
    // Interpolating from the nearer end keeps the result inside the two and monotone.
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
  }

  /// Third central moment over the cube of the standard deviation, both of the population; 0 where
  /// all numbers are equal, there is none, or they are so large that a cube is no number.
  public var skewness: Double {
    let number = Double(count)
    let mean = elements.reduce(0, +) / number
    var (square, cube) = (0.0, 0.0)
    for value in elements {
      let distance = value - mean
      square += distance * distance
      cube += distance * distance * distance
    }
    let deviation = (square / number).squareRoot()
    let skewness = cube / number / (deviation * deviation * deviation)
    return skewness.isFinite ? skewness : 0
  }

  /// The different numbers, increasing.
  public var distinct: [Double] {
    var result: [Double] = []
    for value in elements where result.last != value { result.append(value) }
    return result
  }

  /// The sums of a feature, with a scale that fits it.
  public var moments: Moments {
    // A first pass about the median fixes the spread, the second is exact about the mean.
    let middle = quantile(0.5) ?? 0
    let count = Double(max(1, count))
    let mean = middle + elements.reduce(0) { $0 + ($1 - middle) } / count
    let square = elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    var moments = Moments(scale: Moments.Scale(mean: mean, spread: square.squareRoot()))
    moments.add(elements.span)
    return moments
  }
}
