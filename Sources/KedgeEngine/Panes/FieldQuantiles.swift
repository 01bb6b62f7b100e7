import KedgeStatistics

/// The quantiles of a field: numbers that are not negative have bounds too.
struct FieldQuantiles: Equatable, Sendable {
  /// The shares that are computed without being asked for.
  static let usualShares = [0.5, 0.95, 0.99]

  private let negatives: HistogramRanks?
  private let rest: HistogramRanks?

  init(_ pane: FieldPane) {
    negatives = pane.negatives.map { HistogramRanks($0) }
    rest = pane.histogram.map { HistogramRanks($0) }
  }

  var count: UInt64 { (negatives?.count ?? 0) + (rest?.count ?? 0) }

  /// What bounds are made of; `nil` where there are negative numbers.
  var bounded: HistogramRanks? { negatives == nil ? rest : nil }

  /// The value below which a share of the numbers lies; `nil` without numbers.
  func quantile(_ share: Double) -> Double? {
    let negative = negatives?.count ?? 0
    guard count > 0 else { return nil }
    let rank = min(max((share * Double(count)).rounded(.up), 1), Double(count))
    guard rank <= Double(negative) else {
      return rest?.quantile((rank - Double(negative)) / Double(count - negative))
    }
    // The smallest numbers are the largest magnitudes.
    return negatives?.quantile((Double(negative) - rank + 1) / Double(negative)).map { -$0 }
  }
}
