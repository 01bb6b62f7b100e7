/// What a confusion matrix is expected to hold, from rates alone (CBPE).
///
/// A row with the rate p of the positive class adds p to the true positives and 1 − p to the false
/// ones where it was predicted positive, and to the false and true negatives where not. Right under a
/// shift of the inputs, wrong where the meaning of the inputs changes.
///
/// - Note: NannyML, "Confidence-based performance estimation", 2023.
public struct ExpectedConfusion: Equatable, Sendable {
  /// Sum of rates of rows that were predicted positive, and their number.
  public private(set) var positive = (rates: ExactSum(), count: UInt64(0))
  /// Sum of rates of rows that were predicted negative, and their number.
  public private(set) var negative = (rates: ExactSum(), count: UInt64(0))

  /// Makes one of nothing.
  public init() {}

  /// Takes a row.
  ///
  /// - Parameters:
  ///   - rate: Of the positive class, in [0, 1].
  ///   - isPredicted: Whether it was predicted to be of it.
  public mutating func add(rate: Double, isPredicted: Bool) {
    precondition((0...1).contains(rate), "a rate lies between 0 and 1")
    if isPredicted {
      _ = positive.rates.add(rate)
      positive.count += 1
    } else {
      _ = negative.rates.add(rate)
      negative.count += 1
    }
  }

  /// Adds the rows of another; the same bits in any order.
  public mutating func merge(_ other: ExpectedConfusion) {
    _ = positive.rates.merge(other.positive.rates)
    _ = negative.rates.merge(other.negative.rates)
    positive.count += other.positive.count
    negative.count += other.negative.count
  }

  /// Rows.
  public var count: UInt64 { positive.count + negative.count }

  private var truePositives: Double { positive.rates.value }
  private var falsePositives: Double { Double(positive.count) - truePositives }
  private var falseNegatives: Double { negative.rates.value }
  private var trueNegatives: Double { Double(negative.count) - falseNegatives }

  /// The share of right predictions; `nil` without a row.
  public var accuracy: Double? { ratio(truePositives + trueNegatives, Double(count)) }

  /// The share of positives among those predicted positive; `nil` where none was.
  public var precision: Double? { ratio(truePositives, Double(positive.count)) }

  /// The share of positives that were predicted positive; `nil` where there are none.
  public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }

  /// The share of negatives that were predicted negative; `nil` where there are none.
  public var specificity: Double? { ratio(trueNegatives, trueNegatives + falsePositives) }

  /// 2TP/(2TP + FP + FN); 0 without true positives, `nil` without a row.
  public var f1: Double? {
    guard count > 0 else { return nil }
    guard truePositives > 0 else { return 0 }
    return 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives)
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double? { whole > 0 ? part / whole : nil }

  /// Whether both hold the same.
  public static func == (left: ExpectedConfusion, right: ExpectedConfusion) -> Bool {
    left.positive == right.positive && left.negative == right.negative
  }
}
