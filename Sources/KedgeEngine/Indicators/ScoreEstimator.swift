import KedgeModel
import KedgeStatistics

/// What the labels of the baseline tell of scores: the rate of the positive class at each.
struct ScoreEstimator: Sendable {
  /// Labels of the baseline below which nothing is estimated.
  static let labelsMin: UInt64 = 200
  /// Labels of each class below which scores cannot be calibrated.
  static let classMin: UInt64 = 10

  /// Labels of the baseline with a score, and those of the rarer class among them.
  let labels: (all: UInt64, rarer: UInt64)
  /// Rates of the positive class by cell of the score; `nil` where there are too few labels.
  let rates: [Double]?
  /// Of the area under the curve of the labelled baseline, times the rows of its smaller class.
  let areaVariance: Double?
  /// By cell, a cell of those that share its labels.
  private let blocks: [Int]
  /// Labels that the rate of a block rests on, by that cell.
  private let support: [Double]

  init(_ baseline: LabelledScores) {
    let binary = baseline.binary
    let (negatives, positives) = (binary.negatives, binary.positives)
    let rarer = min(baseline.negatives.total, baseline.positives.total)
    labels = (baseline.total, rarer)
    areaVariance = binary.areaVariance.map { $0 * Double(rarer) }
    let cells = 0..<BinaryScores.cellCount
    guard baseline.total >= Self.labelsMin, rarer >= Self.classMin else {
      (rates, blocks, support) = (nil, [], [])
      return
    }
    let rows = cells.map { Double(positives[$0] + negatives[$0]) }
    let outcomes = cells.filter { rows[$0] > 0 }.map { cell in
      ScoredOutcomes(
        score: BinaryScores.score(of: cell),
        positives: Double(positives[cell]),
        negatives: Double(negatives[cell])
      )
    }
    guard let map = Calibration.map(outcomes) else {
      // The scores are rates as they are, which rests on all labels together.
      rates = cells.map(BinaryScores.score)
      blocks = Array(repeating: 0, count: cells.count)
      support = [Double(baseline.total)]
      return
    }
    let calibrated = cells.map { map.rate(at: BinaryScores.score(of: $0)) }
    rates = calibrated
    (blocks, support) = Self.blocks(rows, calibrated)
  }

  /// Joins the labelled cells that were pooled to one rate; a cell between two such blocks, whose
  /// rate is a mixture of theirs, rests on the weaker of them.
  private static func blocks(
    _ rows: [Double],
    _ rates: [Double]
  ) -> (blocks: [Int], support: [Double]) {
    var support = [Double](repeating: 0, count: rows.count)
    var blocks = [Int](repeating: -1, count: rows.count)
    var first = -1
    for cell in rows.indices where rows[cell] > 0 {
      if first < 0 || rates[cell] != rates[first] { first = cell }
      blocks[cell] = first
      support[first] += rows[cell]
    }
    // What lies above each cell, then what lies below it.
    var above = blocks
    for cell in rows.indices.dropLast().reversed() where above[cell] < 0 {
      above[cell] = above[cell + 1]
    }
    var below = -1
    for cell in rows.indices {
      if blocks[cell] >= 0 {
        below = blocks[cell]
      } else {
        let sides = [below, above[cell]].filter { $0 >= 0 }
        blocks[cell] = sides.min { support[$0] < support[$1] } ?? 0
      }
    }
    return (blocks, support)
  }

  /// What predictions are expected to be worth; `nil` where there are too few labels.
  func performance(of scores: ScoreCounts) -> ExpectedPerformance? {
    rates.map { rates in ExpectedPerformance(scores.rows { rates[$0] }) }
  }

  /// Labels whose mean rate would be known as well as that of these scores is: few, where the scores
  /// lie where the baseline had few.
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
    return spread > 0 ? min(total * total / spread, Double(labels.all)) : 0
  }

  /// How far an expected share of these scores may lie from the true one, because labels are few.
  ///
  /// Half the width of the bounds of a rate of one half, the widest there are, with as many labels.
  func slack(of scores: ScoreCounts, level: Double) -> Double {
    let trials = UInt64(support(of: scores))
    guard trials > 1 else { return 1 }
    let bounds = RateSequence.interval(successes: trials / 2, trials: trials, level: level)
    return max(bounds.upper - 0.5, 0.5 - bounds.lower)
  }
}
