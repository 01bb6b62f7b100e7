import KedgeModel
import KedgeStatistics

/// How many rows had a score, by its cell and by what was predicted of them; exact in any order.
struct ScoreCounts: Equatable, Sendable {
  /// What was predicted of a row with a score.
  enum Prediction: UInt16, CaseIterable {
    case refused, accepted
    /// No prediction, or one that is neither 0 nor 1.
    case undecided

    /// What a number says; `nil` is none.
    init(_ number: Double?) {
      self = number == 1 ? .accepted : number == 0 ? .refused : .undecided
    }

    init(_ cell: Cell) {
      switch cell.kind {
      case .number: self.init(cell.number)
      case .boolean: self = cell.boolean ? .accepted : .refused
      case .text, .missing, .wrongType, .outOfRange, .tooMany, .inconsistent: self = .undecided
      }
    }
  }

  /// Rows by the cell of the score times three plus the prediction; none is 0.
  private(set) var counts: [UInt16: UInt32] = [:]

  var isEmpty: Bool { counts.isEmpty }

  /// The cell of a score in 0...1.
  static func cell(of score: Double) -> UInt16 {
    UInt16(min(Int(score * Double(BinaryScores.cellCount)), BinaryScores.cellCount - 1))
  }

  mutating func add(cell: UInt16, _ prediction: Prediction, isRemoval: Bool = false) {
    let key = cell * 3 + prediction.rawValue
    let old = counts[key] ?? 0
    // What a lost part of the state has forgotten cannot be taken out.
    let new = isRemoval ? old - min(old, 1) : old + 1
    counts[key] = new == 0 ? nil : new
  }

  mutating func merge(_ other: ScoreCounts) {
    counts.merge(other.counts) { $0 + $1 }
  }

  /// Rows by cell.
  var byCell: [UInt64] {
    var cells = [UInt64](repeating: 0, count: BinaryScores.cellCount)
    for (key, count) in counts { cells[Int(key / 3)] += UInt64(count) }
    return cells
  }

  /// The rows in the order of their scores, with the rates of the positive class by cell.
  func rows(rates: [Double]) -> [ExpectedPerformance.Rows] {
    counts.sorted { $0.key < $1.key }.compactMap { key, count in
      let cell = Int(key / 3)
      guard let prediction = Prediction(rawValue: key % 3) else { return nil }
      var rows = ExpectedPerformance.Rows(score: BinaryScores.score(of: cell), rate: rates[cell])
      switch prediction {
      case .accepted: rows.accepted = Double(count)
      case .refused: rows.refused = Double(count)
      case .undecided: rows.undecided = Double(count)
      }
      return rows
    }
  }
}

/// Scores of rows whose class is known.
struct LabelledScores: Equatable, Sendable {
  var positives = ScoreCounts()
  var negatives = ScoreCounts()

  var isEmpty: Bool { positives.isEmpty && negatives.isEmpty }

  mutating func merge(_ other: LabelledScores) {
    positives.merge(other.positives)
    negatives.merge(other.negatives)
  }

  var binary: BinaryScores {
    BinaryScores(negatives: negatives.byCell, positives: positives.byCell)
  }

  /// What the predictions proved to be worth.
  var performance: ExpectedPerformance {
    func rates(_ rate: Double) -> [Double] {
      Array(repeating: rate, count: BinaryScores.cellCount)
    }
    return ExpectedPerformance(positives.rows(rates: rates(1)) + negatives.rows(rates: rates(0)))
  }
}

extension ScoreCounts {
  func encode(into writer: inout ByteWriter) {
    writer.write(list: counts.sorted { $0.key < $1.key }) { writer, pair in
      writer.write(UInt64(pair.key))
      writer.write(UInt64(pair.value))
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    for _ in 0..<(try reader.readCount()) {
      let key = try reader.read()
      guard key < 3 * UInt64(BinaryScores.cellCount), let count = UInt32(exactly: try reader.read())
      else { throw StateError("scores of cell \(key / 3)") }
      counts[UInt16(key)] = count
    }
  }
}

extension LabelledScores {
  func encode(into writer: inout ByteWriter) {
    positives.encode(into: &writer)
    negatives.encode(into: &writer)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    positives = try ScoreCounts(from: &reader)
    negatives = try ScoreCounts(from: &reader)
  }
}
