import KedgeModel
import KedgeRules

extension Engine {
  /// Entries of ids, or rows of a baseline, stored under one key.
  static let chunkSize = 1_024

  /// What has to be stored so that the next start finds the engine as it is now; asked once for
  /// each commit, since it counts as stored afterwards.
  public mutating func takeChanges() -> [StateChange] {
    precondition(dirty.isEmpty, "a commit comes between inputs")
    var changes = Changes()
    changes.put(.meta, encodeMeta)
    for index in inputs.indices where inputs[index].isChanged {
      changes.put(.input(inputs[index].name)) { inputs[index].encode(into: &$0) }
      inputs[index].isChanged = false
    }
    for index in models.indices { takeModel(index, &changes) }
    for index in marks.storedRoutes..<routes.routes.count {
      changes.put(.route(index)) { routes.encode(index, into: &$0) }
    }
    marks.storedRoutes = routes.routes.count
    for key in marks.goneAlerts { changes.put(key, nil) }
    marks.goneAlerts = []
    for index in series.indices { takeSeries(index, &changes) }
    takeIds(&changes)
    for ref in joins.takeChanged() { changes.put(.join(ref), joins.encoded(ref)) }
    takeEvents(&changes)
    if actions.isChanged {
      changes.put(.actions) { actions.encode(into: &$0) }
      actions.isChanged = false
    }
    return changes.list
  }

  /// Gathers changes.
  struct Changes {
    private(set) var list: [StateChange] = []

    mutating func put(_ key: StateKey, _ encode: (inout ByteWriter) -> Void) {
      var writer = ByteWriter()
      encode(&writer)
      put(key, writer.bytes)
    }

    mutating func put(_ key: StateKey, _ value: [UInt8]?) {
      let bytes = key.bytes
      list.append(StateChange(key: bytes, value: value.map { StateSeal.close($0, key: bytes) }))
    }
  }

  private func encodeMeta(into writer: inout ByteWriter) {
    writer.write(list: inputs) { $0.write($1.name) }
    writer.write(list: feedbackNames) { $0.write($1) }
    writer.write(count: ledger.pairs)
    writer.write(count: ledger.reserved)
    writer.write(signed: ledger.account.period)
    writer.write(count: ledger.account.tests)
    writer.write(ledger.account.spent)
    writer.write(ledger.account.level)
    writer.write(signed: ledger.account.perNanoseconds)
    writer.write(count: livePairs)
    writer.write(chain.newest)
    writer.write(judgedAt != nil)
    if let judgedAt { writer.write(signed: judgedAt.nanoseconds) }
  }

  private mutating func takeModel(_ index: Int, _ changes: inout Changes) {
    guard models[index].isChanged else { return }
    models[index].isChanged = false
    changes.put(.model(index)) { models[index].encode(into: &$0) }
    let baseline = models[index].baseline
    if marks.storedBaselines[index] != baseline?.id {
      changes.put(.baseline(index), baseline.map { $0.encoded })
      marks.storedBaselines[index] = baseline?.id
    }
    takeCollector(index, &changes)
    takeLosses(index, &changes)
  }

  private mutating func takeLosses(_ index: Int, _ changes: inout Changes) {
    let changed = models[index].changedLosses
    models[index].changedLosses = []
    let training = models[index].lossTraining
    if changed.contains(.cells) {
      changes.put(.lossCells(index), training.map { $0.encodedCells })
    }
    if changed.contains(.losses) { changes.put(.losses(index), training.map { $0.encodedLosses }) }
    if changed.contains(.estimator) {
      changes.put(.lossEstimator(index), models[index].lossEstimator.map { $0.encoded })
    }
  }

  private mutating func takeCollector(_ index: Int, _ changes: inout Changes) {
    let stored = marks.storedRows[index] ?? 0
    guard let collector = models[index].collector else {
      guard stored > 0 else { return }
      for chunk in 0...((stored - 1) / Engine.chunkSize) {
        changes.put(.collected(model: index, chunk: chunk), nil)
      }
      changes.put(.collectedNames(model: index), nil)
      changes.put(.collectedVectors(model: index), nil)
      marks.storedRows[index] = nil
      return
    }
    let count = collector.rows.count
    guard count > stored else { return }
    for chunk in (stored / Engine.chunkSize)...((count - 1) / Engine.chunkSize) {
      let rows = (chunk * Engine.chunkSize)..<min(count, (chunk + 1) * Engine.chunkSize)
      changes.put(.collected(model: index, chunk: chunk)) {
        collector.encode(rows, into: &$0)
      }
    }
    changes.put(.collectedNames(model: index)) { collector.encodeNames(into: &$0) }
    if collector.hasNewVectors {
      changes.put(.collectedVectors(model: index)) { collector.encodeVectors(into: &$0) }
      models[index].collector?.hasNewVectors = false
    }
    marks.storedRows[index] = count
  }

  private mutating func takeSeries(_ index: Int, _ changes: inout Changes) {
    let own = series[index]
    guard own.hasChanges else { return }
    changes.put(.series(index)) { own.encode(into: &$0) }
    for number in own.changedPanes.sorted() {
      let pane = own.panes.first { $0.number == number }
      changes.put(.pane(series: index, number: number), pane.map { $0.encoded })
    }
    for number in own.changedJoined.sorted() {
      changes.put(.joined(series: index, number: number), own.joined[number].map { $0.encoded })
    }
    for plan in own.changedPlans.sorted() {
      let isThere = plan < own.evaluations.count
      changes.put(
        .evaluations(series: index, plan: plan),
        isThere ? own.evaluations[plan].encoded : nil
      )
    }
    for rule in own.changedAlerts.sorted() {
      guard let record = own.alerts[rule] else { continue }
      let compiled = settings.rules[rule]
      changes.put(.alert(series: index, rule: compiled.rule.name)) { writer in
        writer.write(Digest.hex(compiled.decisiveText))
        record.encode(into: &writer)
      }
    }
    series[index].forgetChanges()
  }

  private mutating func takeIds(_ changes: inout Changes) {
    for number in marks.droppedSegments {
      guard let stored = marks.storedIds.removeValue(forKey: number), stored > 0 else { continue }
      for chunk in 0...((stored - 1) / Engine.chunkSize) {
        changes.put(.ids(segment: number, chunk: chunk), nil)
      }
    }
    marks.droppedSegments = []
    for segment in ids.segments {
      let stored = marks.rewritesIds ? 0 : marks.storedIds[segment.number] ?? 0
      let count = segment.entries.count
      guard count > stored else { continue }
      for chunk in (stored / Engine.chunkSize)...((count - 1) / Engine.chunkSize) {
        let range = (chunk * Engine.chunkSize)..<min(count, (chunk + 1) * Engine.chunkSize)
        changes.put(.ids(segment: segment.number, chunk: chunk)) { writer in
          writer.write(list: segment.entries[range]) { $1.encode(into: &$0) }
        }
      }
      marks.storedIds[segment.number] = count
    }
    marks.rewritesIds = false
  }

  private mutating func takeEvents(_ changes: inout Changes) {
    for sequence in marks.events.sorted() {
      let event = events.last { $0.sequence == sequence }?.event
      changes.put(.event(sequence), event.map { $0.encoded })
    }
    marks.events = []
  }
}

extension Series {
  /// Whether anything has to be stored; an alert may step while nothing else of its series moves.
  var hasChanges: Bool {
    isChanged || !changedPanes.isEmpty || !changedJoined.isEmpty || !changedPlans.isEmpty
      || !changedAlerts.isEmpty
  }

  mutating func forgetChanges() {
    isChanged = false
    changedPanes = []
    changedJoined = []
    changedPlans = []
    changedAlerts = []
  }
}
