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
    if joined.classes > 0, joined.classes >= joined.numbers {
      results.append(accuracy())
    } else if joined.numbers > 0 {
      results += errors()
    }
    if !joined.scores.isEmpty { results.append(areaUnderCurve()) }
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

  private func accuracy() -> Indicator {
    RateIndicator(
      IndicatorName("accuracy"),
      successes: joined.matches,
      trials: joined.classes,
      baseline: baseline.classes > 0 ? (baseline.matches, baseline.classes) : nil
    ).indicator(level: level)
  }

  private func errors() -> [Indicator] {
    let count = Double(joined.numbers)
    let mean = joined.absoluteErrors.value / count
    let root = (joined.squaredErrors.value / count).squareRoot()
    var baselineMean: Double?
    var baselineRoot: Double?
    if baseline.numbers > 0 {
      let count = Double(baseline.numbers)
      baselineMean = baseline.absoluteErrors.value / count
      baselineRoot = (baseline.squaredErrors.value / count).squareRoot()
    }
    return [
      plain("mae", mean, baselineMean, count: joined.numbers),
      plain("rmse", root, baselineRoot, count: joined.numbers),
    ]
  }

  private func areaUnderCurve() -> Indicator {
    let count = joined.scores.values.reduce(0) { $0 + UInt64($1) }
    guard let area = Self.scores(joined).areaUnderCurve else {
      return Indicator(
        name: IndicatorName("roc_auc"),
        verdict: .insufficient,
        count: Int(count),
        reason: "labels of one class only"
      )
    }
    let past = Self.scores(baseline).areaUnderCurve?.value
    return plain("roc_auc", area.value, past, count: count)
  }

  private static func scores(_ pane: JoinedPane) -> BinaryScores {
    var negatives = [UInt64](repeating: 0, count: BinaryScores.cellCount)
    var positives = negatives
    for (key, count) in pane.scores {
      if key % 2 == 1 {
        positives[Int(key / 2)] += UInt64(count)
      } else {
        negatives[Int(key / 2)] += UInt64(count)
      }
    }
    return BinaryScores(negatives: negatives, positives: positives)
  }

  private func plain(
    _ name: String,
    _ value: Double,
    _ baseline: Double?,
    count: UInt64
  ) -> Indicator {
    guard count >= RateIndicator.trialsMin else {
      return Indicator(
        name: IndicatorName(name),
        count: Int(count),
        needs: Int(RateIndicator.trialsMin - count)
      )
    }
    var indicator = Indicator(name: IndicatorName(name), verdict: .ok, count: Int(count))
    indicator.value = value
    indicator.baseline = baseline
    indicator.effect = baseline.map { value - $0 }
    return indicator
  }
}
