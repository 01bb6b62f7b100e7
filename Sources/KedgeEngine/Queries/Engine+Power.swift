import KedgeModel
import KedgeRules
import KedgeStatistics

import func Glibc.log

/// What a rule would see of an indicator of one series at its present traffic.
public struct SeenEffect: Equatable, Sendable {
  /// The indicator, such as `missing(amount)`.
  public var name: String
  /// The least change against the baseline that a window proves with probability 0.9, in the unit of
  /// the indicator.
  public var effect: Double
  /// Event time from the change to the event, nanoseconds: the windows in which it has to hold;
  /// `nil` where records are counted.
  public var delayNanoseconds: Int64?
}

extension Engine {
  /// What a rule sees of the indicators that it names, as far as their form tells (STATISTICS 12).
  func seen(by rule: Int, _ index: Int) -> [SeenEffect] {
    guard let latest = series[index].latest else { return [] }
    let compiled = settings.rules[rule]
    let model = models[series[index].model]
    let plan = model.plans[plan(of: compiled, model)]
    // The first window that lies behind the change as a whole, and those that have to hold after it.
    let panes = plan.panes + Int64(alertSettings(index, rule).hold - 1) * plan.every
    return IndicatorTable(latest.indicators).named(by: compiled).compactMap { indicator in
      detectable(indicator, index).map { effect in
        SeenEffect(
          name: indicator.name.text,
          effect: effect,
          delayNanoseconds: model.paneNanoseconds.map { $0 * panes }
        )
      }
    }
  }

  /// The least change of an indicator that a window of its size proves with probability 0.9: for the
  /// worse where it is a rate.
  private func detectable(_ indicator: Indicator, _ index: Int) -> Double? {
    let own = series[index]
    let model = models[own.model]
    guard let level = indicator.level, indicator.count > 0,
      let baseline = model.baseline?[own.key.segment]
    else { return nil }
    if indicator.name.kind == "mean" {
      guard let norm = norm(indicator.name, model, baseline),
        let deviation = norm.summary.deviation,
        deviation > 0
      else { return nil }
      return DetectableEffect.shift(
        ofMean: deviation,
        baselineCount: max(1, norm.summary.count),
        count: Double(indicator.count),
        level: level
      )
    }
    if let effect = detectableShift(indicator, level, model, baseline) { return effect }
    guard let past = rate(indicator.name, index, model, baseline), past.trials > 0 else {
      return nil
    }
    let trials = UInt64(indicator.count)
    let rise = DetectableEffect.rise(ofRate: past, trials: trials, level: level)
    // Of good things a fall is looked for: a rise of the others.
    guard indicator.name.kind == "accuracy" || indicator.name.kind == "feedback" else {
      return rise
    }
    return DetectableEffect.rise(
      ofRate: (past.trials - min(past.trials, past.successes), past.trials),
      trials: trials,
      level: level
    )
  }

  /// Of distances and quantiles; for small changes all distances between shares are functions of the
  /// same sum.
  private func detectableShift(
    _ indicator: Indicator,
    _ level: Double,
    _ model: ModelState,
    _ baseline: SegmentBaseline
  ) -> Double? {
    guard let norm = norm(indicator.name, model, baseline) else { return nil }
    let count = Double(indicator.count)
    func divergence(_ factor: Double) -> Double? {
      let cells =
        norm.pane.categories.map { $0.cells.count { $0 > 0 } } ?? norm.deciles.count { $0 > 0 }
      guard cells > 1 else { return nil }
      return factor
        * DetectableEffect.divergence(
          cells: cells,
          baselineCount: Double(baseline.pane.records),
          count: count,
          level: level
        )
    }
    switch indicator.name.kind {
    case "psi": return divergence(1)
    case "js": return divergence(1 / (8 * log(2)))?.squareRoot()
    case "hellinger": return divergence(1 / 8)?.squareRoot()
    case "cramers_v": return divergence(1 / 4)?.squareRoot()
    case "ks":
      guard let past = norm.pane.grid?.count, past > 0 else { return nil }
      return DetectableEffect.difference(
        ofDistributions: Double(past),
        count: count,
        level: level
      )
    default:
      guard let share = FieldComparison.share(ofQuantile: indicator.name.kind),
        let values = norm.quantiles.bounded
      else { return nil }
      return DetectableEffect.rise(
        ofQuantile: share,
        baseline: values,
        count: UInt64(indicator.count),
        level: level / 2
      )
    }
  }

  private func norm(
    _ name: IndicatorName,
    _ model: ModelState,
    _ baseline: SegmentBaseline
  ) -> FieldNorm? {
    guard let feature = name.feature,
      let field = model.fields.firstIndex(where: { $0.name.equalsByBytes(feature) }),
      field < baseline.norms.count
    else { return nil }
    return baseline.norms[field]
  }

  /// What the baseline held of a rate.
  private func rate(
    _ name: IndicatorName,
    _ index: Int,
    _ model: ModelState,
    _ baseline: SegmentBaseline
  ) -> (successes: UInt64, trials: UInt64)? {
    let records = UInt64(baseline.pane.records)
    switch name.kind {
    case "error_rate": return (baseline.pane.errors, records)
    case "missing":
      return norm(name, model, baseline).map { (records - min(records, $0.pane.present), records) }
    case "accuracy":
      let joined = joinedBaseline(of: index)
      return (joined.matches, joined.classes)
    case "feedback":
      guard let feedback = name.feature, let place = feedbackNames.firstIndex(of: feedback),
        let sum = joinedBaseline(of: index).feedback[UInt32(place)], sum.binary == sum.count
      else { return nil }
      return (sum.positive, sum.count)
    default: return nil
    }
  }
}
