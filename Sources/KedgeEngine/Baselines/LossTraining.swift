import KedgeModel
import KedgeStatistics

/// Records of the baseline, and what they cost as far as their labels have come: what losses are
/// learned from (DLE, STATISTICS 7.2).
struct LossTraining: Sendable {
  /// Features that losses are learned from, at most.
  static let featuresMax = 64
  /// Records that they are learned from, at most: learning takes a second or two of so many.
  static let recordsMax = 20_000

  /// Indexes of the fields that are features.
  let features: [Int]
  /// Hashes of the records' ids.
  let ids: [UInt64]
  /// Routes of the records.
  let routes: [UInt32]
  /// Cells by feature, then by record.
  let cells: [[UInt8]]
  /// |prediction - truth| by record; NaN where it is not known.
  private(set) var losses: [Double]
  /// Records whose loss is known.
  private(set) var known = 0
  /// Whether a truth was other than 0 and 1, so that predictions are no probabilities of a class.
  private(set) var hasNumericTruths: Bool
  private let rows: [UInt64: Int]

  init(
    features: [Int],
    ids: [UInt64],
    routes: [UInt32],
    cells: [[UInt8]],
    losses: [Double],
    hasNumericTruths: Bool = false
  ) {
    self.features = features
    self.ids = ids
    self.routes = routes
    self.cells = cells
    self.losses = losses
    self.hasNumericTruths = hasNumericTruths
    known = losses.count { !$0.isNaN }
    rows = Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Notes what a label says that a record cost; a later one replaces an earlier one.
  mutating func note(_ label: JoinValue, of entry: IdEntry) {
    guard case .truthNumber(let truth) = label, let loss = entry.loss(by: label), loss.isFinite,
      let row = rows[entry.hash]
    else { return }
    if truth != 0, truth != 1 { hasNumericTruths = true }
    if losses[row].isNaN { known += 1 }
    losses[row] = loss
  }

  /// Learns the losses that are known; `nil` of too few.
  ///
  /// - Complexity: a second or two of 20,000 records with 30 features.
  func estimator() -> LossEstimator? {
    let known = losses.indices.filter { !losses[$0].isNaN }
    let learned = LossModel(
      features: cells.map { feature in known.map { feature[$0] } },
      losses: known.map { losses[$0] }
    )
    guard let learned else { return nil }
    // Of records without a label too: labels that have come need not be of records like the others.
    var expected: [Double] = []
    for row in losses.indices {
      let own = cells.map { $0[row] }
      expected.append(learned.loss(of: own.span))
    }
    var baseline: [UInt32: BaselineLosses] = [:]
    for row in losses.indices {
      baseline[routes[row], default: BaselineLosses()].add(expected[row], known: losses[row])
    }
    return LossEstimator(
      features: features,
      model: learned,
      range: (expected.min() ?? 0)...(expected.max() ?? 0),
      baseline: baseline,
      trained: UInt64(known.count)
    )
  }
}

/// What was learned of losses.
struct LossEstimator: Sendable {
  /// Indexes of the fields that are features.
  let features: [Int]
  let model: LossModel
  /// What it expects of the records of the baseline; of other records it expects no less and no more.
  let range: ClosedRange<Double>
  /// The records of the baseline by their route.
  let baseline: [UInt32: BaselineLosses]
  /// Labels that it was trained on.
  let trained: UInt64

  /// What a record is expected to cost.
  func loss(of cells: Span<UInt8>) -> Double {
    min(max(model.loss(of: cells), range.lowerBound), range.upperBound)
  }

  /// Whether it tells records apart.
  var isInformed: Bool { range.lowerBound < range.upperBound }
}

/// Some records of the baseline: what they are expected to cost, and what is known of it.
struct BaselineLosses: Equatable, Sendable {
  var expected = LossSum()
  /// Of those with a label, how many cost more than is expected.
  var known = LossExcess()

  /// Adds a record; NaN stands for what it cost where that is not known.
  mutating func add(_ expectation: Double, known loss: Double) {
    expected.add(expectation)
    guard !loss.isNaN else { return }
    known.add(isExceeded: loss > LossCode(expectation).value, isRemoval: false)
  }

  mutating func merge(_ other: BaselineLosses) {
    expected.merge(other.expected)
    known.merge(other.known)
  }
}

/// An expected loss in 12 bits: three or four hundredths off at most.
struct LossCode: Equatable, Sendable {
  let bits: UInt16

  init(bits: UInt16) {
    self.bits = bits & 0xFFF
  }

  /// - Precondition: the loss is not negative.
  init(_ loss: Double) {
    let bounded = min(Float(loss), .greatestFiniteMagnitude)
    self.init(bits: UInt16(truncatingIfNeeded: bounded.bitPattern >> 19))
  }

  /// The middle of the losses with this code.
  var value: Double { Double(Float(bitPattern: UInt32(bits) << 19 | 1 << 18)) }
}

extension FieldReference {
  /// The cell that a number is learned by.
  func lossCell(ofNumber number: Double) -> UInt8 {
    guard case .numeric(let numeric) = shape, number.isFinite else { return LossModel.missingCell }
    return LossTraining.cell(numeric.grid.cell(of: number))
  }
}

extension FieldReference {
  /// Whether it is of predicted numbers, not of the classes 0 and 1.
  var isNumericPrediction: Bool {
    guard name == CanonicalField.prediction, case .numeric(let numeric) = shape else {
      return false
    }
    return !numeric.grid.edges.allSatisfy { $0 == 0 || $0 == 1 }
  }
}

extension LossTraining {
  /// A cell as training takes it.
  static func cell(_ place: Int) -> UInt8 { UInt8(min(place, Int(LossModel.missingCell) - 1)) }
}

extension BaselineCollector {
  /// What losses can be learned from, once labels come; `nil` where predictions are no numbers, or no
  /// record has an id.
  func lossTraining(_ references: [FieldReference]) -> LossTraining? {
    guard references.contains(where: \.isNumericPrediction) else { return nil }
    var named = rows.indices.filter { rows[$0].id != 0 }
    if named.count > LossTraining.recordsMax {
      // Those with the least hashes are a random choice.
      let order = named.sorted { (rows[$0].id, $0) < (rows[$1].id, $1) }
      named = order.prefix(LossTraining.recordsMax).sorted()
    }
    // The prediction first: others make room for it.
    let features = references.indices.filter { $0 < numbers.count && references[$0].isCounted }
      .sorted { references[$0].isNumericPrediction && !references[$1].isNumericPrediction }
      .prefix(LossTraining.featuresMax)
    guard named.count >= LossModel.rowsMin else { return nil }
    return LossTraining(
      features: Array(features),
      ids: named.map { rows[$0].id },
      routes: named.map { rows[$0].route },
      cells: features.map { lossCells(of: $0, references[$0], named) },
      losses: Array(repeating: .nan, count: named.count)
    )
  }

  private func lossCells(
    of field: Int,
    _ reference: FieldReference,
    _ members: [Int]
  ) -> [UInt8] {
    guard case .categorical(let table) = reference.shape else {
      return members.map { row in
        row < numbers[field].count
          ? reference.lossCell(ofNumber: numbers[field][row]) : LossModel.missingCell
      }
    }
    let known = places(of: field, table)
    return members.map { row in
      place(row: row, field: field, known, table).map { LossTraining.cell(Int($0)) }
        ?? LossModel.missingCell
    }
  }
}

extension FieldReference {
  /// Whether its values are cut into cells.
  fileprivate var isCounted: Bool {
    switch shape {
    case .numeric, .categorical: true
    case .vector, .uncounted: false
    }
  }
}
