import KedgeModel
import KedgeStatistics

/// What the labels of the baseline tell of scores: the rate of the positive class at each, and what
/// the predictions were worth.
struct ScoreEstimator: Equatable, Sendable {
  /// Labels of the baseline below which nothing is estimated.
  static let labelsMin: UInt64 = 200
  /// Labels of each class below which scores cannot be calibrated.
  private static let classMin: UInt64 = 10

  /// Labels of the baseline with a score.
  let labels: UInt64
  /// Rates of the positive class by cell of the score; `nil` where there are too few labels.
  let rates: [Double]?
  /// What the predictions of the baseline proved to be worth.
  let past: ExpectedPerformance
  /// Of the area under the curve of the baseline, times the rows of its smaller class.
  let areaVariance: Double?
  /// By cell, the first cell of those that share its rate.
  private let blocks: [Int]
  /// Labels that the rate of a block rests on, by its first cell.
  private let support: [Double]

  init(_ baseline: LabelledScores) {
    let binary = baseline.binary
    let (negatives, positives) = (binary.negatives, binary.positives)
    let smaller = min(negatives.reduce(0, +), positives.reduce(0, +))
    labels = negatives.reduce(0, +) + positives.reduce(0, +)
    past = baseline.performance
    areaVariance = binary.areaVariance.map { $0 * Double(smaller) }
    let cells = 0..<BinaryScores.cellCount
    guard labels >= Self.labelsMin, smaller >= Self.classMin else {
      (rates, blocks, support) = (nil, [], [])
      return
    }
    let outcomes = cells.compactMap { cell in
      let rows = ScoredOutcomes(
        score: BinaryScores.score(of: cell),
        positives: Double(positives[cell]),
        negatives: Double(negatives[cell])
      )
      return rows.count > 0 ? rows : nil
    }
    guard let map = Calibration.map(outcomes) else {
      // The scores are rates as they are, which rests on all labels together.
      rates = cells.map(BinaryScores.score)
      blocks = Array(repeating: 0, count: cells.count)
      support = [Double(labels)] + Array(repeating: 0, count: cells.count - 1)
      return
    }
    let calibrated = cells.map { map.rate(at: BinaryScores.score(of: $0)) }
    var (first, firsts) = (0, [Int](repeating: 0, count: cells.count))
    var rows = [Double](repeating: 0, count: cells.count)
    for cell in cells {
      let here = Double(positives[cell] + negatives[cell])
      // Between two blocks, where no label is, the rates of both are mixed: the lower one is meant.
      if here > 0, calibrated[cell] != calibrated[first] { first = cell }
      firsts[cell] = first
      rows[first] += here
    }
    // Below the first label its rate holds.
    if rows[0] == 0, let known = rows.firstIndex(where: { $0 > 0 }) {
      for cell in cells where firsts[cell] == 0 { firsts[cell] = known }
    }
    (rates, blocks, support) = (calibrated, firsts, rows)
  }

  /// What predictions are expected to be worth; `nil` where there are too few labels.
  func performance(of scores: ScoreCounts) -> ExpectedPerformance? {
    rates.map { ExpectedPerformance(scores.rows(rates: $0)) }
  }

  /// Labels that say as much of the mean rate of these scores as those of the baseline do: few,
  /// where the scores lie where the baseline had few.
  func support(of scores: ScoreCounts) -> Double {
    guard rates != nil else { return 0 }
    var (shares, total) = ([Double](repeating: 0, count: blocks.count), 0.0)
    for (cell, count) in scores.byCell.enumerated() where count > 0 {
      shares[blocks[cell]] += Double(count)
      total += Double(count)
    }
    let spread = shares.indices.reduce(0.0) { sum, block in
      shares[block] > 0 ? sum + shares[block] * shares[block] / max(support[block], 1) : sum
    }
    return spread > 0 ? min(total * total / spread, Double(labels)) : 0
  }
}
