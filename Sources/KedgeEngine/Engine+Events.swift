import KedgeExpressions
public import KedgeModel
import KedgeRules

extension Engine {
  /// Tells what a transition means: an event, an intent, or a change of state only.
  mutating func announce(
    _ transition: AlertTransition,
    _ index: Int,
    _ rule: Int,
    _ host: RuleHost
  ) {
    switch transition {
    case .none: return
    case .pending: tell(.pending, host)
    case .dropped, .ended: tell(.inactive, host)
    case .emitted(let episode, let isDeferred):
      tell(.firing, host)
      emit(index, rule, host, episode, suppressed: nil, isDeferred: isDeferred)
    case .suppressed(let episode, let reason):
      tell(.firing, host)
      emit(index, rule, host, episode, suppressed: reason, isDeferred: false)
    case .resolved(let episode):
      tell(.inactive, host)
      emitResolved(rule, host, episode)
    }
  }

  mutating func tell(_ state: AlertState, _ host: RuleHost) {
    effects.append(
      .alert(
        AlertChange(
          rule: host.rule.rule.name,
          series: host.series,
          state: state,
          time: host.window.end
        )
      )
    )
  }

  private mutating func emit(
    _ index: Int,
    _ rule: Int,
    _ host: RuleHost,
    _ episode: Episode,
    suppressed: String?,
    isDeferred: Bool
  ) {
    let rule = host.rule.rule
    var event = Event(
      id: eventID(host, episode),
      kind: eventKind(rule),
      time: host.window.end,
      series: host.series,
      windowIndex: episode.windowIndex,
      rule: rule.name,
      severity: rule.severity.rawValue,
      message: message(host)
    )
    event.acts = rule.acts && settings.actionsEnabled
    event.suppressed = suppressed
    let mustAct = event.acts && suppressed == nil && rule.action.type.changesModel
    if rule.action.type != .none { event.action = mustAct ? .requested : .recorded }
    record(&event, host, isDeferred: isDeferred)
    guard mustAct else { return }
    let intent = Intent(event: event.id, document: document(event, rule, isDeferred))
    actions.request(
      event: event.id,
      model: host.series.model,
      timeoutNanoseconds: rule.action.timeoutNanoseconds,
      intent: intent
    )
    effects.append(.deliver(intent))
  }

  private func eventKind(_ rule: Rule) -> String {
    rule.action.type == .none ? RuleAction.Kind.notify.rawValue : rule.action.type.rawValue
  }

  /// The id of the one event of an episode.
  func eventID(_ host: RuleHost, _ episode: Episode) -> String {
    EventIdentity(
      rule: (host.rule.rule.name, host.rule.decisiveText),
      series: host.series,
      end: episode.start,
      windowIndex: episode.windowIndex,
      action: eventKind(host.rule.rule)
    ).id
  }

  /// Whether an event of that id is kept.
  func isKept(_ id: String) -> Bool {
    events.contains { $0.event.id == id }
  }

  private mutating func emitResolved(_ rule: Int, _ host: RuleHost, _ episode: Episode) {
    var event = plainEvent(Event.resolved, host, "rule \(host.rule.rule.name) is clear again")
    record(&event, host, isDeferred: false)
  }

  /// Tells that a rule has long been unknown.
  mutating func emitDataMissing(_ index: Int, _ rule: Int, _ host: RuleHost, _ reason: String) {
    var event = plainEvent(
      Event.dataMissing,
      host,
      "rule \(host.rule.rule.name) cannot be judged: \(reason)"
    )
    record(&event, host, isDeferred: false)
  }

  /// Tells that labels disagree with the estimates of a series, which are not used from now on.
  mutating func emitEstimateInvalid(
    _ index: Int,
    _ window: Window,
    _ reason: String,
    level: Double
  ) {
    let (key, kind) = (series[index].key, Event.estimateInvalid)
    var event = Event(
      id: EventIdentity(
        rule: ("", ""),
        series: key,
        end: window.end,
        windowIndex: window.index,
        action: kind
      ).id,
      kind: kind,
      time: window.end,
      series: key,
      windowIndex: window.index,
      rule: nil,
      severity: "warn",
      message: "estimates are not used from now on: \(reason)"
    )
    event.evidence = chain.append([
      "v": 1, "id": .string(event.id), "time": .string(event.time.rfc3339),
      "series": key.evidence, "window": window.evidence, "reason": .string(reason),
      "level": JSONValue(level),
      "baseline_id": JSONValue(models[series[index].model].baseline?.id),
    ])
    keep(event)
    effects.append(.event(event))
  }

  private func plainEvent(_ kind: String, _ host: RuleHost, _ message: String) -> Event {
    let window = host.window
    return Event(
      id: EventIdentity(
        rule: (host.rule.rule.name, host.rule.decisiveText),
        series: host.series,
        end: window.end,
        windowIndex: window.index,
        action: kind
      ).id,
      kind: kind,
      time: window.end,
      series: host.series,
      windowIndex: window.index,
      rule: host.rule.rule.name,
      severity: kind == Event.resolved ? "info" : "warn",
      message: message
    )
  }

  private mutating func record(_ event: inout Event, _ host: RuleHost, isDeferred: Bool) {
    let bundle = EvidenceBundle(
      event: event,
      host: host,
      level: host.indicators.indicators.compactMap(\.level).first,
      isDeferred: isDeferred,
      mode: settings.budget.mode,
      reserved: ledger.reserved
    )
    event.evidence = chain.append(bundle.document)
    keep(event)
    effects.append(.event(event))
  }

  /// Keeps an event, in the place of one of the same id.
  mutating func keep(_ event: Event) {
    if let position = events.lastIndex(where: { $0.event.id == event.id }) {
      events[position].event = event
      marks.events.insert(events[position].sequence)
      return
    }
    let sequence = (events.last?.sequence ?? -1) + 1
    events.append(KeptEvent(sequence: sequence, event: event))
    marks.events.insert(sequence)
    guard events.count > settings.limits.events else { return }
    marks.events.insert(events.removeFirst().sequence)
  }

  private func message(_ host: RuleHost) -> String {
    let written = host.rule.message?.evaluate(with: host, budget: RuleHost.budget).outcome
    if case .value(.string(let text))? = written { return String(text.prefix(500)) }
    // A rule that does not ask for the verdict has limits of its own.
    let usesLimit = host.rule.when.canonicalText.contains(".breach")
    let facts = host.indicators.named(by: host.rule).prefix(3).map {
      $0.sentence(withLimit: usesLimit)
    }
    guard facts.isEmpty else { return facts.joined(separator: "; ") }
    guard let silence = host.silenceAskedFor else { return "rule \(host.rule.rule.name) holds" }
    let seconds = silence / 1_000_000_000
    return "no record for " + (seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min")
  }

  /// The event as a CloudEvents document, one line (FORMATS 8.1).
  private func document(_ event: Event, _ rule: Rule, _ isDeferred: Bool) -> String {
    CloudEvent(
      event: event,
      action: rule.action,
      mode: rule.acts ? "act" : "record",
      isDeferred: isDeferred,
      target: rule.action.type == .rollback ? event.series.flatMap { rollbackTarget($0) } : nil,
      node: settings.node
    ).document.compact
  }
}

extension Indicator {
  /// The indicator in a few words: `psi(amount) 0.31, at least 0.27, limit 0.25, n 48012`.
  func sentence(withLimit: Bool) -> String {
    guard let value else { return "\(name.text) \(reason ?? verdict.word)" }
    let limit = (withLimit ? limit : nil).map { ", limit \(JSONWriter.text(of: $0))" } ?? ""
    let baseline = baseline.map { ", baseline \(Indicator.short($0))" } ?? ""
    return "\(name.text) \(Indicator.short(value))\(bounds)\(limit)\(baseline), n \(count)"
  }

  /// What is proved of the value, in a few words.
  private var bounds: String {
    switch (lower, upper) {
    case (let lower?, let upper?):
      ", between \(Indicator.short(lower)) and \(Indicator.short(upper))"
    case (let lower?, nil): ", at least \(Indicator.short(lower))"
    case (nil, let upper?): ", at most \(Indicator.short(upper))"
    case (nil, nil): ""
    }
  }

  /// A number with four significant digits.
  private static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return JSONWriter.text(of: value) }
    var scale = 1.0
    guard value.magnitude >= 1e-290 else { return JSONWriter.text(of: value) }
    while value.magnitude * scale < 1_000 { scale *= 10 }
    while value.magnitude * scale >= 10_000, scale > 1 { scale /= 10 }
    return JSONWriter.text(of: (value * scale).rounded() / scale)
  }
}

extension Event {
  fileprivate static let resolved = "resolved"
  fileprivate static let dataMissing = "data_missing"
  fileprivate static let estimateInvalid = "estimate_invalid"

  /// The kinds of events.
  public static var kinds: [String] {
    RuleAction.Kind.allCases.filter { $0 != .none }.map(\.rawValue) + [
      resolved, dataMissing, estimateInvalid,
    ]
  }
}
