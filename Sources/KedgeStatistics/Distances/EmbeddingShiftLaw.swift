/// The law of `EmbeddingShift` without a change, by a seeded bootstrap of 999 window means.
///
/// A mean is that of as many vectors as the window has, drawn with replacement from a sample of the
/// baseline, about the mean of the sample; its length is divided as the shift is. For k vectors in
/// the sample, m in the window and n in the baseline it is multiplied by sqrt(k/(k−1)), since the
/// spread about the sample's own mean is too small, and by sqrt(1 + m/n), since the mean of the
/// baseline has an error too. From 4,096 vectors on as many are drawn, and the lengths shrink with
/// the root of the count.
///
/// - Note: Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapters 6 and 16.
public struct EmbeddingShiftLaw: Equatable, Sendable {
  /// What a shift is compared with.
  public struct Limit: Equatable, Sendable {
    /// The shift that is exceeded with the probability asked for at most.
    public let value: Double
    /// Whether the bootstrap does not reach so small a probability, so that the value is the
    /// largest of its shifts times 1.5 and proves no level.
    public let isStatic: Bool
  }

  /// Means that are drawn.
  public static let replicates = 999
  private static let drawsMax: UInt64 = 4_096
  private static let headroom = 1.5

  /// Shifts of the drawn means, increasing.
  public let shifts: [Double]

  /// Makes a law of shifts that were drawn.
  ///
  /// - Precondition: they increase, and there are some.
  public init(shifts: [Double]) {
    precondition(!shifts.isEmpty, "a law is of some shifts")
    self.shifts = shifts
  }

  /// Draws the means; `nil` where no shift is defined, the window is empty, or the sample has fewer
  /// than two vectors.
  ///
  /// - Parameters:
  ///   - baseline: The sums that a window is compared with.
  ///   - sample: Vectors of the baseline, at most 256 as in `EmbeddingSample`; more are left out.
  ///   - windowCount: Vectors of the window.
  ///   - seed: What the draws depend on.
  /// - Precondition: each vector of the sample has the dimension of the baseline, and is finite.
  /// - Complexity: O(k²·d + 999·(m + k²)); 8·k² bytes meanwhile.
  public init?(baseline: EmbeddingSums, sample: [[Double]], windowCount: UInt64, seed: UInt64) {
    let sample = Array(sample.prefix(EmbeddingSample.countMax))
    precondition(
      sample.allSatisfy { $0.count == baseline.dimension },
      "the sample has the dimension of the baseline"
    )
    guard windowCount > 0, sample.count > 1, let scale = EmbeddingShift.scale(baseline)
    else { return nil }
    let draws = min(windowCount, Self.drawsMax)
    let products = Self.products(sample)
    var numbers = SeededNumbers(seed: seed)
    let (k, m, n) = (Double(sample.count), Double(windowCount), Double(baseline.count))
    let factor =
      (Double(draws) / m * k / (k - 1) * (1 + m / n)).squareRoot() / Double(draws) / scale
    shifts = (0..<Self.replicates).map { _ in
      Self.length(draws: Int(draws), of: sample.count, products, &numbers) * factor
    }.sorted()
  }

  /// The shift that is exceeded with probability α at most.
  ///
  /// - Parameter level: α in (0, 1).
  /// - Returns: A drawn shift; below 1/1,000 a static limit.
  /// - Complexity: O(1).
  public func limit(level: Double) -> Limit {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let above = (level * Double(shifts.count + 1)).rounded(.down)
    guard above >= 1 else {
      return Limit(value: shifts[shifts.count - 1] * Self.headroom, isStatic: true)
    }
    return Limit(value: shifts[max(0, shifts.count - Int(above))], isStatic: false)
  }

  /// The probability of such a shift or a larger one: (1 + drawn ones that are at least as large)
  /// over 1,000.
  ///
  /// - Complexity: O(1,000).
  public func pValue(of shift: Double) -> Double {
    Double(1 + shifts.count { $0 >= shift }) / Double(shifts.count + 1)
  }

  /// Inner products of all pairs of vectors, less their mean; row after row.
  private static func products(_ sample: [[Double]]) -> [Double] {
    let count = sample.count
    var mean = sample[0].map { _ in 0.0 }
    for vector in sample {
      for index in mean.indices { mean[index] += vector[index] / Double(count) }
    }
    let centered = sample.map { vector in zip(vector, mean).map { $0 - $1 } }
    var products = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        let product = zip(centered[row], centered[column]).reduce(0) { $0 + $1.0 * $1.1 }
        products[row * count + column] = product
        products[column * count + row] = product
      }
    }
    return products
  }

  /// Length of the sum of so many vectors drawn with replacement.
  ///
  /// With c the counts of the vectors and G their products it is sqrt(cᵀGc).
  private static func length(
    draws: Int,
    of count: Int,
    _ products: [Double],
    _ numbers: inout SeededNumbers
  ) -> Double {
    var counts = [Double](repeating: 0, count: count)
    for _ in 0..<draws { counts[numbers.below(count)] += 1 }
    var square = 0.0
    for row in 0..<count where counts[row] > 0 {
      var sum = 0.0
      for column in 0..<count { sum += counts[column] * products[row * count + column] }
      square += counts[row] * sum
    }
    return max(0, square).squareRoot()
  }
}
