import KedgeModel
import KedgeStatistics

/// How a field varied within the baseline of one segment: from pane to pane, and from chunk to chunk.
struct FieldSpread: Equatable, Sendable {
  /// Of its values.
  var values = PaneSpread()
  /// Of the scores by which its spread is judged.
  var scores = PaneSpread()
  /// Names that only one pane had.
  var novelty: NoveltyDetector.Baseline?
  /// Effects of chunks of the baseline against all of it, by indicator.
  var chunks: [String: ChunkSpread] = [:]
}

/// How the means of panes varied within a baseline.
struct PaneSpread: Equatable, Sendable {
  /// Panes with enough values for a mean.
  var panes = 0
  /// Mean over all of them.
  var mean = 0.0
  /// τ²: variance of the means of panes beyond what their sizes explain; in squares of its unit.
  var betweenVariance = 0.0
  /// By how much the variance of a sum of means is larger than if they were independent, at least 1;
  /// infinite where they wander as long as the baseline lasts.
  var inflation = 1.0

  /// Below so many panes nothing is known of how means vary.
  static let panesMin = 30
  /// Values of which a mean is taken; panes with fewer wait for the next.
  static let valuesMin = 30.0
}

/// What is known of the values of a pane, or of several where one has too few.
struct PaneSums: Equatable, Sendable {
  var count = 0.0
  var sum = 0.0
  /// Of the normal scores of the values, and of their squares.
  var scores = 0.0
  var squares = 0.0

  /// Adds values.
  ///
  /// - Returns: all since the last answer, once there are enough of them.
  mutating func take(_ more: PaneSums) -> PaneSums? {
    count += more.count
    sum += more.sum
    scores += more.scores
    squares += more.squares
    guard count >= PaneSpread.valuesMin else { return nil }
    defer { self = PaneSums() }
    return self
  }

  var mean: Double { sum / count }

  /// Variance of the normal scores within: 1 in the baseline, were its panes alike.
  var spread: Double { (squares - scores * scores / count) / (count - 1) }
}

extension PaneSpread {
  /// Learns how the means of panes vary.
  ///
  /// - Parameters:
  ///   - means: In the order of panes, with the number of values of each.
  ///   - variance: Of single values.
  init(_ means: [(mean: Double, count: Double)], variance: Double) {
    panes = means.count
    let values = means.reduce(0) { $0 + $1.count }
    mean = values > 0 ? means.reduce(0) { $0 + $1.mean * $1.count } / values : 0
    guard panes > 1, variance > 0 else { return }
    let center = means.reduce(0) { $0 + $1.mean } / Double(panes)
    let squares = means.reduce(0) { $0 + ($1.mean - center) * ($1.mean - center) }
    let expected = means.reduce(0) { $0 + variance / $1.count } / Double(panes)
    betweenVariance = max(0, squares / Double(panes - 1) - expected)
    let standardized = means.map {
      ($0.mean - center) / (betweenVariance + variance / $0.count).squareRoot()
    }
    inflation = Autocorrelation.inflation(of: standardized) ?? .infinity
  }
}
