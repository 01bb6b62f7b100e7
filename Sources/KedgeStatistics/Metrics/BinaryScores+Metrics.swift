import func Glibc.log

/// Metrics of scores as probabilities of the positive class. A score stands for the middle of its
/// cell, 0.0005 away at most.
extension BinaryScores {
  /// The score that a cell stands for, its middle.
  public static func score(of cell: Int) -> Double {
    (Double(cell) + 0.5) / Double(cellCount)
  }

  private var total: Double { Double((negatives + positives).reduce(0, +)) }

  /// Mean precision over the recall that each threshold adds, scores of one cell together.
  ///
  /// - Returns: `nil` without a positive.
  /// - Complexity: O(cells).
  public var averagePrecision: Double? {
    let found = Double(positives.reduce(0, +))
    guard found > 0 else { return nil }
    var (hits, predicted, sum) = (0.0, 0.0, 0.0)
    for cell in positives.indices.reversed() {
      let (more, others) = (Double(positives[cell]), Double(negatives[cell]))
      hits += more
      predicted += more + others
      if more > 0 { sum += more / found * (hits / predicted) }
    }
    return sum
  }

  /// Brier score: mean of (p − y)²; within 0.001 of that of the scores themselves.
  ///
  /// - Returns: `nil` when there is none.
  public var brierScore: Double? { moments(BinaryScores.squaredError)?.mean }

  /// Variance of (p − y)², with the divisor n.
  public var brierVariance: Double? { moments(BinaryScores.squaredError)?.variance }

  /// Mean of −ln of the probability given to what came true, in nats.
  ///
  /// - Returns: `nil` when there is none. A wrong score of 0 or 1 counts as 0.0005 away from it.
  public var logLoss: Double? { moments(BinaryScores.surprise)?.mean }

  /// Variance of those logarithms, with the divisor n.
  public var logLossVariance: Double? { moments(BinaryScores.surprise)?.variance }

  private static func squaredError(_ probability: Double) -> Double {
    (1 - probability) * (1 - probability)
  }

  private static func surprise(_ probability: Double) -> Double { -log(probability) }

  /// Mean and variance of a loss of the probability that was given to what came true.
  private func moments(_ loss: (Double) -> Double) -> (mean: Double, variance: Double)? {
    let total = total
    guard total > 0 else { return nil }
    var (sum, squares) = (0.0, 0.0)
    for cell in positives.indices where positives[cell] + negatives[cell] > 0 {
      let (right, wrong) = (loss(Self.score(of: cell)), loss(1 - Self.score(of: cell)))
      let (hits, misses) = (Double(positives[cell]), Double(negatives[cell]))
      sum += hits * right + misses * wrong
      squares += hits * right * right + misses * wrong * wrong
    }
    let mean = sum / total
    return (mean, max(0, squares / total - mean * mean))
  }

  /// Expected calibration error: mean distance of mean score and share of positives over bins of
  /// about equal counts, weighted by their counts.
  ///
  /// - Parameter bins: How many; a cell is never divided.
  /// - Returns: In [0, 1]; `nil` when there is none.
  public func calibrationError(bins: Int = 10) -> Double? {
    let total = total
    guard total > 0 else { return nil }
    var (error, seen) = (0.0, 0.0)
    var (scores, hits, count) = (0.0, 0.0, 0.0)
    var bin = 1.0
    for cell in positives.indices {
      let here = Double(positives[cell] + negatives[cell])
      guard here > 0 else { continue }
      scores += here * Self.score(of: cell)
      hits += Double(positives[cell])
      count += here
      seen += here
      guard seen >= bin * total / Double(bins) || seen == total else { continue }
      error += abs(scores - hits) / total
      (scores, hits, count) = (0, 0, 0)
      while bin * total / Double(bins) <= seen { bin += 1 }
    }
    return error
  }

  /// Variance of the area under the ROC curve, from how often each score wins against the other
  /// class.
  ///
  /// - Returns: `nil` with fewer than two of a class.
  /// - Note: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988).
  /// - Complexity: O(cells).
  public var areaVariance: Double? {
    let (n, m) = (Double(negatives.reduce(0, +)), Double(positives.reduce(0, +)))
    guard n > 1, m > 1, let area = areaUnderCurve?.value else { return nil }
    var (below, above) = (0.0, m)
    var (ofPositives, ofNegatives) = (0.0, 0.0)
    for cell in positives.indices {
      let (negative, positive) = (Double(negatives[cell]), Double(positives[cell]))
      above -= positive
      let wins = (below + negative / 2) / n - area
      let losses = (above + positive / 2) / m - area
      ofPositives += positive * wins * wins
      ofNegatives += negative * losses * losses
      below += negative
    }
    return ofPositives / (m - 1) / m + ofNegatives / (n - 1) / n
  }
}
