/// Mean and total variance of vectors of one dimension, the same for every order of them.
///
/// Holds exact sums of each coordinate in units of 2^-60 and of the squared lengths, each computed
/// in the order of its coordinates, in units of 2^-56; so no sum overflows before 2^40 vectors. A
/// vector of another dimension, with a number that is not finite, or with a squared length of 2^31
/// or more is counted as `refused` and enters nothing else. 16 bytes a coordinate.
public struct EmbeddingSums: Equatable, Sendable {
  /// A vector has at most so many coordinates.
  public static let dimensionMax = 4_096
  /// The squared length from which a vector is refused.
  public static let squaredLengthLimit = 0x1p31
  private static let unitExponent = -60
  private static let squareUnitExponent = -56

  /// Coordinates of a vector.
  public let dimension: Int
  /// Vectors that entered.
  public private(set) var count: UInt64 = 0
  /// Vectors that did not.
  public private(set) var refused: UInt64 = 0
  /// Sum of each coordinate, in units.
  private var sums: [Int128]
  /// Sum of the squared lengths.
  private var squares = ExactSum(unitExponent: squareUnitExponent)

  /// Makes empty sums.
  ///
  /// - Precondition: `dimension` lies in 1...`dimensionMax`.
  public init(dimension: Int) {
    precondition((1...Self.dimensionMax).contains(dimension), "a vector has 1 to 4,096 numbers")
    self.dimension = dimension
    sums = Array(repeating: 0, count: dimension)
  }

  /// The raw state, for snapshots: counts of vectors that entered and that did not, sum of each
  /// coordinate in units of 2^-60, sum of the squared lengths in units of 2^-56.
  public var state: (counts: [UInt64], sums: [Int128], squares: Int128) {
    ([count, refused], sums, squares.units)
  }

  /// Makes sums from their state.
  ///
  /// - Precondition: there are two counts, and 1 to `dimensionMax` sums.
  public init(counts: [UInt64], sums: [Int128], squares: Int128) {
    self.init(dimension: sums.count)
    precondition(counts.count == 2, "counts of vectors that entered and that did not")
    (count, refused) = (counts[0], counts[1])
    self.sums = sums
    self.squares = ExactSum(units: squares, unitExponent: Self.squareUnitExponent)
  }

  /// Adds one vector.
  ///
  /// - Returns: `false` when it is refused.
  /// - Complexity: O(dimension), no allocation.
  @discardableResult
  public mutating func add(_ vector: Span<Double>) -> Bool {
    guard vector.count == dimension else { return refuse() }
    var square = 0.0
    for index in vector.indices { square += vector[index] * vector[index] }
    // What is no number is not below the limit either.
    guard square < Self.squaredLengthLimit, squares.add(square) else { return refuse() }
    for index in vector.indices {
      let units = ExactSum.units(of: vector[index], unitExponent: Self.unitExponent) ?? 0
      sums[index] &+= units
    }
    count += 1
    return true
  }

  private mutating func refuse() -> Bool {
    refused += 1
    return false
  }

  /// Adds the vectors of another, exactly.
  ///
  /// - Precondition: both have one dimension.
  public mutating func merge(_ other: EmbeddingSums) {
    precondition(dimension == other.dimension, "only vectors of one dimension are merged")
    for index in sums.indices { sums[index] &+= other.sums[index] }
    squares.merge(other.squares)
    count += other.count
    refused += other.refused
  }

  /// Takes out vectors that were merged before, exactly.
  ///
  /// - Precondition: both have one dimension, and `other` is a part of this.
  public mutating func subtract(_ other: EmbeddingSums) {
    precondition(dimension == other.dimension, "only vectors of one dimension are subtracted")
    precondition(count >= other.count && refused >= other.refused, "only a part is subtracted")
    for index in sums.indices { sums[index] &-= other.sums[index] }
    squares.subtract(other.squares)
    count -= other.count
    refused -= other.refused
  }

  /// Mean of the vectors, `nil` when there is none.
  ///
  /// - Complexity: O(dimension).
  public var mean: [Double]? {
    guard count > 0 else { return nil }
    let number = Double(count)
    return sums.map { ExactSum(units: $0, unitExponent: Self.unitExponent).value / number }
  }

  /// Trace of the covariance matrix with divisor n − 1: the variances of all coordinates together.
  ///
  /// (Σ‖x‖² − n·‖mean‖²)/(n − 1).
  /// - Returns: `nil` below two vectors, and 0 where less than 10^-12 of the mean squared length is
  ///   left, which rounding alone may leave of equal vectors.
  /// - Complexity: O(dimension).
  public var totalVariance: Double? {
    guard count > 1, let mean else { return nil }
    let number = Double(count)
    let square = squares.value
    let inner = square - number * mean.reduce(0) { $0 + $1 * $1 }
    return inner > 1e-12 * square ? inner / (number - 1) : 0
  }

  /// Checks what must always hold.
  func checkInvariants() {
    precondition(sums.count == dimension, "one sum a coordinate")
    precondition(squares.units >= 0, "a sum of squares is not negative")
  }
}
