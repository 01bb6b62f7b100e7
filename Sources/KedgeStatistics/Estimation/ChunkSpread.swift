/// How one quantity varied over chunks of a baseline, from which limits follow that are its own.
public struct ChunkSpread: Equatable, Sendable {
  /// Chunks.
  public var count: Int
  /// Mean over them.
  public var mean: Double
  /// Standard deviation over them, with the divisor n.
  public var deviation: Double

  /// Below so many chunks nothing is known of how a quantity varies.
  public static let chunksMin = 6

  /// Makes one from its state, the three properties; `nil` where a number is none, or the deviation
  /// is below 0.
  public init?(count: Int, mean: Double, deviation: Double) {
    guard mean.isFinite, deviation.isFinite, deviation >= 0 else { return nil }
    self.count = count
    self.mean = mean
    self.deviation = deviation
  }

  /// Learns from the values of chunks.
  ///
  /// - Returns: `nil` of fewer than `chunksMin`, and where mean or deviation are not finite.
  public init?(_ values: [Double]) {
    guard values.count >= Self.chunksMin else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      count: values.count,
      mean: mean,
      deviation: (squares / Double(values.count)).squareRoot()
    )
  }

  /// Mean minus and plus so many standard deviations, within a range.
  public func limits(deviations: Double, in range: ClosedRange<Double>) -> ClosedRange<Double> {
    let reach = deviations * deviation
    return (mean - reach...mean + reach).clamped(to: range)
  }
}
