import KedgeStatistics

extension Answer {
  /// Metrics of labelled predictions.
  static let metrics: [String: Reply] = [
    "confusion": { question in
      let truth = try question.numbers("truth").map { Int($0) }
      let predicted = try question.numbers("predicted").map { Int($0) }
      var counts = ConfusionCounts(classes: (truth + predicted).max().map { $0 + 1 } ?? 1)
      for (actual, guess) in zip(truth, predicted) { counts.add(actual: actual, predicted: guess) }
      return [
        "accuracy": counts.accuracy as Any, "balanced_accuracy": counts.balancedAccuracy as Any,
        "precision.macro": counts.macroPrecision as Any, "recall.macro": counts.macroRecall as Any,
        "f1.macro": counts.macroF1 as Any, "mcc": counts.matthewsCorrelation as Any,
      ]
    },
    "scores": { question in
      var scores = BinaryScores()
      for (truth, score) in zip(try question.numbers("truth"), try question.numbers("score")) {
        scores.add(score: score, isPositive: truth == 1)
      }
      return [
        "roc_auc": scores.areaUnderCurve?.value as Any,
        "average_precision": scores.averagePrecision as Any, "brier": scores.brierScore as Any,
        "log_loss": scores.logLoss as Any, "calibration_error": scores.calibrationError() as Any,
        "area_variance": scores.areaVariance as Any,
        "brier_variance": scores.brierVariance as Any,
        "log_loss_variance": scores.logLossVariance as Any,
      ]
    },
    "ranking": { question in
      var sums = RankingSums(cutoff: UInt64(try question.number("cutoff")))
      for rank in try question.numbers("ranks") { sums.add(rank: rank > 0 ? UInt64(rank) : nil) }
      return [
        "ndcg": sums.normalizedGain as Any, "mrr": sums.meanReciprocalRank as Any,
        "hit": sums.hitRate as Any, "gain_variance": sums.gainVariance as Any,
        "reciprocal_variance": sums.reciprocalVariance as Any,
      ]
    },
    "regression": { question in
      var errors = RegressionErrors()
      let pairs = zip(try question.numbers("truth"), try question.numbers("predicted"))
      for (truth, predicted) in pairs { errors.add(prediction: predicted, truth: truth) }
      return [
        "mae": errors.meanAbsoluteError as Any, "mse": errors.meanSquareError as Any,
        "rmse": errors.rootMeanSquareError as Any,
        "mape": errors.meanAbsolutePercentageError as Any,
        "rmsle": errors.rootMeanSquareLogError as Any, "r2": errors.determination() as Any,
      ]
    },
  ]
}
