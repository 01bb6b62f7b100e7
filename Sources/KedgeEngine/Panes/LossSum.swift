import KedgeStatistics

/// What records are expected to cost, summed exactly.
struct LossSum: Equatable, Sendable {
  private(set) var count: UInt64 = 0
  private(set) var sum = ExactSum()

  init() {}

  init(count: UInt64, sum: ExactSum) {
    self.count = count
    self.sum = sum
  }

  mutating func add(_ loss: Double) {
    if sum.add(loss) { count += 1 }
  }

  mutating func merge(_ other: LossSum) {
    sum.merge(other.sum)
    count += other.count
  }
}

/// How often labels cost more than was expected.
struct LossExcess: Equatable, Sendable {
  var labelled: UInt64 = 0
  var exceeded: UInt64 = 0

  mutating func merge(_ other: LossExcess) {
    labelled += other.labelled
    exceeded += other.exceeded
  }

  /// Counts a label, or takes one out again, as far as it is there.
  mutating func add(isExceeded: Bool, isRemoval: Bool) {
    guard isRemoval else {
      labelled += 1
      if isExceeded { exceeded += 1 }
      return
    }
    if labelled > 0 { labelled -= 1 }
    if isExceeded, exceeded > 0 { exceeded -= 1 }
  }
}
