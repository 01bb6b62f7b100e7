import Foundation
import KedgeStatistics
import Testing

/// Metrics against what scikit-learn computed of the same labels.
struct RecordedMetricsTests {
  private func found(_ kind: String, _ data: [String: Any]) throws -> [String: Double?] {
    func numbers(_ name: String) throws -> [Double] {
      try #require(data[name] as? [NSNumber]).map(\.doubleValue)
    }
    guard kind != "ranking" else {
      let cutoff = try #require(data["cutoff"] as? UInt64)
      return ranking(try numbers("ranks"), cutoff: cutoff)
    }
    let truth = try numbers("truth")
    switch kind {
    case "confusion":
      let predicted = try numbers("predicted")
      var counts = ConfusionCounts(classes: Int((truth + predicted).max() ?? 0) + 1)
      for (actual, guess) in zip(truth, predicted) {
        counts.add(actual: Int(actual), predicted: Int(guess))
      }
      return [
        "accuracy": counts.accuracy, "balanced_accuracy": counts.balancedAccuracy,
        "precision.macro": counts.macroPrecision, "recall.macro": counts.macroRecall,
        "f1.macro": counts.macroF1, "mcc": counts.matthewsCorrelation,
      ]
    case "scores":
      var scores = BinaryScores()
      for (label, score) in zip(truth, try numbers("score")) {
        scores.add(score: score, isPositive: label == 1)
      }
      return [
        "roc_auc": scores.areaUnderCurve?.value, "average_precision": scores.averagePrecision,
        "brier": scores.brierScore, "log_loss": scores.logLoss,
        "calibration_error": scores.calibrationError(), "area_variance": scores.areaVariance,
        "brier_variance": scores.brierVariance, "log_loss_variance": scores.logLossVariance,
      ]
    default:
      var errors = RegressionErrors()
      for (label, predicted) in zip(truth, try numbers("predicted")) {
        errors.add(prediction: predicted, truth: label)
      }
      return [
        "mae": errors.meanAbsoluteError, "mse": errors.meanSquareError,
        "rmse": errors.rootMeanSquareError, "mape": errors.meanAbsolutePercentageError,
        "rmsle": errors.rootMeanSquareLogError, "r2": errors.determination(),
      ]
    }
  }

  /// Rank 0: nothing was accepted.
  private func ranking(_ ranks: [Double], cutoff: UInt64) -> [String: Double?] {
    var sums = RankingSums(cutoff: cutoff)
    for rank in ranks { sums.add(rank: rank > 0 ? UInt64(rank) : nil) }
    return [
      "ndcg": sums.normalizedGain, "mrr": sums.meanReciprocalRank, "hit": sums.hitRate,
      "gain_variance": sums.gainVariance, "reciprocal_variance": sums.reciprocalVariance,
    ]
  }

  @Test func `labels of random predictions`() throws {
    let cases = try Golden.cases("metrics")
    #expect(cases.count == 24)
    for data in cases {
      let kind = try #require(data["kind"] as? String)
      let expected = try #require(data["expected"] as? [String: NSNumber])
      let found = try found(kind, data)
      #expect(Set(found.keys) == Set(expected.keys))
      for (name, value) in expected {
        let number = try #require(found[name] ?? nil, "\(name) is defined")
        let limit = kind == "ranking" ? 1e-12 : 1e-9
        #expect(isClose(number, value.doubleValue, relative: limit), "\(name)")
      }
    }
  }
}
