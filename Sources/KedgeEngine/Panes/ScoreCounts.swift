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
      case .text, .vector, .missing, .wrongType, .outOfRange, .tooMany, .inconsistent:
        self = .undecided
      }
    }
  }

  /// Cells of the score times three plus the prediction, rising.
  private var keys: [UInt16] = []
  /// Rows of each, above 0.
  private var counts: [UInt64] = []
  /// All rows.
  private(set) var total: UInt64 = 0

  var isEmpty: Bool { keys.isEmpty }

  /// The cell of a score in 0...1.
  static func cell(of score: Double) -> UInt16 {
    UInt16(min(Int(score * Double(BinaryScores.cellCount)), BinaryScores.cellCount - 1))
  }

  /// Counts a row, or takes one out again.
  ///
  /// - Complexity: O(log cells), and O(cells) for the first row of its cell.
  mutating func add(cell: UInt16, _ prediction: Prediction, isRemoval: Bool = false) {
    let key = cell * 3 + prediction.rawValue
    let place = place(of: key)
    let isThere = place < keys.count && keys[place] == key
    if !isRemoval {
      if isThere {
        counts[place] += 1
      } else {
        keys.insert(key, at: place)
        counts.insert(1, at: place)
      }
      total += 1
    } else if isThere {
      // What a lost part of the state has forgotten is not there, and not taken out.
      counts[place] -= 1
      total -= 1
      guard counts[place] == 0 else { return }
      keys.remove(at: place)
      counts.remove(at: place)
    }
  }

  private func place(of key: UInt16) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds the rows of another.
  ///
  /// - Complexity: O(cells of both).
  mutating func merge(_ other: ScoreCounts) {
    guard !other.isEmpty else { return }
    guard !isEmpty else {
      self = other
      return
    }
    let (mine, theirs) = (self, other)
    keys.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    var (left, right) = (0, 0)
    while left < mine.keys.count || right < theirs.keys.count {
      let key = min(
        left < mine.keys.count ? mine.keys[left] : .max,
        right < theirs.keys.count ? theirs.keys[right] : .max
      )
      var count: UInt64 = 0
      if left < mine.keys.count, mine.keys[left] == key {
        count += mine.counts[left]
        left += 1
      }
      if right < theirs.keys.count, theirs.keys[right] == key {
        count += theirs.counts[right]
        right += 1
      }
      keys.append(key)
      counts.append(count)
    }
    total += other.total
  }

  /// Rows by cell.
  var byCell: [UInt64] {
    var cells = [UInt64](repeating: 0, count: BinaryScores.cellCount)
    for (key, count) in zip(keys, counts) { cells[Int(key / 3)] += count }
    return cells
  }

  /// The rows in the order of their scores, with the rate of the positive class by cell.
  func rows(rate: (Int) -> Double) -> [ExpectedPerformance.Rows] {
    zip(keys, counts).map { key, count in
      let cell = Int(key / 3)
      var rows = ExpectedPerformance.Rows(score: BinaryScores.score(of: cell), rate: rate(cell))
      switch Prediction(rawValue: key % 3) {
      case .accepted: rows.accepted = Double(count)
      case .refused: rows.refused = Double(count)
      case .undecided, nil: rows.undecided = Double(count)
      }
      return rows
    }
  }
}

extension ScoreCounts {
  func encode(into writer: inout ByteWriter) {
    writer.write(list: Array(zip(keys, counts))) { writer, pair in
      writer.write(UInt64(pair.0))
      writer.write(pair.1)
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    for _ in 0..<(try reader.readCount()) {
      let (key, count) = (try reader.read(), try reader.read())
      guard key < 3 * UInt64(BinaryScores.cellCount), count > 0,
        keys.last.map({ $0 < key }) ?? true, !total.addingReportingOverflow(count).overflow
      else { throw StateError("scores of cell \(key / 3)") }
      keys.append(UInt16(key))
      counts.append(count)
      total += count
    }
  }
}
