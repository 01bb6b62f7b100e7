import KedgeModel
import KedgeStatistics

extension FieldComparison {
  /// Appends the indicators of a field of vectors.
  func appendVector(to all: inout [Indicator]) {
    if let text = field.text {
      all.append(gramDrift(IndicatorName("ngram_drift", text)))
      return
    }
    all += [count(), missing(), embeddingShift()]
  }

  /// Sums of the baseline and of the window that can be compared; `nil` with the reason where there
  /// are none.
  private func sums(
    _ name: IndicatorName,
    least: UInt64
  ) -> (past: EmbeddingSums, now: EmbeddingSums)? {
    guard let past = baseline?.pane.vectors, let now = window.vectors,
      past.dimension == now.dimension, now.count >= least,
      past.count >= PopulationStability.minimumCounts(cells: 1).baseline
    else { return nil }
    return (past, now)
  }

  private func withoutSums(_ name: IndicatorName, least: UInt64) -> Indicator {
    let found = window.vectors?.count ?? 0
    guard baseline?.pane.vectors != nil, found > 0, found < least else {
      let reason =
        baseline == nil
        ? baselineReason
        : baseline?.pane.vectors == nil
          ? "not in the baseline of all records" : "no such values in the window"
      return Indicator(name: name, verdict: .insufficient, count: Int(found), reason: reason)
    }
    return Indicator(name: name, count: Int(found), needs: Int(least - found))
  }

  /// Judged by a bootstrap of the baseline, whose limit proves no level that is below 1 in 1,000.
  private func embeddingShift() -> Indicator {
    let name = name("embedding_shift")
    let least = RateIndicator.trialsMin
    guard let (past, now) = sums(name, least: least), case .vector(let known) = reference?.shape,
      let value = EmbeddingShift.compare(baseline: past, window: now),
      let law = known.law(count: now.count, past: past.count)
    else { return withoutSums(name, least: least) }
    var shift = Indicator(name: name, verdict: .ok, count: Int(now.count))
    (shift.value, shift.effect, shift.baseline) = (value, value, 0)
    let drawn = law.limit(level: level)
    let isBeyond = value > drawn.value
    if drawn.isStatic {
      shift.reason = "its limit is outside of the budget of false alarms"
    } else {
      shift.level = level
      if isBeyond { shift.change = .rise }
    }
    shift.limit = max(limit("embedding_shift", 0), drawn.value)
    if isBeyond, value >= shift.limit ?? 0 { shift.verdict = .breach }
    return shift
  }

  /// The stability index of the shares of runs of characters.
  ///
  /// A record counts once, with the shares of its own runs. They are the mean of what one run drawn
  /// from each record would give, and the G statistic is convex, so its bound for as many draws holds
  /// for them too.
  private func gramDrift(_ name: IndicatorName) -> Indicator {
    let cells = window.vectors?.dimension ?? 0
    let least = PopulationStability.minimumCounts(cells: cells).window
    guard let (past, now) = sums(name, least: least), let before = past.mean, let after = now.mean
    else { return withoutSums(name, least: least) }
    let drift = GramDrift(
      baseline: before,
      window: after,
      counts: (Double(past.count), Double(now.count))
    )
    var indicator = Indicator(name: name, verdict: .ok, count: Int(now.count))
    (indicator.value, indicator.effect, indicator.baseline) = (drift.index, drift.index, 0)
    indicator.level = level
    if drift.pValue <= level { indicator.change = .rise }
    let limit = limit("ngram_drift", 0.1)
    indicator.limit = limit
    if indicator.change != nil, drift.index >= limit { indicator.verdict = .breach }
    return indicator
  }
}
