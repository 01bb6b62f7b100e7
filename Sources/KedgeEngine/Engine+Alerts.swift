import KedgeExpressions
import KedgeModel
import KedgeRules

extension Engine {
  /// Judges a window of a series by the rules of its plan.
  mutating func step(_ index: Int, _ plan: Int, _ window: Window, _ indicators: IndicatorTable) {
    for rule in rules(of: index, plan) where !isJudgedByPane(rule, index) {
      judge(index, rule, window, indicators)
    }
  }

  /// Judges the end of a pane by the rules that only ask of silence, for a window may be long.
  mutating func stepSilence(_ model: Int, _ end: Timestamp) {
    let rules = models[model].rules.filter { settings.rules[$0].asksOfSilenceOnly }
    guard !rules.isEmpty else { return }
    for index in models[model].series {
      let key = series[index].key
      let role = models[model].role(of: key.version)
      for rule in rules where settings.rules[rule].rule.match.selects(key, role: role) {
        let plan = plan(of: settings.rules[rule], models[model])
        let number = series[index].evaluations[plan].count
        let window = Window(index: number, start: end, end: end, records: 0)
        judge(index, rule, window, IndicatorTable([]))
      }
    }
  }

  private func isJudgedByPane(_ rule: Int, _ index: Int) -> Bool {
    settings.rules[rule].asksOfSilenceOnly && models[series[index].model].paneNanoseconds != nil
  }

  /// Judges a stretch without records: only rules that watch for missing data.
  mutating func stepSilent(_ index: Int, _ plan: Int, _ end: Timestamp) {
    let window = Window(
      index: series[index].evaluations[plan].count,
      start: end,
      end: end,
      records: 0
    )
    for rule in rules(of: index, plan)
    where settings.rules[rule].rule.kind == .dataMissing && !isJudgedByPane(rule, index) {
      judge(index, rule, window, IndicatorTable([]))
    }
  }

  /// The rules that a window of a plan is judged by.
  func rules(of index: Int, _ plan: Int) -> [Int] {
    let key = series[index].key
    let model = models[series[index].model]
    return model.rules.filter { rule in
      self.plan(of: settings.rules[rule], model) == plan
        && settings.rules[rule].rule.match.selects(key, role: model.role(of: key.version))
    }
  }

  private mutating func judge(
    _ index: Int,
    _ rule: Int,
    _ window: Window,
    _ indicators: IndicatorTable
  ) {
    // A window that the end of the input cut short decides nothing: a live daemon would wait.
    guard !window.isPartial else { return }
    let host = host(index, rule, window, indicators)
    var record = series[index].alerts[rule] ?? AlertRecord()
    let (when, clear) = conditions(host)
    record.note(when)
    let transition = record.machine.step(
      when: when.condition,
      clear: clear,
      window: window,
      settings: alertSettings(index, rule)
    ) { hindrance(host) }
    if host.rule.looksAtJoins {
      let judged = AlertRecord.JudgedWindow(
        window: window,
        indicators: indicators.part(namedBy: host.rule),
        when: when,
        clear: clear
      )
      record.remember(judged, transition, alertSettings(index, rule))
    }
    if series[index].alerts[rule] != record {
      series[index].alerts[rule] = record
      series[index].changedAlerts.insert(rule)
    }
    announce(transition, index, rule, host)
    if let after = host.rule.rule.unknownAfter, record.unknowns == after {
      emitDataMissing(index, rule, host, record.unknownReason ?? "unknown")
    }
  }

  func host(
    _ index: Int,
    _ rule: Int,
    _ window: Window,
    _ indicators: IndicatorTable
  ) -> RuleHost {
    let own = series[index]
    let model = models[own.model]
    let before = model.paneNanoseconds.map { window.end.nanoseconds / $0 } ?? Int64.max
    func silence(_ last: Timestamp?) -> Int64 {
      last.map { max(0, window.end.nanoseconds - $0.nanoseconds) } ?? 0
    }
    let asksOfModel = settings.rules[rule].calls.contains { $0.name == "model_silence" }
    return RuleHost(
      rule: settings.rules[rule],
      series: own.key,
      role: model.role(of: own.key.version),
      window: window,
      indicators: indicators,
      baseline: model.baseline,
      baselineReason: model.baselineReason,
      silenceNanoseconds: silence(own.lastRecord(before: before)),
      modelSilenceNanoseconds: asksOfModel ? silence(lastRecord(of: model, before: before)) : 0,
      hasVersionChanged: model.hasIdentities(own.key.version)
        ? own.identityChanges.contains { isPane($0, of: window, model) } : nil
    )
  }

  /// Event time of the newest record of any version of a model, in panes below a number.
  private func lastRecord(of model: ModelState, before number: Int64) -> Timestamp? {
    model.series.compactMap { index in
      series[index].key.segment.isEmpty ? series[index].lastRecord(before: number) : nil
    }.max()
  }

  /// Whether a pane belongs to a window; where records are counted, there is only the one.
  private func isPane(_ number: Int64, of window: Window, _ model: ModelState) -> Bool {
    guard let length = model.paneNanoseconds else { return true }
    return number >= window.start.nanoseconds / length && number < window.end.nanoseconds / length
  }

  /// What the rule's conditions say, and why they say nothing.
  private func conditions(_ host: RuleHost) -> (when: ConditionResult, clear: Condition) {
    let when = ConditionResult(host.rule.when, host)
    guard let expression = host.rule.clear else { return (when, when.condition.opposite) }
    return (when, ConditionResult(expression, host).condition)
  }

  func alertSettings(_ index: Int, _ rule: Int) -> AlertSettings {
    let panes: Int64? = isJudgedByPane(rule, index) ? 1 : nil
    let rule = settings.rules[rule]
    let model = models[series[index].model]
    let every = (model.paneNanoseconds ?? 1) * (panes ?? model.plans[plan(of: rule, model)].every)
    return AlertSettings(
      hold: rule.rule.hold.evaluations(everyNanoseconds: every),
      keep: rule.rule.keep.evaluations(everyNanoseconds: every),
      holdUnknown: rule.rule.holdUnknown,
      cooldownNanoseconds: rule.rule.cooldownNanoseconds,
      perDayMax: rule.rule.perDayMax
    )
  }

  /// Why the event of a rule must not leave now.
  private func hindrance(_ host: RuleHost) -> String? {
    if let require = host.rule.require {
      switch ConditionResult(require, host).condition {
      case .holds: break
      case .fails: return "require"
      case .unknown: return "require_unknown"
      }
    }
    guard isActing(host.rule) else { return nil }
    return actions.isInFlight(model: host.series.model) ? "in_flight" : nil
  }

  /// Whether the events of a rule become intents.
  private func isActing(_ rule: CompiledRule) -> Bool {
    rule.rule.acts && settings.actionsEnabled && rule.rule.action.type.changesModel
  }

  /// A window that was evaluated again, and the indicators that may have changed.
  struct RevisedWindow {
    var window: Window
    var indicators: [Indicator]
  }

  /// Judges revised windows, and those after them, again; none up to the last event of an alert.
  mutating func judgeAgain(_ index: Int, _ plan: Int, _ revised: [RevisedWindow]) {
    for rule in rules(of: index, plan) where settings.rules[rule].looksAtJoins {
      guard var record = series[index].alerts[rule] else { continue }
      var newest: RuleHost?
      for item in revised {
        guard
          let position = record.history.firstIndex(where: { $0.window.index == item.window.index })
        else { continue }
        record.history[position].indicators.update(item.indicators)
        record.history[position].window = item.window
        let judged = host(index, rule, item.window, record.history[position].indicators)
        let (when, clear) = conditions(judged)
        record.history[position].when = when.condition
        record.history[position].clear = clear
        newest = judged
      }
      guard let newest else { continue }
      let before = record.machine.alertState
      let told = record.replay(alertSettings(index, rule)) { judged, hasEmitted in
        let host = host(index, rule, judged.window, judged.indicators)
        return hindrance(host) ?? (hasEmitted && isActing(host.rule) ? "in_flight" : nil)
      }
      series[index].alerts[rule] = record
      series[index].changedAlerts.insert(rule)
      announce(told, from: before, to: record.machine.alertState, index, rule, newest)
    }
  }

  /// Tells what judging again has changed; an event that was held back is told once.
  private mutating func announce(
    _ told: [AlertRecord.Replayed],
    from before: AlertState,
    to after: AlertState,
    _ index: Int,
    _ rule: Int,
    _ newest: RuleHost
  ) {
    var state = before
    for item in told {
      let host = host(index, rule, item.judged.window, item.judged.indicators)
      switch item.transition {
      case .emitted(let episode, let isDeferred):
        let wasTold = isKept(eventID(host, episode))
        announce(.emitted(episode, isDeferred: isDeferred || wasTold), index, rule, host)
        state = .firing
      case .suppressed(let episode, _):
        if !isKept(eventID(host, episode)) { announce(item.transition, index, rule, host) }
        state = .firing
      case .resolved:
        announce(item.transition, index, rule, host)
        state = .inactive
      case .none, .pending, .dropped, .ended: break
      }
    }
    if state != after { tell(after, newest) }
  }
}

/// The outcome of a condition, with the causes where it is unknown.
struct ConditionResult {
  let condition: Condition
  let reason: String?
  /// Whether it will be known once the baseline is there.
  var waitsForBaseline = false

  init(_ expression: CheckedExpression, _ host: RuleHost) {
    switch expression.evaluate(with: host, budget: RuleHost.budget).outcome {
    case .value(.bool(let value)):
      condition = value ? .holds : .fails
      reason = nil
    case .value:
      condition = .unknown
      reason = "not a condition"
    case .error(let error):
      condition = .unknown
      reason = error.message
    case .unknown(let causes):
      condition = .unknown
      reason = causes.map { "\($0.source): \($0.reason)" }.joined(separator: ", ")
      waitsForBaseline =
        host.baseline == nil
        && causes.allSatisfy { [host.baselineReason, RuleHost.noBaseline].contains($0.reason) }
    }
  }
}

extension Condition {
  /// What "not" makes of it.
  var opposite: Condition {
    switch self {
    case .holds: .fails
    case .fails: .holds
    case .unknown: .unknown
    }
  }
}

extension CompiledRule {
  /// Whether labels or feedback that come late may change what it says.
  var looksAtJoins: Bool {
    calls.contains { call in
      switch Vocabulary.functions[call.function].source {
      case .quality, .metric, .feedback: true
      case .ofFeature, .ofSeries, .rate, .quantile, .drift, .estimated, .member, .other: false
      }
    }
  }
}

extension AlertRecord {
  /// Counts unknown windows in a row; while a baseline is collected that is no news.
  mutating func note(_ result: ConditionResult) {
    let isCounted = result.condition == .unknown && !result.waitsForBaseline
    unknowns = isCounted ? unknowns + 1 : 0
    unknownReason = result.reason
  }

  /// Keeps a window that may be judged again; none up to the last event, which is not withdrawn.
  mutating func remember(
    _ judged: JudgedWindow,
    _ transition: AlertTransition,
    _ settings: AlertSettings
  ) {
    guard !isSettled(transition) else {
      earlier = machine
      history = []
      return
    }
    history.append(judged)
    guard history.count > AlertRecord.kept else { return }
    let oldest = history.removeFirst()
    _ = earlier.step(
      when: oldest.when,
      clear: oldest.clear,
      window: oldest.window,
      settings: settings
    ) { "replayed" }
  }

  /// Whether a step has let out an event that is not withdrawn.
  private func isSettled(_ transition: AlertTransition) -> Bool {
    switch transition {
    case .emitted, .resolved: true
    case .none, .pending, .dropped, .suppressed, .ended: false
    }
  }

  /// A transition of a window that was judged again.
  struct Replayed {
    var transition: AlertTransition
    var judged: JudgedWindow
  }

  /// Steps through the kept windows again, from the state before them.
  ///
  /// `hindrance` says why an event must not leave with a window; it is told whether one has left
  /// with an earlier window of this replay.
  ///
  /// - Returns: the transitions that make events, in order.
  mutating func replay(
    _ settings: AlertSettings,
    hindrance: (JudgedWindow, _ hasEmitted: Bool) -> String?
  ) -> [Replayed] {
    var again = earlier
    var told: [Replayed] = []
    var hasEmitted = false
    var settled = 0
    for (position, judged) in history.enumerated() {
      let transition = again.step(
        when: judged.when,
        clear: judged.clear,
        window: judged.window,
        settings: settings
      ) { hindrance(judged, hasEmitted) }
      switch transition {
      case .none, .pending, .dropped, .ended: break
      case .suppressed, .resolved: told.append(Replayed(transition: transition, judged: judged))
      case .emitted:
        hasEmitted = true
        told.append(Replayed(transition: transition, judged: judged))
      }
      guard isSettled(transition) else { continue }
      settled = position + 1
      earlier = again
    }
    history.removeFirst(settled)
    machine = again
    return told
  }
}

extension AlertRecord.JudgedWindow {
  init(
    window: Window,
    indicators: IndicatorTable,
    when: ConditionResult,
    clear: Condition
  ) {
    self.init(window: window, indicators: indicators, when: when.condition, clear: clear)
  }
}

extension ModelState {
  /// The index of a version, or `nil`.
  func place(of version: String) -> Int? {
    versions.firstIndex { $0.name.equalsByBytes(version) }
  }

  /// The part that a version plays.
  func role(of version: String) -> VersionRole {
    place(of: version).map { versions[$0].role } ?? .candidate
  }

  /// Whether records of a version name an identity.
  func hasIdentities(_ version: String) -> Bool {
    place(of: version).map { !versions[$0].identities.isEmpty } ?? false
  }
}
