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

  /// Judged by a bootstrap of the baseline.
  private func embeddingShift() -> Indicator {
    let name = name("embedding_shift")
    let least = RateIndicator.trialsMin
    guard let (past, now) = sums(least: least),
      let value = EmbeddingShift.compare(baseline: past, window: now),
      let drawn = drawnLimit(past, now)
    else { return withoutComparison(name, least: least) }
    var shift = Indicator(name: name, verdict: .ok, count: Int(now.count))
    (shift.value, shift.effect, shift.baseline) = (value, value, 0)
    // The drawn shift is how far chance moves the difference of the means, whatever that is.
    (shift.lower, shift.upper) = (max(0, value - drawn.value), value + drawn.value)
    judge(&shift, isBeyond: value > drawn.value, isStatic: drawn.isStatic)
    shift.limit = max(limit("embedding_shift", 0), drawn.value)
    if shift.change != nil, value >= shift.limit ?? 0 { shift.verdict = .breach }
    return shift
  }

  /// The shift that chance seldom exceeds; a bootstrap resolves no level below 1 in 1,000.
  private func drawnLimit(
    _ past: EmbeddingSums,
    _ now: EmbeddingSums
  ) -> EmbeddingShiftLaw.Limit? {
    guard case .vector(let known) = reference?.shape else { return nil }
    return known.law(count: now.count, past: past.count)?.limit(level: level)
  }

  /// What lies beyond a static limit is rarer than the rarest that was drawn.
  private func judge(_ indicator: inout Indicator, isBeyond: Bool, isStatic: Bool) {
    indicator.level = isStatic ? VectorReference.leastLevel : level
    if isBeyond { indicator.change = .rise }
    if isStatic {
      indicator.reason = "judged by a bootstrap, outside of the budget of false alarms"
    }
  }

  /// The stability index of the shares of runs of characters.
  ///
  /// Proved by the bound of `GramDrift`, at the level of the budget, or, as that needs large changes,
  /// by the bootstrap of the mean shares.
  private func gramDrift(_ name: IndicatorName) -> Indicator {
    let least = PopulationStability.minimumCounts(cells: 10).window
    guard let (past, now) = sums(least: least), let drift = GramDrift(baseline: past, window: now)
    else { return withoutComparison(name, least: least) }
    var indicator = Indicator(name: name, verdict: .ok, count: Int(now.count))
    (indicator.value, indicator.effect, indicator.baseline) = (drift.index, drift.index, 0)
    indicator.level = level
    if drift.pValue <= level {
      indicator.change = .rise
    } else if let drawn = drawnLimit(past, now),
      let shift = EmbeddingShift.compare(baseline: past, window: now)
    {
      judge(&indicator, isBeyond: shift > drawn.value, isStatic: drawn.isStatic)
    }
    let limit = limit("ngram_drift", 0.1)
    indicator.limit = limit
    if indicator.change != nil, drift.index >= limit { indicator.verdict = .breach }
    return indicator
  }
}
