import KedgeModel
import KedgeStatistics

extension QualityIndicators {
  /// Indicators of predicted classes: of 0 and 1, with 1 as the positive class, or of names.
  func classification() -> [Indicator] {
    let accuracy = rate(
      "accuracy",
      (joined.matches, joined.classes),
      (baseline.matches, baseline.classes)
    )
    let (now, past) = (joined.confusionCounts, baseline.confusionCounts)
    guard let now else {
      return [
        accuracy,
        Indicator(
          name: IndicatorName("f1.macro"),
          verdict: .insufficient,
          count: Int(joined.classes),
          reason: "more than \(ConfusionCounts.classesMax) classes"
        ),
      ]
    }
    let count = joined.classes
    let averages = [
      plain("balanced_accuracy", now.balancedAccuracy, past?.balancedAccuracy, count: count),
      plain("f1.macro", now.macroF1, past?.macroF1, count: count),
      plain("precision.macro", now.macroPrecision, past?.macroPrecision, count: count),
      plain("recall.macro", now.macroRecall, past?.macroRecall, count: count),
      plain("mcc", now.matthewsCorrelation, past?.matthewsCorrelation, count: count),
    ]
    return [accuracy] + averages + binary()
  }

  /// Indicators of the class 1; none where classes have names.
  private func binary() -> [Indicator] {
    let cells = BinaryCells(joined)
    guard cells.total == joined.classes else { return [] }
    let past = BinaryCells(baseline)
    return [
      rate("precision", cells.precision, past.precision),
      rate("recall", cells.recall, past.recall),
      rate("specificity", cells.specificity, past.specificity),
      rate("f1", cells.overlap, past.overlap).f1OfOverlap,
    ]
  }

  private func rate(
    _ name: String,
    _ now: (successes: UInt64, trials: UInt64),
    _ past: (successes: UInt64, trials: UInt64)
  ) -> Indicator {
    RateIndicator(
      IndicatorName(name),
      successes: now.successes,
      trials: now.trials,
      baseline: past.trials > 0 ? past : nil
    ).indicator(level: level)
  }
}

/// Counts of two classes, 1 being the positive one.
private struct BinaryCells {
  private let hits: UInt64
  private let falseAlarms: UInt64
  private let misses: UInt64
  private let rest: UInt64

  init(_ pane: JoinedPane) {
    func count(_ truth: Double, _ prediction: Double) -> UInt64 {
      pane.confusion[
        JoinedPane.ClassPair(truth: truth.bitPattern, prediction: prediction.bitPattern)
      ] ?? 0
    }
    hits = count(1, 1)
    falseAlarms = count(0, 1)
    misses = count(1, 0)
    rest = count(0, 0)
  }

  var total: UInt64 { hits + falseAlarms + misses + rest }
  var precision: (UInt64, UInt64) { (hits, hits + falseAlarms) }
  var recall: (UInt64, UInt64) { (hits, hits + misses) }
  var specificity: (UInt64, UInt64) { (rest, rest + falseAlarms) }
  var overlap: (UInt64, UInt64) { (hits, hits + falseAlarms + misses) }
}

extension JoinedPane {
  /// Counts of true and predicted classes; `nil` where there are none, or so many that not every pair
  /// was kept.
  fileprivate var confusionCounts: ConfusionCounts? {
    let classes = Set(confusion.keys.flatMap { [$0.truth, $0.prediction] }).sorted()
    guard !classes.isEmpty, classes.count <= ConfusionCounts.classesMax,
      confusion.values.reduce(0, +) == self.classes
    else { return nil }
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var counts = [UInt64](repeating: 0, count: classes.count * classes.count)
    for (pair, count) in confusion {
      guard let row = places[pair.truth], let column = places[pair.prediction] else { continue }
      counts[row * classes.count + column] = count
    }
    return ConfusionCounts(classes: classes.count, counts: counts)
  }
}
