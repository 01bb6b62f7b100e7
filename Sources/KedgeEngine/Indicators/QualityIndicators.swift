import KedgeModel
import KedgeStatistics

/// What labels say of a model: classification where predictions are classes, else regression.
struct QualityIndicators {
  let joined: JoinedPane
  let baseline: JoinedPane
  let records: Int
  let level: Double

  func indicators() -> [Indicator] {
    guard joined.labels > 0 else { return [] }
    var results = [labelledShare()]
    // Labels of inferences without a prediction say nothing of either.
    if joined.classes > 0, joined.classes >= joined.errors.count {
      results += classification()
    } else if joined.errors.count > 0 {
      results += regression()
    }
    if !joined.baselineScores.isEmpty || !joined.laterScores.isEmpty { results += scores() }
    return results
  }

  private func labelledShare() -> Indicator {
    var share = Indicator(
      name: IndicatorName("labelled_share"),
      verdict: .ok,
      count: records
    )
    share.value = records > 0 ? Double(joined.labels) / Double(records) : nil
    return share
  }

  /// An indicator without a bound.
  func plain(
    _ name: String,
    _ value: Double?,
    _ baseline: Double?,
    count: UInt64,
    undefined: String = "not defined for these labels"
  ) -> Indicator {
    guard count >= RateIndicator.trialsMin else {
      return Indicator(
        name: IndicatorName(name),
        count: Int(count),
        needs: Int(RateIndicator.trialsMin - count)
      )
    }
    guard let value else {
      return Indicator(
        name: IndicatorName(name),
        verdict: .insufficient,
        count: Int(count),
        reason: undefined
      )
    }
    var indicator = Indicator(name: IndicatorName(name), verdict: .ok, count: Int(count))
    indicator.value = value
    indicator.baseline = baseline
    indicator.effect = baseline.map { value - $0 }
    return indicator
  }

  // MARK: - Numbers

  private func regression() -> [Indicator] {
    let (now, past) = (joined.errors, baseline.errors)
    var indicators = [
      plain("mae", now.meanAbsoluteError, past.meanAbsoluteError, count: now.count),
      plain("mse", now.meanSquareError, past.meanSquareError, count: now.count),
      plain("rmse", now.rootMeanSquareError, past.rootMeanSquareError, count: now.count),
      plain(
        "mape",
        now.meanAbsolutePercentageError,
        past.meanAbsolutePercentageError,
        count: now.relativeCount
      ),
      plain(
        "rmsle",
        now.rootMeanSquareLogError,
        past.rootMeanSquareLogError,
        count: now.logCount
      ),
      plain(
        "r2",
        now.determination(about: past.truthMean),
        past.determination(),
        count: now.count
      ),
    ]
    indicators[0].bound(
      in: 0...(.infinity),
      variance: now.absoluteVariance,
      past.absoluteVariance,
      past.count,
      level: level
    )
    return indicators
  }

  // MARK: - Scores

  private func scores() -> [Indicator] {
    let (now, past) = (joined.scores.binary, baseline.scores.binary)
    let count = now.positives.reduce(0, +) + now.negatives.reduce(0, +)
    let oneClass = "labels of one class only"
    var area = plain(
      "roc_auc",
      now.areaUnderCurve?.value,
      past.areaUnderCurve?.value,
      count: count,
      undefined: oneClass
    )
    bound(&area, now, past)
    var losses = [
      plain("brier", now.brierScore, past.brierScore, count: count),
      plain("log_loss", now.logLoss, past.logLoss, count: count),
    ]
    let pastCount = past.positives.reduce(0, +) + past.negatives.reduce(0, +)
    losses[0].bound(
      in: 0...1,
      variance: now.brierVariance,
      past.brierVariance,
      pastCount,
      level: level
    )
    losses[1].bound(
      in: 0...(.infinity),
      variance: now.logLossVariance,
      past.logLossVariance,
      pastCount,
      level: level
    )
    return losses + [
      area,
      plain(
        "average_precision",
        now.averagePrecision,
        past.averagePrecision,
        count: count,
        undefined: oneClass
      ),
      plain("calibration_error", now.calibrationError(), past.calibrationError(), count: count),
    ]
  }

  /// Bounds of the area: it is a mean over pairs, whose size is the smaller class.
  private func bound(_ area: inout Indicator, _ now: BinaryScores, _ past: BinaryScores) {
    let size = min(now.positives.reduce(0, +), now.negatives.reduce(0, +))
    let pastSize = min(past.positives.reduce(0, +), past.negatives.reduce(0, +))
    var mean = area
    mean.count = Int(size)
    mean.bound(
      in: 0...1,
      variance: now.areaVariance.map { $0 * Double(size) },
      past.areaVariance.map { $0 * Double(pastSize) },
      pastSize,
      level: level
    )
    mean.count = area.count
    area = mean
  }
}
