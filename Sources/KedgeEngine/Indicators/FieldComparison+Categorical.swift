import KedgeModel
import KedgeStatistics

extension FieldComparison {
  /// Appends the indicators of a field of names.
  func appendCategorical(to all: inout [Indicator]) {
    if watchesShift { all.append(change()) }
    appendCategoryDistances(to: &all)
  }

  func appendCategoryDistances(to all: inout [Indicator]) {
    guard case .categorical = reference?.shape, let now = window.categories, let counts = cellCounts
    else {
      all += ["chi2", "cramers_v", "js", "l_infinity", "psi", "unseen"].map { insufficient($0) }
      return
    }
    let cells = CellPair(counts)
    let mode: ChiSquare.Mode = field.settings.modes["chi2"] == "nannyml" ? .yates : .pooled
    let table = ChiSquare.compare(
      baseline: counts.baseline,
      window: counts.window,
      level: level,
      mode: mode
    )
    let proves = (table?.pValue ?? 1) <= level
    let test = test(cells)
    all.append(drift("chi2", table, proves: proves, standard: nil))
    all.append(effect(cells, proves))
    all.append(jensenShannon(cells, test))
    all.append(stability(cells, test))
    let largest = LInfinity.compare(cells, level: level, test: test)
    all.append(drift("l_infinity", largest, proves: proves, standard: 0.1))
    all.append(unseen(now))
  }

  /// Share of `true` among the values of a boolean.
  func trueRate() -> Indicator {
    guard case .categorical(let table) = reference?.shape, let now = window.categories else {
      return insufficient("rate")
    }
    return RateIndicator(
      name("rate"),
      successes: now.trues(table),
      trials: now.total - now.missing,
      baseline: baseline?.pane.categories.map { ($0.trues(table), $0.total - $0.missing) }
    ).indicator(level: level)
  }

  /// Values that are `true` and that are not.
  var trueCounts: CountPair? {
    guard case .categorical(let table) = reference?.shape, let now = window.categories,
      let past = baseline?.pane.categories
    else { return nil }
    func counts(_ values: CategoryCounts) -> [UInt64] {
      let trues = values.trues(table)
      return [trues, values.total - values.missing - trues]
    }
    return CountPair(baseline: counts(past), window: counts(now))
  }

  private func effect(_ cells: CellPair, _ proves: Bool) -> Indicator {
    guard !cells.isUndefined else { return insufficient("cramers_v") }
    let needed: UInt64 = 50
    guard cells.windowCount >= needed else {
      return insufficient("cramers_v", needs: needed - cells.windowCount)
    }
    let value =
      field.settings.modes["cramers_v"] == "bergsma"
      ? CramersV.bergsma(cells) : CramersV.balanced(cells)
    let result = DistanceResult(
      value: value,
      effect: value,
      baselineCount: cells.baselineCount,
      windowCount: cells.windowCount
    )
    return drift("cramers_v", result, proves: proves, standard: 0.1)
  }

  /// Share of values that the baseline has never seen, beside the share that was to be expected: that
  /// of values that only one pane of the baseline had.
  private func unseen(_ now: CategoryCounts) -> Indicator {
    let limit = limit("unseen", 0.005)
    let expected = baseline?.spread.novelty.flatMap { $0.novel > 0 ? $0 : nil }
    var indicator = RateIndicator(
      name("unseen"),
      successes: now.unseen,
      trials: now.total - now.missing,
      baseline: expected.map { (UInt64($0.novel), UInt64($0.values)) }
        ?? (0, UInt64(baselineRecords))
    ).indicator(level: level)
    indicator.limit = limit
    guard indicator.verdict == .ok, let lower = indicator.lower, let share = indicator.baseline,
      expected == nil || indicator.change == .rise, lower - share > limit
    else { return indicator }
    indicator.verdict = .breach
    return indicator
  }
}

extension CategoryCounts {
  /// Values of a boolean that are `true`.
  func trues(_ table: CategoryTable) -> UInt64 {
    if let place = table.top.firstIndex(of: "true") { return known[place] }
    // A baseline without any `true` knows it as unseen.
    return unseen
  }
}
