import KedgeModel
import KedgeStatistics

extension FieldComparison {
  /// Appends the indicators of a field of numbers.
  func appendNumeric(to all: inout [Indicator]) {
    let summary = window.summary
    all.append(mean(summary))
    all.append(deviation(summary))
    appendQuantiles(to: &all)
    if watchesShift { all.append(change()) }
    if watchesRange { all.append(outOfRange()) }
    appendNumericDistances(to: &all)
  }

  /// Share of numbers outside the baseline's range; a tenth of it on both sides is let pass.
  private func outOfRange() -> Indicator {
    guard let past = baseline?.pane.grid?.count, let now = window.grid?.count else {
      return insufficient("out_of_range")
    }
    var indicator = RateIndicator(
      name("out_of_range"),
      successes: window.outside,
      trials: now,
      baseline: (0, past)
    ).indicator(level: level)
    let limit = limit("out_of_range", 0.005)
    indicator.limit = limit
    if indicator.verdict == .ok, (indicator.lower ?? 0) > limit { indicator.verdict = .breach }
    return indicator
  }

  private func mean(_ summary: MomentsSummary) -> Indicator {
    let count = Int(summary.count)
    guard count > 0 else { return withoutValues("mean") }
    let past = baseline?.summary
    var mean = Indicator(name: name("mean"), verdict: .ok, count: count)
    mean.value = summary.mean
    mean.baseline = past.flatMap { $0.count > 0 ? $0.mean : nil }
    mean.effect = mean.baseline.flatMap { $0 == 0 ? nil : summary.mean / $0 - 1 }
    let least = MeanSequence.minimumCount(level: level, skewness: skewness)
    if Double(count) >= least, let deviation = summary.deviation {
      bound(&mean, summary, deviation, least: least)
    } else {
      mean.reason = "bounds of its mean need \(Int(min(least, 1e12).rounded(.up))) values"
    }
    return mean
  }

  private func deviation(_ summary: MomentsSummary) -> Indicator {
    let count = Int(summary.count)
    guard count > 0 else { return withoutValues("sd") }
    guard let value = summary.deviation else {
      return Indicator(name: name("sd"), count: count, needs: 1)
    }
    var deviation = Indicator(name: name("sd"), verdict: .ok, count: count)
    deviation.value = value
    deviation.baseline = baseline?.summary.deviation
    return deviation
  }

  private func withoutValues(_ kind: String) -> Indicator {
    Indicator(name: name(kind), verdict: .insufficient, count: 0, reason: "no values")
  }

  /// Skewness of the baseline; without one, that of an exponential distribution is assumed.
  private var skewness: Double {
    guard case .numeric(let numeric) = reference?.shape else { return 2 }
    return numeric.skewness
  }

  private func bound(
    _ mean: inout Indicator,
    _ summary: MomentsSummary,
    _ deviation: Double,
    least: Double
  ) {
    let interval = MeanSequence.interval(
      mean: summary.mean,
      variance: deviation * deviation,
      count: UInt64(summary.count),
      level: level,
      expectedCount: summary.count
    )
    mean.lower = interval?.lower
    mean.upper = interval?.upper
    guard let past = baseline?.pane.moments, let now = window.moments,
      Double(min(past.count, now.count)) >= least
    else { return }
    // The level stands for the comparison: both sides have enough for it.
    mean.level = level
    let difference = MeanSequence.difference(
      baseline: past,
      window: now,
      level: level,
      expectedCount: summary.count
    )
    if let difference, difference.lower > 0 { mean.change = .rise }
    if let difference, difference.upper < 0 { mean.change = .fall }
  }

  private func appendQuantiles(to indicators: inout [Indicator]) {
    let now = FieldQuantiles(window)
    for share in FieldQuantiles.usualShares { indicators.append(quantile(share, now)) }
    for share in extraQuantiles { indicators.append(quantile(share, now)) }
  }

  private func quantile(_ share: Double, _ now: FieldQuantiles) -> Indicator {
    var quantile = Indicator(
      name: name(FieldComparison.quantileName(share)),
      verdict: .ok,
      count: Int(now.count)
    )
    guard let value = now.quantile(share) else {
      quantile.verdict = .insufficient
      quantile.reason = "no values"
      return quantile
    }
    quantile.value = value
    quantile.baseline = baseline?.quantiles.quantile(share)
    if let past = quantile.baseline, past != 0 { quantile.effect = value / past - 1 }
    guard let bounds = now.bounded.flatMap({ ranks.bounds(share, of: $0) }) else { return quantile }
    quantile.lower = bounds.lower
    quantile.upper = bounds.upper
    quantile.level = level
    // Each side at half the level: disjoint bounds prove a change.
    guard let past = baseline?.quantiles.bounded.flatMap({ ranks.bounds(share, of: $0) }) else {
      return quantile
    }
    if let highest = past.upper, bounds.lower > highest { quantile.change = .rise }
    if let highest = bounds.upper, highest < past.lower { quantile.change = .fall }
    return quantile
  }

  /// The name of a quantile: `p95`, `p99.9`.
  static func quantileName(_ share: Double) -> String {
    switch share {
    case 0.5: "p50"
    case 0.95: "p95"
    case 0.99: "p99"
    default: "p" + JSONWriter.text(of: (share * 1e8).rounded() / 1e6)
    }
  }

  /// The share that such a name stands for.
  static func share(ofQuantile name: String) -> Double? {
    guard name.hasPrefix("p"), let percent = Double(name.dropFirst()), percent > 0, percent < 100
    else { return nil }
    return percent / 100
  }

  /// Distances of the window from the baseline.
  func distances() -> [Indicator] {
    var all: [Indicator] = []
    switch reference?.shape {
    case .numeric: appendNumericDistances(to: &all)
    case .categorical: appendCategoryDistances(to: &all)
    case .vector, .uncounted, nil: break
    }
    return all
  }

  private func appendNumericDistances(to all: inout [Indicator]) {
    guard case .numeric(let numeric) = reference?.shape, let norm = baseline,
      let past = norm.pane.grid, let now = window.grid, let moments = norm.pane.moments,
      let counts = cellCounts
    else {
      all += ["psi", "js", "hellinger", "ks", "wasserstein"].map { insufficient($0) }
      return
    }
    let cells = CellPair(counts)
    let test = test(cells)
    all.append(stability(cells, test))
    all.append(jensenShannon(cells, numeric, test))
    all.append(hellinger(cells, test))
    let ks = kolmogorovSmirnov(past, now, numeric)
    let proves = (ks?.lower ?? 0) > 0
    all.append(drift("ks", ks, proves: proves, standard: 0.1))
    let distance = wasserstein(past, now, moments, numeric)
    all.append(drift("wasserstein", distance, proves: proves, standard: 0.1))
  }

  /// The test that the distances of cells share; `nil` where they are undefined.
  func test(_ cells: CellPair) -> ChangeTest? {
    cells.isUndefined ? nil : ChangeTest(cells, level: level)
  }

  func stability(_ cells: CellPair, _ test: ChangeTest?) -> Indicator {
    let minimum = PopulationStability.minimumCounts(cells: cells.count)
    guard cells.windowCount >= minimum.window, cells.baselineCount >= minimum.baseline else {
      return insufficient("psi", needs: shortfall(cells, minimum))
    }
    let mode: PopulationStability.Mode =
      switch field.settings.modes["psi"] {
      case "floor": .floor
      case "deepchecks": .hundredth
      default: .jeffreys
      }
    let result = PopulationStability.compare(cells, level: level, mode: mode, test: test)
    let proves = (result?.distance.pValue ?? 1) <= level
    return drift("psi", result?.distance, proves: proves, standard: 0.1)
  }

  private func shortfall(_ cells: CellPair, _ minimum: (baseline: UInt64, window: UInt64)) -> UInt64
  {
    max(
      minimum.window - min(minimum.window, cells.windowCount),
      minimum.baseline - min(minimum.baseline, cells.baselineCount)
    )
  }

  private func jensenShannon(
    _ cells: CellPair,
    _ numeric: NumericReference,
    _ test: ChangeTest?
  ) -> Indicator {
    guard field.settings.modes["js"] == "nannyml" else { return jensenShannon(cells, test) }
    guard let past = baseline?.pane.equalWidth, let now = window.equalWidth else {
      return insufficient("js")
    }
    return jensenShannon(CellPair(baseline: past, window: now), nil)
  }

  func jensenShannon(_ cells: CellPair, _ test: ChangeTest?) -> Indicator {
    let mode: JensenShannon.Mode =
      switch field.settings.modes["js"] {
      case "nannyml": .raw
      case "natural": .natural
      default: .corrected
      }
    let result = JensenShannon.compare(cells, level: level, mode: mode, test: test)
    return drift("js", result, proves: (result?.pValue ?? 1) <= level, standard: 0.1)
  }

  private func hellinger(_ cells: CellPair, _ test: ChangeTest?) -> Indicator {
    let result = Hellinger.compare(cells, level: level, test: test)
    return drift("hellinger", result, proves: (result?.pValue ?? 1) <= level, standard: 0.1)
  }

  private func kolmogorovSmirnov(
    _ past: GridCounts,
    _ now: GridCounts,
    _ numeric: NumericReference
  ) -> DistanceResult? {
    var (past, now, grid) = (past, now, numeric.grid)
    if field.settings.modes["ks"] == "nannyml", let exact = numeric.exactGrid,
      let exactPast = baseline?.pane.exactGrid, let exactNow = window.exactGrid
    {
      (past, now, grid) = (exactPast, exactNow, exact)
    }
    return KolmogorovSmirnov.compare(baseline: past, window: now, grid: grid, level: level)
  }

  private func wasserstein(
    _ past: GridCounts,
    _ now: GridCounts,
    _ moments: Moments,
    _ numeric: NumericReference
  ) -> DistanceResult? {
    var (past, now, grid) = (past, now, numeric.grid)
    let mode: Wasserstein.Mode
    switch field.settings.modes["wasserstein"] {
    case "nannyml":
      mode = .raw
      if let exact = numeric.exactGrid, let exactPast = baseline?.pane.exactGrid,
        let exactNow = window.exactGrid
      {
        (past, now, grid) = (exactPast, exactNow, exact)
      }
    case "raw": mode = .raw
    case "iqr" where numeric.quartileRange > 0: mode = .divided(by: numeric.quartileRange)
    default: mode = .standardized
    }
    return Wasserstein.compare(
      baseline: past,
      window: now,
      grid: grid,
      moments: moments,
      mode: mode
    )
  }
}
