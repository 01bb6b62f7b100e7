/// At most 256 vectors, drawn evenly from all that came (reservoir sampling).
///
/// Each vector that came is held with the same probability. Which ones is a function of the seed
/// and the order of the vectors. 8 bytes a coordinate.
///
/// - Note: Vitter, "Random sampling with a reservoir", algorithm R, ACM Trans. Math. Softw. 11
///   (1985), doi:10.1145/3147.3165.
public struct EmbeddingSample: Equatable, Sendable {
  /// At most so many vectors are held.
  public static let countMax = 256

  /// Coordinates of a vector.
  public let dimension: Int
  /// What the draws depend on.
  public let seed: UInt64
  /// Vectors that came and were not refused.
  public private(set) var seen: UInt64
  /// Those that are held.
  public private(set) var vectors: [[Double]]

  /// Makes an empty sample, or one from its state.
  ///
  /// - Precondition: `dimension` lies in 1...`EmbeddingSums.dimensionMax`; of `seen`
  ///   vectors as many as fit are held, each of that dimension.
  public init(dimension: Int, seed: UInt64, seen: UInt64 = 0, vectors: [[Double]] = []) {
    let dimensions = 1...EmbeddingSums.dimensionMax
    precondition(dimensions.contains(dimension), "a vector has 1 to 4,096 numbers")
    precondition(UInt64(vectors.count) == min(seen, UInt64(Self.countMax)), "what fits is held")
    precondition(vectors.allSatisfy { $0.count == dimension }, "vectors have one dimension")
    (self.dimension, self.seed) = (dimension, seed)
    (self.seen, self.vectors) = (seen, vectors)
  }

  /// Takes one vector; it may be held, and another let go.
  ///
  /// - Returns: `false`, and nothing is changed, for another dimension or a number that is not
  ///   finite.
  /// - Complexity: O(dimension).
  @discardableResult
  public mutating func add(_ vector: Span<Double>) -> Bool {
    guard vector.count == dimension else { return false }
    for index in vector.indices where !vector[index].isFinite { return false }
    var numbers = SeededNumbers(seed: seed, drawn: seen)
    seen += 1
    guard vectors.count == Self.countMax else {
      vectors.append(Self.copy(vector))
      return true
    }
    let place = numbers.below(Int(seen))
    if place < Self.countMax { vectors[place] = Self.copy(vector) }
    return true
  }

  private static func copy(_ vector: Span<Double>) -> [Double] {
    var copy: [Double] = []
    copy.reserveCapacity(vector.count)
    for index in vector.indices { copy.append(vector[index]) }
    return copy
  }
}
