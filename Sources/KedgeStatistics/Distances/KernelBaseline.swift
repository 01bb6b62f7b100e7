import func Glibc.exp

/// Stored vectors of a baseline and the kernel with which a window is compared with them.
///
/// k(x, y) = exp(−‖x − y‖²/(2σ²)), with σ the median distance of 1,000 seeded pairs of different
/// vectors. The vectors are stored as pairs, the first with the second and so on, and each pair has
/// what takes the place of its own k(y, y′) in the statistic of `MeanDiscrepancy`: the best guess
/// of it from all vectors, r(y) + r(y′) − r̄, with r(y) the mean of k between y and the others and
/// r̄ the mean of r.
///
/// - Note: Gretton, Borgwardt, Rasch, Schölkopf and Smola, "A kernel two-sample test", J. Mach.
///   Learn. Res. 13 (2012), sections 6 and 8.
public struct KernelBaseline: Equatable, Sendable {
  /// At most so many vectors are stored.
  public static let vectorsMax = EmbeddingSample.countMax
  /// Pairs of which σ is the median distance.
  public static let bandwidthPairs = 1_000

  /// σ, in the unit of the vectors.
  public let bandwidth: Double
  /// Coordinates of a vector.
  public let dimension: Int
  /// Stored pairs.
  public let pairs: Int
  /// The vectors one after the other.
  private let numbers: [Double]
  /// What takes the place of k(y, y′), by pair.
  private let within: [Double]

  /// Makes a baseline of its vectors; `nil` where they do not define one.
  ///
  /// That is below four vectors, for vectors of no or of different dimension or with a number that
  /// is not finite, and where so many are equal that σ is 0, or they lie so far apart that it is no
  /// number.
  ///
  /// - Parameters:
  ///   - vectors: Independent of each other, in any order that does not depend on them; those after
  ///     the 256th and an odd last one are left out.
  ///   - seed: What the pairs of the bandwidth depend on.
  /// - Complexity: O(k²·d) for k vectors of d numbers.
  public init?(vectors: [[Double]], seed: UInt64) {
    let count = min(vectors.count, Self.vectorsMax) / 2 * 2
    guard count >= 4, let dimension = vectors.first?.count, dimension > 0,
      vectors[..<count].allSatisfy({ $0.count == dimension && $0.allSatisfy(\.isFinite) })
    else { return nil }
    let stored = Array(vectors[..<count])
    let bandwidth = Self.bandwidth(stored, seed: seed)
    guard bandwidth > 0, bandwidth.isFinite else { return nil }
    self.bandwidth = bandwidth
    self.dimension = dimension
    pairs = count / 2
    numbers = stored.flatMap { $0 }
    within = Self.within(stored, bandwidth)
  }

  /// The variance of the mean of `within` without a change, as a share of that of one term of
  /// `MeanDiscrepancy`.
  ///
  /// With v the variance of the doubly centred kernel a term has 3v, and the mean of k over all
  /// pairs of c vectors 2v/(c(c − 1)).
  var varianceShare: Double {
    let count = Double(2 * pairs)
    return 2 / (3 * count * (count - 1))
  }

  /// h of a pair of the window against a stored pair: k(x, x′) + k(y, y′) − k(x, y′) − k(x′, y),
  /// with k(y, y′) replaced as above.
  ///
  /// - Returns: A number in −3...3, or `nil` for another dimension or a number that is not finite.
  /// - Complexity: O(d), no allocation.
  func term(_ first: Span<Double>, _ second: Span<Double>, pair: Int) -> Double? {
    guard first.count == dimension, second.count == dimension else { return nil }
    let start = 2 * pair * dimension
    var (inside, across, crossed, check) = (0.0, 0.0, 0.0, 0.0)
    for index in 0..<dimension {
      let (x, other) = (first[index], second[index])
      let y = numbers[start + index]
      let otherY = numbers[start + dimension + index]
      inside += (x - other) * (x - other)
      across += (x - otherY) * (x - otherY)
      crossed += (other - y) * (other - y)
      // 0 for every finite number.
      check += x * 0 + other * 0
    }
    guard check == 0 else { return nil }
    return kernel(inside) + within[pair] - kernel(across) - kernel(crossed)
  }

  private func kernel(_ square: Double) -> Double {
    Self.kernel(square, bandwidth)
  }

  private static func kernel(_ square: Double, _ bandwidth: Double) -> Double {
    exp(-square / bandwidth / bandwidth / 2)
  }

  private static func square(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private static func bandwidth(_ vectors: [[Double]], seed: UInt64) -> Double {
    var draws = SeededNumbers(seed: seed)
    let distances = (0..<bandwidthPairs).map { _ in
      let first = draws.below(vectors.count)
      let other = draws.below(vectors.count - 1)
      return square(vectors[first], vectors[other < first ? other : other + 1]).squareRoot()
    }
    let sorted = distances.sorted()
    return (sorted[bandwidthPairs / 2 - 1] + sorted[bandwidthPairs / 2]) / 2
  }

  private static func within(_ vectors: [[Double]], _ bandwidth: Double) -> [Double] {
    let count = vectors.count
    var means = [Double](repeating: 0, count: count)
    for row in 1..<count {
      for column in 0..<row {
        let share = kernel(square(vectors[row], vectors[column]), bandwidth) / Double(count - 1)
        means[row] += share
        means[column] += share
      }
    }
    let mean = means.reduce(0, +) / Double(count)
    return (0..<(count / 2)).map { means[2 * $0] + means[2 * $0 + 1] - mean }
  }
}
