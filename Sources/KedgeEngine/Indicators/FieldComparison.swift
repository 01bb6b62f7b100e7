import KedgeModel
import KedgeStatistics

/// One field of a window against the same field of the baseline.
struct FieldComparison {
  let field: Field
  let window: FieldPane
  let windowRecords: Int
  /// Records of the window that came since the baseline was frozen.
  let comparedRecords: Int
  let baseline: FieldNorm?
  let baselineRecords: Int
  let reference: FieldReference?
  /// Whether the baseline's spread is that of such panes and windows.
  let fitsSpread: Bool
  /// The detector of shifts; `nil` while it has seen nothing.
  let shift: FieldShift?
  let watchesShift: Bool
  let watchesRange: Bool
  /// Whether all records are compared, not those of a segment.
  let isTotal: Bool
  let baselineReason: String
  let level: Double
  let extraQuantiles: [Double]
  /// Of bounds at half the level.
  let ranks: QuantileRanks

  /// Share of records without a value.
  func missing() -> Indicator {
    var indicator = RateIndicator(
      name("missing"),
      successes: absent,
      trials: UInt64(windowRecords),
      baseline: absentBefore.map { ($0, UInt64(baselineRecords)) }
    ).indicator(level: level)
    guard indicator.verdict == .ok, let effect = indicator.effect else { return indicator }
    let limit = limit("missing", 0.02)
    indicator.limit = limit
    if effect >= limit, indicator.change == .rise { indicator.verdict = .breach }
    return indicator
  }

  /// Records without a value.
  private var absent: UInt64 {
    UInt64(windowRecords) - min(window.present, UInt64(windowRecords))
  }

  private var absentBefore: UInt64? {
    baseline.map { UInt64(baselineRecords) - $0.pane.present }
  }

  /// Records without a value and with one.
  var missingCounts: CountPair? {
    absentBefore.map {
      CountPair(
        baseline: [$0, UInt64(baselineRecords) - $0],
        window: [absent, UInt64(windowRecords) - absent]
      )
    }
  }

  /// Records by cell, those of a number being the tenths of the baseline; the last has those without a
  /// value, the one before it the names that have no cell of their own.
  ///
  /// Names that the baseline does not have are among these: by definition it holds none of them,
  /// which says nothing of their true share.
  var cellCounts: CountPair? {
    guard let baseline else { return nil }
    func joined(_ names: CategoryCounts, of records: Int) -> [UInt64] {
      withMissing(
        names.known + [names.other + names.unseen, 0],
        names.total - names.missing,
        of: records
      )
    }
    func withMissing(_ cells: [UInt64], _ present: UInt64, of records: Int) -> [UInt64] {
      var cells = cells
      cells[cells.count - 1] = UInt64(records) - min(UInt64(records), present)
      return cells
    }
    switch reference?.shape {
    case .numeric(let numeric):
      guard let past = baseline.pane.grid, let now = window.grid else { return nil }
      return CountPair(
        baseline: withMissing(baseline.deciles, past.count, of: baselineRecords),
        window: withMissing(now.counts(in: numeric.deciles), now.count, of: comparedRecords)
      )
    case .categorical:
      guard let past = baseline.pane.categories, let now = window.categories else { return nil }
      return CountPair(
        baseline: joined(past, of: baselineRecords),
        window: joined(now, of: comparedRecords)
      )
    case .vector, .uncounted, nil: return nil
    }
  }

  /// Records with a value.
  func count() -> Indicator {
    var indicator = Indicator(name: name("count"), verdict: .ok, count: windowRecords)
    indicator.value = Double(window.present)
    return indicator
  }

  func name(_ kind: String) -> IndicatorName {
    IndicatorName(kind, field.name)
  }

  /// The effect that matters: declared, or the indicator's default.
  func limit(_ kind: String, _ standard: Double) -> Double {
    guard case .effect(let declared) = field.settings.limits[kind] else { return standard }
    return declared
  }

  /// An indicator of drift from a comparison.
  ///
  /// - Parameters:
  ///   - kind: Which indicator.
  ///   - result: The comparison; `nil` where it is undefined.
  ///   - proves: Whether the comparison excludes that nothing changed.
  ///   - standard: The limit where none is declared; `nil` for one that has none.
  /// - Returns: the indicator with its verdict.
  func drift(
    _ kind: String,
    _ result: DistanceResult?,
    proves: Bool,
    standard: Double?
  ) -> Indicator {
    guard let result else { return insufficient(kind) }
    guard result.windowCount >= RateIndicator.trialsMin else {
      return insufficient(kind, needs: RateIndicator.trialsMin - result.windowCount)
    }
    var indicator = Indicator(name: name(kind), verdict: .ok, count: Int(result.windowCount))
    indicator.value = result.value
    indicator.lower = result.lower
    indicator.upper = result.upper
    indicator.baseline = 0
    indicator.effect = result.effect
    indicator.level = level
    if proves { indicator.change = .rise }
    switch field.settings.limits[kind] {
    case .effect(let declared): indicator.limit = declared
    case .deviations(let count):
      guard fitsSpread, let chunks = baseline?.spread.chunks[kind] else {
        indicator.verdict = .insufficient
        indicator.reason =
          "the baseline was frozen without a spread of \(kind): give another `baseline`"
        return indicator
      }
      indicator.limit = chunks.limits(deviations: count, in: 0...(.infinity)).upperBound
    case nil: indicator.limit = standard
    }
    if let limit = indicator.limit, proves, result.effect >= limit { indicator.verdict = .breach }
    return indicator
  }

  /// A drift indicator without enough records.
  func insufficient(_ kind: String, needs: UInt64? = nil) -> Indicator {
    let count = Int(window.grid?.count ?? window.categories.map { $0.total } ?? 0)
    if let needs { return Indicator(name: name(kind), count: count, needs: Int(needs)) }
    let reason =
      baseline == nil
      ? baselineReason
      : baseline?.pane.present == 0 ? "not in the baseline" : "no values in the window"
    return Indicator(name: name(kind), verdict: .insufficient, count: count, reason: reason)
  }
}
