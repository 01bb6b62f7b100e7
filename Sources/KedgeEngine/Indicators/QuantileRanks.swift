import KedgeStatistics

/// Ranks of the bounds of quantiles, found once for all fields with as many values.
final class QuantileRanks {
  private struct Key: Hashable {
    let share: Double
    let trials: UInt64
  }

  private let level: Double
  private var known: [Key: QuantileSequence.Ranks] = [:]

  /// - Parameter level: α of both sides together.
  init(level: Double) {
    self.level = level
  }

  /// Bounds of a quantile; `nil` where there is no value.
  func bounds(_ share: Double, of histogram: HistogramRanks) -> QuantileSequence.Bounds? {
    guard histogram.count > 0 else { return nil }
    let key = Key(share: share, trials: histogram.count)
    let ranks =
      known[key]
      ?? QuantileSequence.ranks(share: share, trials: histogram.count, level: level)
    known[key] = ranks
    return QuantileSequence.bounds(ranks, of: histogram)
  }
}
