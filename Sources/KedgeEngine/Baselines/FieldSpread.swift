import KedgeModel
import KedgeStatistics

/// How a field varied within the baseline of one segment: from pane to pane, and from chunk to chunk.
struct FieldSpread: Equatable, Sendable {
  /// Panes with enough values for a mean.
  var panes = 0
  /// τ²: variance of the means of panes beyond what their sizes explain; in squares of its unit.
  var betweenVariance = 0.0
  /// By how much the variance of a sum of means is larger than if they were independent, at least 1.
  var inflation = 1.0
  /// Effects of chunks of the baseline against all of it, by indicator.
  var chunks: [String: ChunkSpread] = [:]

  /// The effects of one indicator over chunks.
  struct ChunkSpread: Equatable, Sendable {
    var count: Int
    var mean: Double
    /// Standard deviation, with the divisor n.
    var deviation: Double
  }

  /// Below so many panes nothing is known of how means vary.
  static let panesMin = 30
  /// Below so many chunks nothing is known of how distances vary.
  static let chunksMin = 6
  /// Values of which a mean is taken; panes with fewer wait for the next.
  static let valuesMin = 30.0
}

/// Values of a pane, or of several where one has too few.
struct PaneMean: Equatable, Sendable {
  var count = 0.0
  var sum = 0.0

  /// Adds values.
  ///
  /// - Returns: the mean of all since the last answer, once there are enough of them.
  mutating func take(count more: Double, sum added: Double) -> (mean: Double, count: Double)? {
    count += more
    sum += added
    guard count >= FieldSpread.valuesMin else { return nil }
    defer { self = PaneMean() }
    return (sum / count, count)
  }
}

extension FieldSpread {
  /// Learns how the means of panes vary.
  ///
  /// - Parameters:
  ///   - values: The values of each pane, in the order of panes.
  ///   - moments: Of all values.
  init(panes values: [[Double]], moments: MomentsSummary) {
    var means: [(mean: Double, count: Double)] = []
    var waiting = PaneMean()
    for pane in values {
      let mean = waiting.take(count: Double(pane.count), sum: pane.reduce(0, +))
      if let mean { means.append(mean) }
    }
    panes = means.count
    guard panes > 1, let deviation = moments.deviation, deviation > 0 else { return }
    let variance = deviation * deviation
    let center = means.reduce(0) { $0 + $1.mean } / Double(panes)
    let squares = means.reduce(0) { $0 + ($1.mean - center) * ($1.mean - center) }
    let expected = means.reduce(0) { $0 + variance / $1.count } / Double(panes)
    betweenVariance = max(0, squares / Double(panes - 1) - expected)
    let standardized = means.map {
      ($0.mean - center) / (betweenVariance + variance / $0.count).squareRoot()
    }
    inflation = FieldSpread.inflation(standardized)
  }

  /// 1 + 2·Σρ over the lags up to the first whose autocorrelation is below 0.1.
  ///
  /// - Note: The variance of the mean of a stationary sequence; Bartlett, J. R. Stat. Soc. Suppl. 8, 1946.
  private static func inflation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let distances = values.map { $0 - mean }
    let variance = distances.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return 1 }
    var inflation = 1.0
    for lag in 1..<max(2, values.count / 4) {
      let products = zip(distances, distances.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
      let correlation = products / variance
      guard correlation >= 0.1 else { break }
      inflation += 2 * correlation
    }
    return inflation
  }

  /// Learns how distances of chunks vary; `nil` entries are chunks with too few values.
  mutating func learn(_ effects: [Double?], of kind: String) {
    let known = effects.compactMap(\.self)
    guard known.count >= FieldSpread.chunksMin else { return }
    let mean = known.reduce(0, +) / Double(known.count)
    let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    chunks[kind] = ChunkSpread(
      count: known.count,
      mean: mean,
      deviation: (squares / Double(known.count)).squareRoot()
    )
  }
}
