import KedgeEngine
import KedgeModel

extension EngineRunner {
  /// Does what the engine asked for, after the commit that contains it.
  func carryOut(_ effect: Effect) {
    switch effect {
    case .evaluated: break
    case .event(let event): journal.write(JournalEntry(event: event))
    case .deliver(let intent): publish(intent)
    case .alert(let change): journal.write(JournalEntry(change: change))
    case .finished(let event, let detail):
      journal.write(JournalEntry(finished: event, detail: detail))
    case .notice(let notice): journal.write(JournalEntry(notice: notice))
    }
  }

  private func publish(_ intent: Intent) {
    crashPlan.pass(.beforePublish)
    do {
      try outbox.publish(intent)
      crashPlan.pass(.afterPublish)
      status.published[intent.event] = SystemClock.monotonic
      status.heal(.outbox, journal)
    } catch {
      status.fail(.outbox, "outbox cannot be written: \(error)", journal)
      report(intent.event, .notStarted, "the outbox cannot be written")
    }
  }

  /// Publishes again what a predecessor committed and perhaps did not publish.
  func republish() {
    for intent in engine.openIntents {
      if outbox.isWaiting(intent.event) {
        status.published[intent.event] = SystemClock.monotonic
      } else {
        publish(intent)
      }
    }
  }

  /// Ends actions that nobody picked up.
  func watchOutbox() {
    let now = SystemClock.monotonic
    for (event, since) in status.published.sorted(by: { $0.key < $1.key })
    where now - since >= .seconds(60) || !outbox.isWaiting(event) {
      status.published[event] = nil
      // Taken back first: what is called not started must not start later.
      guard outbox.takeBack(event) else { continue }
      report(event, .notStarted, "still in the outbox after 60 s; is kedge-dispatch.path active?")
    }
  }

  /// Tells the engine what became of an action.
  func report(_ event: String, _ result: ActionResult, _ detail: String) {
    apply(
      .report(ActionReport(event: event, result: result, detail: detail)),
      at: SystemClock.now
    )
  }

  func tick() {
    apply(.tick, at: SystemClock.now)
    watchOutbox()
    status.measure(engine, at: SystemClock.monotonic)
    status.tellManager(engine)
  }
}

extension JournalEntry {
  /// The entry of an event.
  init(event: Event) {
    let message: JournalMessage
    switch event.kind {
    case "retrain": message = .retrainRequested
    case "rollback": message = .rollbackRequested
    case "promote": message = .promoteRequested
    case "resolved": message = .alertResolved
    case "data_missing": message = .dataMissing
    case "estimate_invalid": message = .estimateInvalid
    default: message = .alertFiring
    }
    let held = event.suppressed.map { " (held back: \($0))" } ?? ""
    let model = event.series.map { "\($0.model) \($0.version)" } ?? ""
    self.init(message, "\(event.kind) for \(model): \(event.message)\(held)", [])
    values = JournalEntry.values(of: event)
    switch message {
    case .alertFiring: values.append(Value(.state, AlertState.firing.word))
    case .alertResolved: values.append(Value(.state, AlertState.inactive.word))
    default: break
    }
  }

  private static func values(of event: Event) -> [Value] {
    var values = [Value(.event, event.id), Value(.kind, event.kind)]
    if let series = event.series { values += JournalEntry.values(of: series) }
    if let rule = event.rule { values.append(Value(.rule, rule)) }
    if let hash = event.evidence["rule"]?["hash"]?.text { values.append(Value(.ruleHash, hash)) }
    if let result = event.evidence["results"]?.elements.first {
      // A rule that does not ask for the verdict has limits of its own.
      let usesLimit = event.evidence["rule"]?["text"]?.text?.contains(".breach") ?? true
      values += JournalEntry.values(of: result).filter { usesLimit || $0.field != .limit }
    }
    if let action = event.action {
      values += [
        Value(.action, event.kind), Value(.result, action.word),
        Value(.actionUnit, "kedge-\(event.kind)@\(event.id).service"),
      ]
    }
    if let reason = event.suppressed { values.append(Value(.reason, reason)) }
    return values
  }

  private static func values(of series: SeriesKey) -> [Value] {
    [
      Value(.model, series.model), Value(.version, series.version),
      Value(.segment, series.segmentText),
    ]
  }

  private static func values(of result: JSONValue) -> [Value] {
    let feature = result["feature"]?.text.map { "(\($0))" } ?? ""
    var values = [Value(.indicator, (result["indicator"]?.text ?? "") + feature)]
    for (field, name) in [
      (JournalField.value, "value"), (.limit, "limit"), (.baseline, "baseline"),
    ] {
      guard let number = result[name]?.number else { continue }
      values.append(Value(field, JSONWriter.text(of: number)))
    }
    if let count = result["n"]?.integer { values.append(Value(.samples, String(count))) }
    if let verdict = result["verdict"]?.text { values.append(Value(.verdict, verdict)) }
    return values
  }

  /// The entry of a change of an alert.
  init(change: AlertChange) {
    let message: JournalMessage
    switch change.state {
    case .inactive: message = .alertResolved
    case .pending: message = .alertPending
    case .firing: message = .alertFiring
    }
    let series = "\(change.series.model) \(change.series.version) \(change.series.segmentText)"
    let reason = change.reason.map { ": \($0)" } ?? ""
    self.init(message, "rule \(change.rule) is \(change.state.word) for \(series)\(reason)", [])
    values =
      JournalEntry.values(of: change.series) + [
        Value(.rule, change.rule), Value(.state, change.state.word),
      ]
  }

  /// The entry of an action that ended.
  init(finished event: Event, detail: String) {
    let result = event.action?.word ?? ""
    self.init(
      .actionFinished,
      "\(event.kind) of event \(event.id) \(result) \(detail)",
      []
    )
    values = JournalEntry.values(of: event)
    if event.action != .succeeded { priority = .error }
  }

  /// The entry of a notice.
  init(notice: Notice) {
    let values = JournalEntry.values(of: notice.series)
    switch notice.kind {
    case .versionSeen: self.init(.versionSeen, notice.message, values)
    case .roleChanged: self.init(.lifecycleChanged, notice.message, values)
    case .baselineChanged, .limitReached:
      self.init(priority: .notice, notice.message, values)
    }
  }
}
