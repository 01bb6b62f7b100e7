import KedgeModel
import KedgeStatistics

/// Scores of rows whose class is known.
struct LabelledScores: Equatable, Sendable {
  var positives = ScoreCounts()
  var negatives = ScoreCounts()

  var isEmpty: Bool { positives.isEmpty && negatives.isEmpty }

  var total: UInt64 { positives.total + negatives.total }

  mutating func merge(_ other: LabelledScores) {
    positives.merge(other.positives)
    negatives.merge(other.negatives)
  }

  mutating func add(_ entry: IdEntry, isPositive: Bool, isRemoval: Bool) {
    let prediction = ScoreCounts.Prediction(entry)
    if isPositive {
      positives.add(cell: entry.scoreCell, prediction, isRemoval: isRemoval)
    } else {
      negatives.add(cell: entry.scoreCell, prediction, isRemoval: isRemoval)
    }
  }

  /// The scores of both classes.
  var scores: ScoreCounts {
    var all = positives
    all.merge(negatives)
    return all
  }

  var binary: BinaryScores {
    BinaryScores(negatives: negatives.byCell, positives: positives.byCell)
  }

  /// What the predictions proved to be worth.
  var performance: ExpectedPerformance {
    ExpectedPerformance(positives.rows { _ in 1 } + negatives.rows { _ in 0 })
  }

  func encode(into writer: inout ByteWriter) {
    positives.encode(into: &writer)
    negatives.encode(into: &writer)
  }
}

extension LabelledScores {
  init(from reader: inout ByteReader) throws(StateError) {
    positives = try ScoreCounts(from: &reader)
    negatives = try ScoreCounts(from: &reader)
  }
}

extension IdEntry {
  /// Whether a truth of 0 or 1 about an inference with a score is 1; `nil` for anything else.
  func outcome(_ value: JoinValue) -> Bool? {
    guard flags.contains(.scored), case .truthNumber(let truth) = value, truth == 0 || truth == 1
    else { return nil }
    return truth == 1
  }
}

extension ScoreCounts.Prediction {
  /// What was predicted of an inference.
  init(_ entry: IdEntry) {
    self.init(
      entry.flags.contains(.numberPredicted) ? Double(bitPattern: entry.prediction) : nil
    )
  }
}
