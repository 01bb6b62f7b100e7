import KedgeModel
import KedgeStatistics

/// What labels and feedback say of the inferences of one pane; exact, so that any order of
/// arrivals and revisions leaves the same state.
struct JoinedPane: Equatable, Sendable {
  /// Labels joined.
  var labels: UInt64 = 0
  /// Those of `classes` that agree.
  var matches: UInt64 = 0
  /// Labels whose truth and prediction are both 0 or 1, or both names.
  var classes: UInt64 = 0
  /// Those of `classes` by what was true and what was predicted.
  var confusion: [ClassPair: UInt64] = [:]
  /// Labels with a number on both sides.
  var errors = RegressionErrors()
  /// Scores and binary truths of records of the baseline.
  var baselineScores = LabelledScores()
  /// Scores and binary truths of all other records.
  var laterScores = LabelledScores()
  /// How often what came after the baseline cost more than was expected.
  var laterLosses = LossExcess()
  /// Feedback by index of its name.
  var feedback: [UInt32: FeedbackSum] = [:]

  /// A class that was true and one that was predicted: keyed hashes of names, or bits of 0 or 1.
  struct ClassPair: Hashable, Comparable, Sendable {
    var truth: UInt64
    var prediction: UInt64

    static func < (left: ClassPair, right: ClassPair) -> Bool {
      (left.truth, left.prediction) < (right.truth, right.prediction)
    }
  }

  /// Pairs that are told apart at most; beyond, only whether they agree.
  static let pairsMax = ConfusionCounts.classesMax * ConfusionCounts.classesMax

  /// One kind of feedback.
  struct FeedbackSum: Equatable, Sendable {
    var count: UInt64 = 0
    /// Values above 0.
    var positive: UInt64 = 0
    /// Values that are 0 or 1.
    var binary: UInt64 = 0
    var sum = ExactSum()
    var squares = ExactSum()

    var mean: Double { sum.value / Double(count) }

    /// With the divisor n.
    var variance: Double { max(0, squares.value / Double(count) - mean * mean) }
  }

  /// Scores and binary truths.
  var scores: LabelledScores {
    var all = baselineScores
    all.merge(laterScores)
    return all
  }

  /// Puts an item in, or takes out one that was put in.
  mutating func apply(_ value: JoinValue, to entry: IdEntry, isRemoval: Bool = false) {
    switch value {
    case .feedback(let name, let number): apply(feedback: name, number, isRemoval)
    case .truthNumber(let truth): apply(truth: truth, entry, isRemoval)
    case .truthClass(let hash):
      count(&labels, isRemoval)
      guard entry.hasPredictedClass else { return }
      note(ClassPair(truth: hash, prediction: entry.prediction), isRemoval)
    }
  }

  private mutating func apply(feedback name: UInt32, _ number: Double, _ isRemoval: Bool) {
    var sum = feedback[name] ?? FeedbackSum()
    count(&sum.count, isRemoval)
    if number > 0 { count(&sum.positive, isRemoval) }
    if number == 0 || number == 1 { count(&sum.binary, isRemoval) }
    sum.sum.add(isRemoval ? -number : number)
    sum.squares.add(isRemoval ? -number * number : number * number)
    feedback[name] = sum.count == 0 ? nil : sum
  }

  private mutating func apply(truth: Double, _ entry: IdEntry, _ isRemoval: Bool) {
    count(&labels, isRemoval)
    if entry.flags.contains(.numberPredicted) {
      let prediction = Double(bitPattern: entry.prediction)
      errors.add(prediction: prediction, truth: truth, isRemoval: isRemoval)
      if let isExceeded = entry.isExceeded(by: .truthNumber(truth)) {
        laterLosses.add(isExceeded: isExceeded, isRemoval: isRemoval)
      }
      if isClass(prediction), isClass(truth) {
        // A negative zero is a zero.
        note(
          ClassPair(truth: (truth + 0).bitPattern, prediction: (prediction + 0).bitPattern),
          isRemoval
        )
      }
    }
    if let isPositive = entry.outcome(.truthNumber(truth)) {
      if entry.flags.contains(.inBaseline) {
        baselineScores.add(entry, isPositive: isPositive, isRemoval: isRemoval)
      } else {
        laterScores.add(entry, isPositive: isPositive, isRemoval: isRemoval)
      }
    }
  }

  private mutating func note(_ pair: ClassPair, _ isRemoval: Bool) {
    count(&classes, isRemoval)
    if pair.truth == pair.prediction { count(&matches, isRemoval) }
    guard let known = confusion[pair] ?? (confusion.count < JoinedPane.pairsMax ? 0 : nil) else {
      return
    }
    let changed = isRemoval ? known - min(known, 1) : known + 1
    confusion[pair] = changed == 0 ? nil : changed
  }

  private func isClass(_ number: Double) -> Bool { number == 0 || number == 1 }

  private func count(_ counter: inout UInt64, _ isRemoval: Bool) {
    guard isRemoval else {
      counter += 1
      return
    }
    // What a lost part of the state has forgotten cannot be taken out.
    if counter > 0 { counter -= 1 }
  }

  /// Adds another pane.
  mutating func merge(_ other: JoinedPane) {
    labels += other.labels
    matches += other.matches
    classes += other.classes
    errors.merge(other.errors)
    for (pair, count) in other.confusion.sorted(by: { $0.key < $1.key })
    where confusion[pair] != nil || confusion.count < JoinedPane.pairsMax {
      confusion[pair, default: 0] += count
    }
    baselineScores.merge(other.baselineScores)
    laterScores.merge(other.laterScores)
    laterLosses.merge(other.laterLosses)
    for (name, sum) in other.feedback {
      var mine = feedback[name] ?? FeedbackSum()
      mine.count += sum.count
      mine.positive += sum.positive
      mine.binary += sum.binary
      mine.sum.merge(sum.sum)
      mine.squares.merge(sum.squares)
      feedback[name] = mine
    }
  }
}

extension IdEntry {
  /// What the record costs, |prediction - truth|; `nil` where one of them is no number.
  func loss(by value: JoinValue) -> Double? {
    guard flags.contains(.numberPredicted), case .truthNumber(let truth) = value else { return nil }
    return abs(Double(bitPattern: prediction) - truth)
  }

  /// Whether the record costs more than was expected of it; `nil` where nothing was.
  func isExceeded(by value: JoinValue) -> Bool? {
    guard let expectedLoss, let loss = loss(by: value) else { return nil }
    return loss > expectedLoss
  }
}
