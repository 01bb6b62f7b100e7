import KedgeModel
import KedgeRules
import KedgeStatistics

extension Engine {
  /// Panes that are closed one by one where silence is watched; one wrong clock makes a silence of
  /// years, whose middle tells nothing.
  private static let silentPanesMax = 100_000

  /// Closes the panes of a model below a boundary, and evaluates the windows that end by it.
  mutating func close(_ model: Int, through boundary: Int64, isEnd: Bool) {
    let longest = models[model].plans.map(\.panes).max() ?? 1
    let watchesSilence = models[model].rules.contains {
      settings.rules[$0].rule.kind == .dataMissing
    }
    let closed = models[model].closedThrough
    let first = firstPane(of: model, from: Int64.min)
    // Where no pane is left, a silence that began long ago goes on.
    guard first != nil || watchesSilence && closed != Int64.min else {
      models[model].closedThrough = max(closed, boundary)
      return
    }
    var end = max(closed, first ?? closed) + 1
    var steps = 0
    while end <= boundary {
      if !watchesSilence {
        guard let next = firstPane(of: model, from: end - longest) else { break }
        end = max(end, next + 1)
        guard end <= boundary else { break }
      } else if steps >= Engine.silentPanesMax {
        steps = 0
        let next = firstPane(of: model, from: end - longest).map { $0 + 1 } ?? Int64.max
        end = max(end, min(next, boundary + 1 - Int64(Engine.silentPanesMax)))
      }
      steps += 1
      feedShifts(model, pane: end - 1)
      for plan in models[model].plans.indices where models[model].plans[plan].ends(at: end) {
        evaluate(model, plan, end: end, isPartial: false)
      }
      if watchesSilence, let length = models[model].paneNanoseconds {
        stepSilence(model, Timestamp(nanoseconds: end * length))
      }
      end += 1
    }
    models[model].closedThrough = max(models[model].closedThrough, boundary)
    models[model].isChanged = true
    forgetPanes(of: model, before: boundary - longest + 1)
    expirePending()
  }

  /// The least number of a pane of a model that is not below a number.
  private func firstPane(of model: Int, from number: Int64) -> Int64? {
    models[model].series.compactMap { index in
      series[index].panes.first { $0.number >= number }?.number
    }.min()
  }

  private mutating func forgetPanes(of model: Int, before number: Int64) {
    let readable =
      number + (models[model].plans.map(\.panes).max() ?? 1) - models[model].vectorPanes
    let vectors = models[model].fields.indices.filter { models[model].fields[$0].type == .vector }
    for index in models[model].series {
      for field in vectors { series[index].forgetVectors(of: field, before: readable) }
      series[index].identityChanges = series[index].identityChanges.filter { $0 >= number }
      let old = series[index].panes.prefix { $0.number < number }
      guard !old.isEmpty else { continue }
      series[index].forgetPanes(old.count)
    }
    guard let horizon = models[model].horizonPanes else { return }
    let together = models[model].auditPanes
    for index in models[model].series {
      series[index].forgetJoined(before: number - horizon, auditPanes: together)
    }
  }

  /// Evaluates one plan of a model at the end of a window.
  private mutating func evaluate(_ model: Int, _ plan: Int, end: Int64, isPartial: Bool) {
    let panes = (end - models[model].plans[plan].panes)..<end
    guard let length = models[model].paneNanoseconds else { return }
    let time = Timestamp(nanoseconds: end * length)
    learnLosses(model)
    var carried: [(version: String, records: Int)] = []
    for index in models[model].series {
      let members = series[index].panes.filter { panes.contains($0.number) && $0.records > 0 }
      if members.isEmpty {
        stepSilent(index, plan, time)
        continue
      }
      let window = Window(
        index: series[index].evaluations[plan].count,
        start: Timestamp(nanoseconds: panes.lowerBound * length),
        end: time,
        records: members.reduce(0) { $0 + $1.records },
        isPartial: isPartial
      )
      evaluate(index, plan, window, panes, members)
      let key = series[index].key
      if key.segment.isEmpty { carried.append((key.version, window.records)) }
    }
    if plan == 0, !isPartial, !carried.isEmpty { noteLead(model, carried, time) }
  }

  /// Shows a pane that closes to the detectors of shifts of its series.
  private mutating func feedShifts(_ model: Int, pane number: Int64) {
    guard models[model].hasBaseline else { return }
    for index in models[model].series {
      if let pane = series[index].panes.first(where: { $0.number == number }) {
        feedShifts(index, pane)
      }
    }
  }

  private mutating func feedShifts(_ index: Int, _ pane: Pane) {
    let model = models[series[index].model]
    guard let baseline = model.baseline, baseline.pane == model.settings.window.pane,
      let own = baseline[series[index].key.segment]
    else { return }
    let level = ledger.level(everyNanoseconds: model.paneNanoseconds)
    let baselineLevel = ledger.levelOfPair
    for field in own.norms.indices where field < pane.fields.count {
      guard model.watchesShifts(of: model.fields[field]) else {
        series[index].shifts[field] = nil
        continue
      }
      series[index].shifts[field, default: FieldShift()].take(
        pane.fields[field],
        FieldShift.Context(
          norm: own.norms[field],
          field: model.fields[field],
          shape: baseline.fields[field].shape,
          level: level,
          baselineLevel: baselineLevel
        )
      )
    }
    series[index].isChanged = true
  }

  /// Closes the pane of a series that counts records.
  mutating func closeCounted(_ index: Int, isPartial: Bool) {
    learnLosses(series[index].model)
    guard let pane = series[index].panes.last, pane.number == series[index].filling,
      pane.records > 0
    else { return }
    let window = Window(
      index: series[index].evaluations[0].count,
      start: pane.first,
      end: pane.last,
      records: pane.records,
      isPartial: isPartial
    )
    if !isPartial { feedShifts(index, pane) }
    evaluate(index, 0, window, pane.number..<(pane.number + 1), [pane])
    let (key, model) = (series[index].key, series[index].model)
    if key.segment.isEmpty, !isPartial {
      noteLead(model, [(key.version, window.records)], window.end)
    }
    series[index].identityChanges = []
    let state = models[series[index].model]
    series[index].fillNext(admitted: state.admitted, auditPanes: state.auditPanes)
    expirePending()
  }

  /// Evaluates a window of a series, after the earlier windows that were touched.
  private mutating func evaluate(
    _ index: Int,
    _ plan: Int,
    _ window: Window,
    _ panes: Range<Int64>,
    _ members: [Pane]
  ) {
    reviseTouched(index, plan)
    var merged = members[0]
    for pane in members.dropFirst() { merged.merge(pane) }
    let level = level(series[index].model, plan)
    if plan == 0 { auditEstimates(index, window, level: level) }
    var evaluation = evaluation(index, plan, window, merged, panes)
    evaluation.lossEstimate = lossEstimate(index, merged, level: level)
    if evaluation.lossEstimate == nil {
      evaluation.estimates = estimates(index, merged.scores, level: level)
    }
    var indicators = evaluation.indicators()
    prove(index, plan, evaluation, panes, &indicators)
    notePairs(index, indicators)
    let watched =
      plan == 0 ? indicators.count { $0.limit != nil } + (isAudited(index) ? 1 : 0) : 0
    ledger.charge(
      tests: watched + rules(of: index, plan).count,
      level: evaluation.level,
      at: window.end
    )
    if plan == 0 { effects.append(.evaluated(series[index].key, window, indicators)) }
    series[index].evaluations[plan].add(WindowRecord(window: window, panes: panes))
    series[index].changedPlans.insert(plan)
    if plan == 0 {
      series[index].latest = Series.Evaluation(window: window, indicators: indicators)
    }
    step(index, plan, window, IndicatorTable(indicators))
    series[index].isChanged = true
  }

  /// What the indicators of a window are computed from.
  private func evaluation(
    _ index: Int,
    _ plan: Int,
    _ window: Window,
    _ pane: Pane,
    _ panes: Range<Int64>
  ) -> WindowEvaluation {
    let model = models[series[index].model]
    let baseline = model.baseline?[series[index].key.segment]
    return WindowEvaluation(
      window: window,
      pane: pane,
      joined: joined(index, panes),
      baseline: baseline,
      joinedBaseline: joinedBaseline(of: index),
      fields: model.fields,
      references: model.baseline?.fields ?? [],
      fitsSpread: model.baseline?.pane == model.settings.window.pane,
      shifts: series[index].shifts,
      watchesShifts: model.watchesShifts,
      watchesRange: model.watchesRange,
      isTotal: series[index].key.segment.isEmpty,
      feedbackNames: feedbackNames,
      baselineReason: model.baselineReason,
      level: level(series[index].model, plan),
      extraQuantiles: model.extraQuantiles,
      seconds: model.paneNanoseconds != nil && !window.isPartial
        ? Double(window.end.nanoseconds - window.start.nanoseconds) / 1e9 : nil
    )
  }

  /// The level of one window of a plan.
  private func level(_ model: Int, _ plan: Int) -> Double {
    let every = models[model].paneNanoseconds.map { $0 * models[model].plans[plan].every }
    let level = ledger.level(everyNanoseconds: every)
    // The other half is for evidence that adds up.
    return settings.budget.mode == .accumulate ? level / 2 : level
  }

  private func joined(_ index: Int, _ panes: Range<Int64>) -> JoinedPane {
    var merged = JoinedPane()
    let members = series[index].joined.filter { panes.contains($0.key) }
    for (_, pane) in members.sorted(by: { $0.key < $1.key }) { merged.merge(pane) }
    return merged
  }

  /// Labels and feedback of the baseline's records: those of the series of its version.
  func joinedBaseline(of index: Int) -> JoinedPane {
    baselineSeries(of: index).map { series[$0].joinedBaseline } ?? JoinedPane()
  }

  /// The series of the version and segment that the baseline of a series is of.
  func baselineSeries(of index: Int) -> Int? {
    let (model, own) = (series[index].model, series[index].key)
    guard let baseline = models[model].baseline else { return nil }
    return seriesIndexes[
      SeriesKey(model: own.model, version: baseline.version, segment: own.segment)
    ]
  }

  /// Evaluates again what labels and feedback have touched, once each, and judges it again.
  mutating func reviseTouched(_ index: Int, _ plan: Int) {
    let touched = series[index].touched[plan]
    guard !touched.isEmpty else { return }
    var revised: [RevisedWindow] = []
    for position in series[index].evaluations[plan].records.indices {
      let record = series[index].evaluations[plan].records[position]
      guard record.panes.contains(where: { touched.contains($0) }) else { continue }
      var window = record.window
      window.revision += 1
      series[index].evaluations[plan].records[position].window = window
      series[index].changedPlans.insert(plan)
      var pane = Pane(number: record.panes.lowerBound)
      pane.records = window.records
      let indicators = evaluation(index, plan, window, pane, record.panes).joinedIndicators()
      if plan == 0 { effects.append(.evaluated(series[index].key, window, indicators)) }
      revised.append(RevisedWindow(window: window, indicators: indicators))
    }
    judgeAgain(index, plan, revised)
    series[index].touched[plan] = []
    series[index].isChanged = true
  }

  /// The number of pairs of rule and series, and of watched indicators, that the budget is for.
  private mutating func notePairs(_ index: Int, _ indicators: [Indicator]) {
    let rules = models[series[index].model].rules.count
    let watched =
      indicators.count { $0.limit != nil } + rules + (isAudited(index) ? 1 : 0)
    guard watched > series[index].watched else { return }
    livePairs += watched - series[index].watched
    series[index].watched = watched
    ledger.note(pairs: livePairs)
  }

  /// Closes what is open at the end of the input; windows that it cuts short are partial.
  mutating func closeEverything() {
    let ordered = models.indices.sorted { models[$0].name.precedesByBytes(models[$1].name) }
    for model in ordered {
      if models[model].paneNanoseconds != nil {
        closeTimed(model)
      } else {
        for index in models[model].series { closeCounted(index, isPartial: true) }
      }
      for index in models[model].series {
        for plan in models[model].plans.indices { reviseTouched(index, plan) }
      }
    }
  }

  private mutating func closeTimed(_ model: Int) {
    let newest = models[model].series.compactMap { series[$0].panes.last?.number }.max()
    guard let newest, newest >= models[model].closedThrough else { return }
    for plan in models[model].plans.indices {
      let window = models[model].plans[plan]
      var end = window.end(notBefore: max(models[model].closedThrough, Int64.min + 1) + 1)
      if models[model].closedThrough == Int64.min {
        end = window.end(notBefore: (firstPane(of: model, from: Int64.min) ?? newest) + 1)
      }
      while end < newest + 1 + window.every {
        evaluate(model, plan, end: end, isPartial: true)
        end += window.every
      }
    }
  }

  /// Moves watermarks with arrival time, where inputs are idle.
  mutating func tick(at now: Timestamp?) {
    moveWatermarks(at: now)
    reviseIdle(at: now)
    expireActions(at: now)
  }

  /// Notes what an input has beside what it tells, and closes what needs to wait no longer.
  mutating func setBacklog(of input: Int, _ backlog: Backlog?, at now: Timestamp?) {
    guard backlogs[input] != backlog else { return }
    backlogs[input] = backlog
    // Of other inputs too it may be unknown, and not said yet.
    if backlog != .unknown { moveWatermarks(at: now) }
  }

  private mutating func moveWatermarks(at now: Timestamp?) {
    for model in models.indices {
      guard let boundary = models[model].moveWatermark(at: now, backlogs) else { continue }
      close(model, through: boundary, isEnd: false)
    }
  }

  /// Evaluates again what labels and feedback have touched, once none has come for as long as a
  /// model's lateness: the next window may be far away (STATISTICS 8).
  private mutating func reviseIdle(at now: Timestamp?) {
    guard let now, let since = judgedAt else { return }
    let idle = now.nanoseconds - since.nanoseconds
    for model in models.indices where idle >= models[model].settings.window.latenessNanoseconds {
      for index in models[model].series {
        for plan in models[model].plans.indices { reviseTouched(index, plan) }
      }
    }
    let longest = models.map(\.settings.window.latenessNanoseconds).max() ?? 0
    if idle >= longest { judgedAt = nil }
  }
}

extension Evaluations {
  mutating func add(_ record: WindowRecord) {
    count += 1
    records.append(record)
    if records.count > Evaluations.kept { records.removeFirst(records.count - Evaluations.kept) }
  }
}

extension ModelState {
  /// Why there is no baseline yet.
  var baselineReason: String {
    let collected = collector?.rows.count ?? 0
    switch settings.baseline {
    case .first(let records): return "baseline \(collected) of \(records)"
    case .firstSpan: return "baseline of \(collected) records is not complete"
    case .given: return "not in the baseline"
    }
  }
}
