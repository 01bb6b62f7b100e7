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

  /// Why vectors cannot be compared.
  private func withoutComparison(_ name: IndicatorName, least: UInt64) -> Indicator {
    let found = window.vectors?.count ?? 0
    func without(_ verdict: Verdict, _ reason: String) -> Indicator {
      Indicator(name: name, verdict: verdict, count: Int(found), reason: reason)
    }
    guard let baseline else { return without(.insufficient, baselineReason) }
    guard isTotal else { return without(.insufficient, "compared for all records together only") }
    guard let past = baseline.pane.vectors else {
      return without(.insufficient, "not in the baseline")
    }
    let leastPast = PopulationStability.minimumCounts(cells: 1).baseline
    guard past.count >= leastPast else {
      return without(
        .insufficient,
        "the baseline has \(past.count) of them, \(leastPast) are needed"
      )
    }
    if let now = window.vectors, now.refused > now.count {
      return without(
        .stale,
        "vectors have no longer the \(past.dimension) numbers of the baseline's"
      )
    }
    guard found < least else {
      return without(.insufficient, "those of the baseline are all equal")
    }
    return found > 0
      ? Indicator(name: name, count: Int(found), needs: Int(least - found))
      : without(.insufficient, "no such values in the window")
  }

  /// The sums that are compared; `nil` where there are too few.
  private func sums(least: UInt64) -> (past: EmbeddingSums, now: EmbeddingSums)? {
    guard let past = baseline?.pane.vectors, let now = window.vectors,
      past.dimension == now.dimension, now.count >= least, now.refused <= now.count,
      past.count >= PopulationStability.minimumCounts(cells: 1).baseline
    else { return nil }
    return (past, now)
  }

  /// Judged by a bootstrap of the baseline, which resolves no level below 1 in 1,000.
  private func embeddingShift() -> Indicator {
    let name = name("embedding_shift")
    let least = RateIndicator.trialsMin
    guard let (past, now) = sums(least: least), case .vector(let known) = reference?.shape,
      let value = EmbeddingShift.compare(baseline: past, window: now),
      let law = known.law(count: now.count, past: past.count)
    else { return withoutComparison(name, least: least) }
    var shift = Indicator(name: name, verdict: .ok, count: Int(now.count))
    (shift.value, shift.effect, shift.baseline) = (value, value, 0)
    let drawn = law.limit(level: level)
    let isBeyond = value > drawn.value
    // What lies beyond the static limit is rarer than the rarest that was drawn.
    shift.level = drawn.isStatic ? VectorReference.leastLevel : level
    if drawn.isStatic { shift.reason = "its limit is outside of the budget of false alarms" }
    if isBeyond { shift.change = .rise }
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
    let least = PopulationStability.minimumCounts(cells: 10).window
    guard let (past, now) = sums(least: least), let drift = GramDrift(baseline: past, window: now)
    else { return withoutComparison(name, least: least) }
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
