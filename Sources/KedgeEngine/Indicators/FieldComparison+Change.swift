import KedgeModel
import KedgeStatistics

extension FieldComparison {
  /// A change since some pane: of the mean or the spread of numbers, of the rate of a boolean, in
  /// standard deviations of the baseline; of the share of names that the baseline does not have.
  func change() -> Indicator {
    guard let baseline else { return insufficient("change") }
    let names = field.type == .category
    let known = fitsSpread ? baseline.spread.values.panes : 0
    var indicator = Indicator(name: name("change"), verdict: .insufficient, count: 0)
    guard known >= PaneSpread.panesMin else {
      indicator.reason =
        "the baseline has \(known) panes, \(PaneSpread.panesMin) are needed: give a longer `baseline`"
      return indicator
    }
    guard let shift, shift.panes > 0, names || baseline.ofValues != nil else {
      indicator.reason =
        shift == nil ? "no pane has closed since the baseline" : "constant in the baseline"
      return indicator
    }
    guard !names || baseline.spread.novelty != nil else {
      indicator.reason = "the baseline has too many names to tell which are new"
      return indicator
    }
    guard names || baseline.spread.values.inflation.isFinite else {
      indicator.reason =
        "its mean wanders as long as the baseline lasts: give a longer or another `baseline`"
      return indicator
    }
    indicator.verdict = .ok
    indicator.baseline = 0
    indicator.level = level
    indicator.limit = FieldShift.limit(field)
    indicator.count = names ? shift.panes : shift.mean.length
    let isAlarm = names ? novelty(shift, &indicator) : meanOrSpread(shift, &indicator)
    guard isAlarm, let value = indicator.value else { return indicator }
    indicator.change = value > 0 ? .rise : .fall
    if let limit = indicator.limit, abs(value) >= limit { indicator.verdict = .breach }
    return indicator
  }

  private func novelty(_ shift: FieldShift, _ indicator: inout Indicator) -> Bool {
    indicator.value = shift.novelty.share - (baseline?.spread.novelty?.share ?? 0)
    indicator.effect = indicator.value.map { abs($0) }
    return shift.novelty.isAlarm
  }

  /// The mean, or the spread where that alone has changed, or more.
  private func meanOrSpread(_ shift: FieldShift, _ indicator: inout Indicator) -> Bool {
    let (mean, spread) = (shift.mean.side, shift.spread.side)
    let ofMean = mean.shift / (baseline?.ofValues?.deviation ?? 1)
    // The variance of scores is the square of the factor of the standard deviation.
    let past = max(baseline?.spread.scores.mean ?? 1, 1e-9)
    let ofSpread = max(0, 1 + spread.shift / past).squareRoot() - 1
    if spread.isAlarm, !mean.isAlarm || abs(ofSpread) > abs(ofMean) {
      indicator.value = ofSpread
      indicator.reason = "of the spread"
    } else {
      indicator.value = ofMean
    }
    indicator.effect = indicator.value.map { abs($0) }
    return mean.isAlarm || spread.isAlarm
  }
}
