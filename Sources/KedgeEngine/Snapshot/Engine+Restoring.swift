public import KedgeModel
import KedgeRules

extension Engine {
  /// Makes an engine that goes on where a stored one stood.
  ///
  /// Settings may have changed since: alerts of rules that decide otherwise now begin anew, inputs
  /// are matched by their names, and a baseline that the settings give goes before a stored one.
  ///
  /// - Throws: `StateError` where the state is damaged.
  public init(settings: EngineSettings, state: [StateEntry]) throws(StateError) {
    self.init(settings: settings)
    var parts = StoredParts()
    for entry in state {
      guard let key = try StateKey.read(entry.key) else { continue }
      parts.add(key, try StateSeal.open(entry))
    }
    guard let meta = parts.meta else { return }
    let oldInputs = try restoreMeta(meta)
    // An input that the settings no longer have keeps its account: what it left pending may still
    // be joined or expire.
    for name in oldInputs where !inputs.contains(where: { $0.name == name }) {
      inputs.append(InputState(name: name))
    }
    for (index, entry) in inputs.enumerated() {
      guard let bytes = parts.inputs[entry.name] else { continue }
      var reader = ByteReader(bytes)
      try inputs[index].decode(from: &reader)
    }
    let sourceIndexes = oldInputs.map { name in inputs.firstIndex { $0.name == name } }
    let isRenumbered = sourceIndexes != Array(oldInputs.indices)
    try restoreModels(&parts, sourceIndexes)
    try restoreSeries(&parts)
    try restoreRoutes(&parts)
    try restoreIds(&parts, sourceIndexes)
    try restoreJoins(&parts, sourceIndexes, isRenumbered)
    marks.rewritesIds = isRenumbered || models.contains { $0.storedPanes != .fit }
    for index in models.indices where isRenumbered { models[index].isChanged = true }
    try restoreEvents(&parts)
    if let bytes = parts.actions {
      var reader = ByteReader(bytes)
      try actions.decode(from: &reader)
    }
  }

  /// The stored values by kind, in order of their keys.
  private struct StoredParts {
    var meta: [UInt8]?
    var actions: [UInt8]?
    var inputs: [String: [UInt8]] = [:]
    var models: [Int: [UInt8]] = [:]
    var baselines: [Int: [UInt8]] = [:]
    var collected: [Int: [Int: [UInt8]]] = [:]
    var collectedNames: [Int: [UInt8]] = [:]
    var collectedVectors: [Int: [UInt8]] = [:]
    var lossCells: [Int: [UInt8]] = [:]
    var losses: [Int: [UInt8]] = [:]
    var lossEstimators: [Int: [UInt8]] = [:]
    var routes: [Int: [UInt8]] = [:]
    var series: [Int: [UInt8]] = [:]
    var panes: [Int: [Int64: [UInt8]]] = [:]
    var joined: [Int: [Int64: [UInt8]]] = [:]
    var evaluations: [Int: [Int: [UInt8]]] = [:]
    var alerts: [Int: [String: [UInt8]]] = [:]
    var ids: [Int: [Int: [UInt8]]] = [:]
    var joins: [UInt64: [UInt8]] = [:]
    var events: [Int: [UInt8]] = [:]

    mutating func add(_ key: StateKey, _ value: [UInt8]) {
      switch key {
      case .meta: meta = value
      case .actions: actions = value
      case .input(let name): inputs[name] = value
      case .model(let index): models[index] = value
      case .baseline(let index): baselines[index] = value
      case .collected(let model, let chunk): collected[model, default: [:]][chunk] = value
      case .collectedNames(let model): collectedNames[model] = value
      case .collectedVectors(let model): collectedVectors[model] = value
      case .lossCells(let model): lossCells[model] = value
      case .losses(let model): losses[model] = value
      case .lossEstimator(let model): lossEstimators[model] = value
      case .route(let index): routes[index] = value
      case .series(let index): series[index] = value
      case .pane(let series, let number): panes[series, default: [:]][number] = value
      case .joined(let series, let number): joined[series, default: [:]][number] = value
      case .evaluations(let series, let plan): evaluations[series, default: [:]][plan] = value
      case .alert(let series, let rule): alerts[series, default: [:]][rule] = value
      case .ids(let segment, let chunk): ids[segment, default: [:]][chunk] = value
      case .join(let hash): joins[hash] = value
      case .event(let sequence): events[sequence] = value
      }
    }
  }

  /// - Returns: the names of the inputs at that time.
  private mutating func restoreMeta(_ bytes: [UInt8]) throws(StateError) -> [String] {
    var reader = ByteReader(bytes)
    let names = try reader.readList { reader throws(StateError) in try reader.readText() }
    feedbackNames = try reader.readList { reader throws(StateError) in try reader.readText() }
    ledger = Ledger(
      budget: settings.budget,
      pairs: try reader.readCount(),
      reserved: try reader.readCount(),
      account: Ledger.Account(
        period: try reader.readSigned(),
        tests: try reader.readCount(),
        spent: try reader.readDouble(),
        level: try reader.readDouble(),
        perNanoseconds: try reader.readSigned()
      )
    )
    livePairs = try reader.readCount()
    chain = EvidenceChain(newest: try reader.readText())
    judgedAt = try reader.readBool() ? Timestamp(nanoseconds: try reader.readSigned()) : nil
    return names
  }

  private mutating func restoreModels(
    _ parts: inout StoredParts,
    _ sources: [Int?]
  ) throws(StateError) {
    let liveCount = settings.inputs.count
    for index in 0..<parts.models.count {
      guard let bytes = parts.models[index] else { throw StateError("model \(index) is missing") }
      var reader = ByteReader(bytes)
      guard addModel(try reader.readText()) == index else {
        throw StateError("model \(index) stands twice")
      }
      try models[index].decode(from: &reader) { stored in
        let source = stored < sources.count ? sources[stored] : nil
        return source.flatMap { $0 < liveCount ? $0 : nil }
      }
      try restoreBaseline(index, parts)
      if parts.baselines[index] != nil {
        // What was cut in another way is stored again, or goes.
        let isSame = models[index].storedPanes == .fit
        marks.storedBaselines[index] = isSame ? models[index].baseline?.id : "replaced"
      }
      if models[index].storedPanes != .fit { models[index].isChanged = true }
      let chunks = parts.collected[index]?.count ?? 0
      marks.storedRows[index] = models[index].collector?.rows.count ?? chunks * Engine.chunkSize
    }
  }

  private mutating func restoreBaseline(
    _ index: Int,
    _ parts: StoredParts
  ) throws(StateError) {
    var stored: Baseline?
    if let bytes = parts.baselines[index] {
      var reader = ByteReader(bytes)
      stored = try Baseline(from: &reader, hash: hash)
    }
    switch models[index].settings.baseline {
    case .given(let given) where given.id != stored?.id:
      replaceBaseline(index, given)
      return
    case .first, .firstSpan:
      guard stored != nil, models[index].hasOtherBaselineSettings else { break }
      replaceBaseline(index, nil)
      return
    case .given: break
    }
    models[index].baseline = stored
    try restoreLosses(index, parts)
    guard models[index].collector != nil else { return }
    for (_, bytes) in (parts.collected[index] ?? [:]).sorted(by: { $0.key < $1.key }) {
      var reader = ByteReader(bytes)
      try models[index].collector?.decode(from: &reader)
    }
    if let bytes = parts.collectedNames[index] {
      var reader = ByteReader(bytes)
      try models[index].collector?.decodeNames(from: &reader, hash: hash)
    }
    if let bytes = parts.collectedVectors[index] {
      var reader = ByteReader(bytes)
      try models[index].collector?.decodeVectors(from: &reader)
    }
  }

  private mutating func restoreLosses(_ index: Int, _ parts: StoredParts) throws(StateError) {
    let fields = models[index].references.count
    var training: LossTraining?
    if let cells = parts.lossCells[index], let losses = parts.losses[index] {
      training = try LossTraining(cells: cells, losses: losses, fields: fields)
    }
    let estimator = try parts.lossEstimators[index].map { bytes throws(StateError) in
      try LossEstimator(bytes, fields: fields)
    }
    models[index].restoreLosses(training, estimator)
  }

  private mutating func replaceBaseline(_ index: Int, _ given: Baseline?) {
    models[index].replaceBaseline(given)
    let key = SeriesKey(model: models[index].name, version: given?.version ?? "")
    let message =
      "baseline of \(key.model) replaced as the configuration says: "
      + (given.map { "it is \($0.id) now" } ?? "a new one is collected")
    effects.append(.notice(Notice(kind: .baselineChanged, series: key, message: message)))
  }

  private mutating func restoreSeries(_ parts: inout StoredParts) throws(StateError) {
    for index in 0..<parts.series.count {
      guard let bytes = parts.series[index] else { throw StateError("series \(index) is missing") }
      var reader = ByteReader(bytes)
      let models = models
      let stored = try Series(from: &reader) { $0 < models.count ? models[$0].plans : [] }
      guard stored.model < models.count,
        seriesIndex(stored.key, stored.model, isStored: true) == index
      else {
        throw StateError("series \(index) does not fit its model")
      }
      switch models[stored.model].storedPanes {
      case .haveOtherBaseline:
        forgetPanes(index, stored, parts)
        series[index].joinedBaseline = JoinedPane()
        try endAlerts(index, parts)
        continue
      case .haveOtherLength:
        forgetPanes(index, stored, parts)
        series[index].disagreement = stored.disagreement
        try restoreAlerts(index, parts)
        // Their windows were those of other panes.
        for rule in series[index].alerts.keys { series[index].alerts[rule]?.forgetHistory() }
        series[index].changedAlerts.formUnion(series[index].alerts.keys)
        continue
      case .fit: break
      }
      series[index] = stored
      try restorePanes(index, parts)
      try restoreAlerts(index, parts)
      series[index].forgetChanges()
      try restoreEvaluations(index, parts)
    }
  }

  /// Evaluations are found by their plan: other rules number the plans in another way.
  private mutating func restoreEvaluations(
    _ index: Int,
    _ parts: StoredParts
  ) throws(StateError) {
    for (position, bytes) in parts.evaluations[index] ?? [:] {
      var reader = ByteReader(bytes)
      let stored = try Evaluations(from: &reader)
      let place = series[index].evaluations.firstIndex { $0.plan == stored.plan }
      if let place { series[index].evaluations[place] = stored }
      if place != position {
        series[index].changedPlans.formUnion([position, place ?? position])
      }
    }
  }

  /// Leaves out what was cut by another baseline or in panes of another length, and has it removed
  /// from the stored state with the next commit.
  private mutating func forgetPanes(_ index: Int, _ stored: Series, _ parts: StoredParts) {
    series[index].joinedBaseline = stored.joinedBaseline
    series[index].lastForgotten = stored.lastStored
    series[index].watched = stored.watched
    series[index].changedPanes = Set((parts.panes[index] ?? [:]).keys)
    series[index].changedJoined = Set((parts.joined[index] ?? [:]).keys)
    series[index].changedPlans = Set(series[index].evaluations.indices)
      .union((parts.evaluations[index] ?? [:]).keys)
    series[index].isChanged = true
  }

  private mutating func restorePanes(_ index: Int, _ parts: StoredParts) throws(StateError) {
    let references = models[series[index].model].baseline?.fields ?? []
    let model = models[series[index].model]
    if !model.asksForEstimates || model.hasOtherAudits { series[index].stretches = [:] }
    for (_, bytes) in (parts.panes[index] ?? [:]).sorted(by: { $0.key < $1.key }) {
      var reader = ByteReader(bytes)
      series[index].panes.append(try Pane(from: &reader, references: references))
    }
    for (number, bytes) in parts.joined[index] ?? [:] {
      var reader = ByteReader(bytes)
      let pane = try JoinedPane(from: &reader)
      series[index].joined[number] = pane
      // Of stretches that were not counted nothing can be said.
      let panes = models[series[index].model].auditPanes
      let stretch = number.flooredDivision(by: panes).quotient
      series[index].stretches[stretch]?.labelled.merge(pane.laterScores)
      series[index].stretches[stretch]?.losses.merge(pane.laterLosses)
    }
  }

  private mutating func restoreAlerts(_ index: Int, _ parts: StoredParts) throws(StateError) {
    let stored = (parts.alerts[index] ?? [:]).sorted { $0.key.precedesByBytes($1.key) }
    for (name, bytes) in stored {
      var reader = ByteReader(bytes)
      let decisive = try reader.readText()
      let record = try AlertRecord(from: &reader)
      if let rule = rule(named: name, decisive) {
        series[index].alerts[rule] = record
      } else {
        end(stored: record, of: name, index, "the rule was changed or removed")
      }
    }
  }

  /// The rule of that name, where it still decides in the same way.
  private func rule(named name: String, _ decisive: String) -> Int? {
    settings.rules.firstIndex {
      $0.rule.name == name && Digest.hex($0.decisiveText) == decisive
    }
  }

  /// Ends the alerts of a series whose model has another baseline.
  private mutating func endAlerts(_ index: Int, _ parts: StoredParts) throws(StateError) {
    let stored = (parts.alerts[index] ?? [:]).sorted { $0.key.precedesByBytes($1.key) }
    for (name, bytes) in stored {
      var reader = ByteReader(bytes)
      let decisive = try reader.readText()
      var record = try AlertRecord(from: &reader)
      end(stored: record, of: name, index, "the baseline was replaced")
      guard let rule = rule(named: name, decisive) else { continue }
      // Cooldown and the cap of a day go on.
      record.end()
      series[index].alerts[rule] = record
      series[index].changedAlerts.insert(rule)
    }
  }

  /// Ends a stored alert, which goes from the store unless it is put back.
  private mutating func end(
    stored record: AlertRecord,
    of rule: String,
    _ index: Int,
    _ reason: String
  ) {
    marks.goneAlerts.append(.alert(series: index, rule: rule))
    let time = series[index].lastRecord ?? .earliestEvent
    end(record, of: rule, index, at: time, reason)
  }

  private mutating func restoreRoutes(_ parts: inout StoredParts) throws(StateError) {
    for index in 0..<parts.routes.count {
      guard let bytes = parts.routes[index] else { throw StateError("route \(index) is missing") }
      var reader = ByteReader(bytes)
      let key = try reader.readFixed()
      let model = try reader.readCount()
      let version = try reader.readCount()
      let members = try reader.readList { reader throws(StateError) in try reader.readCount() }
      guard model < models.count, !members.isEmpty, members.allSatisfy({ $0 < series.count }) else {
        throw StateError("route \(index) leads nowhere")
      }
      _ = routes.add(Route(model: model, version: version, series: members), hash: key)
    }
    marks.storedRoutes = routes.routes.count
    for model in models {
      let known = model.lossEstimator?.baseline.keys.max() ?? 0
      let learned = model.lossTraining?.routes.max() ?? 0
      // Of a model without either there may be no route yet.
      guard max(known, learned) < max(1, routes.routes.count) else {
        throw StateError("losses of a route that is not there")
      }
    }
  }

  private mutating func restoreIds(
    _ parts: inout StoredParts,
    _ sources: [Int?]
  ) throws(StateError) {
    var segments: [IdSegment] = []
    for (number, chunks) in parts.ids.sorted(by: { $0.key < $1.key }) {
      var segment = IdSegment(number: number)
      for (_, bytes) in chunks.sorted(by: { $0.key < $1.key }) {
        var reader = ByteReader(bytes)
        let entries = try reader.readList { reader throws(StateError) in
          try IdEntry(from: &reader)
        }
        for var entry in entries {
          guard entry.route < routes.routes.count else { throw StateError("route of an id") }
          entry.source = Engine.source(entry.source, sources)
          let model = models[routes.routes[entry.route].model]
          if model.storedPanes != .fit { entry.pane = model.pane(of: entry.time) ?? -1 }
          if model.storedPanes == .haveOtherBaseline {
            entry.flags.remove(.inBaseline)
            entry.forgetLoss()
          }
          segment.append(entry)
        }
      }
      marks.storedIds[number] = segment.entries.count
      segments.append(segment)
    }
    ids = IdTable(capacity: settings.limits.ids, segments: segments)
  }

  private static func source(_ stored: UInt16, _ sources: [Int?]) -> UInt16 {
    guard Int(stored) < sources.count, let index = sources[Int(stored)] else { return 0 }
    return UInt16(index)
  }

  private mutating func restoreJoins(
    _ parts: inout StoredParts,
    _ sources: [Int?],
    _ isRenumbered: Bool
  ) throws(StateError) {
    for (_, bytes) in parts.joins.sorted(by: { $0.key < $1.key }) {
      var reader = ByteReader(bytes)
      var lists: [[JoinTable.KeyedItem]] = []
      for _ in 0..<2 {
        let items = try reader.readList { reader throws(StateError) in
          try JoinTable.KeyedItem(from: &reader)
        }
        lists.append(
          items.map { item in
            var item = item
            item.item.source = Engine.source(item.item.source, sources)
            return item
          }
        )
      }
      // What went with its pane is not revised: it could not be taken out.
      let kept = lists[1].filter { item in
        guard let entry = ids.find(item.key.ref) else { return true }
        switch models[routes.routes[entry.route].model].storedPanes {
        case .fit: return true
        case .haveOtherLength: return entry.flags.contains(.inBaseline)
        case .haveOtherBaseline: return false
        }
      }
      let isChanged = isRenumbered || kept.count < lists[1].count
      joins.restore(pending: lists[0], joined: kept, isChanged: isChanged)
    }
  }

  private mutating func restoreEvents(_ parts: inout StoredParts) throws(StateError) {
    for (sequence, bytes) in parts.events.sorted(by: { $0.key < $1.key }) {
      var reader = ByteReader(bytes)
      events.append(KeptEvent(sequence: sequence, event: try Event(from: &reader)))
    }
  }
}
