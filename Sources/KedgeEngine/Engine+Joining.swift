import KedgeModel

extension Engine {
  /// Takes feedback or a label: joins it to its inference, or keeps it until that comes.
  mutating func admitJudgement(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ origin: BlockOrigin,
    _ now: Timestamp?
  ) {
    guard !batch.refs[row].isMissing else {
      admitUnreferenced(row, batch, &view, origin, now)
      return
    }
    let ref = batch.hashes.refs[row]
    let entry = ids.find(ref)
    let model = entry.map { routes.routes[$0.route].model }
    guard let value = judgement(row, batch, view, model) else {
      inputs[origin.input].rejected[.type, default: 0] += 1
      return
    }
    let time =
      batch.times[row] == RecordBatch.arrivalTime ? now ?? .earliestEvent : batch.times[row]
    let item = JoinTable.Item(value: value, time: time, source: UInt16(origin.input))
    let key = JoinTable.Key(ref: ref, item: itemHash(row, batch, view))
    guard let entry else {
      wait(key, item)
      return
    }
    guard isWithinHorizon(entry) else {
      inputs[origin.input].expired += 1
      inputs[origin.input].lateFeedback += 1
      return
    }
    join(key, item, to: entry)
  }

  private mutating func wait(_ key: JoinTable.Key, _ item: JoinTable.Item) {
    guard joins.pendingCount < pendingMax || joins.isWaiting(key) else {
      inputs[Int(item.source)].expired += 1
      return
    }
    if let replaced = joins.wait(key, item) {
      inputs[Int(replaced.source)].duplicate += 1
      inputs[Int(replaced.source)].isChanged = true
      if replaced.source != item.source {
        inputs[Int(replaced.source)].pending -= 1
        inputs[Int(item.source)].pending += 1
      }
    } else {
      inputs[Int(item.source)].pending += 1
    }
  }

  /// How many items may wait: they do not name their model, so the largest of the limits counts.
  private var pendingMax: Int { settings.models.map(\.pendingMax).max() ?? 1_000_000 }

  /// Adds an item to the panes of its inference, in the place of an earlier one of the same key.
  mutating func join(_ key: JoinTable.Key, _ item: JoinTable.Item, to entry: IdEntry) {
    guard !joins.isFull(key) else {
      inputs[Int(item.source)].rejected[.tooMany, default: 0] += 1
      inputs[Int(item.source)].isChanged = true
      return
    }
    let (removed, isNew) = joins.join(key, item)
    if removed != nil || !isNew {
      inputs[Int(item.source)].duplicate += 1
    } else {
      inputs[Int(item.source)].counted += 1
    }
    inputs[Int(item.source)].isChanged = true
    if isNew, entry.flags.contains(.inBaseline) {
      models[routes.routes[entry.route].model].note(item.value, of: entry)
    }
    for index in routes.routes[entry.route].series {
      if let removed { apply(removed.value, to: entry, index, isRemoval: true) }
      if isNew { apply(item.value, to: entry, index, isRemoval: false) }
    }
  }

  private mutating func apply(
    _ value: JoinValue,
    to entry: IdEntry,
    _ index: Int,
    isRemoval: Bool
  ) {
    let model = models[series[index].model]
    let panes = model.asksForEstimates ? model.auditPanes : nil
    series[index].apply(value, to: entry, isRemoval: isRemoval, auditPanes: panes)
  }

  private func isWithinHorizon(_ entry: IdEntry) -> Bool {
    let model = routes.routes[entry.route].model
    let horizon = models[model].settings.horizonNanoseconds
    return entry.time >= models[model].watermark.advanced(byNanoseconds: -horizon)
  }

  /// What a row of feedback or a label says; `nil` where it has no usable value.
  private mutating func judgement(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: BatchView,
    _ model: Int?
  ) -> JoinValue? {
    switch batch.kinds[row] {
    case .label:
      guard let column = view.truth else { return nil }
      let cell = batch[row: row, column: column]
      switch cell.kind {
      case .number: return .truthNumber(cell.number)
      case .boolean: return .truthNumber(cell.boolean ? 1 : 0)
      case .text: return .truthClass(hash(cell.slice, in: batch))
      case .vector, .missing, .wrongType, .outOfRange, .tooMany, .inconsistent: return nil
      }
    case .feedback:
      guard let column = view.feedbackValue else { return nil }
      let cell = batch[row: row, column: column]
      guard cell.kind == .number else { return nil }
      return .feedback(name: feedbackName(row, batch, view), value: cell.number)
    case .inference, .evaluation, .deployment: return nil
    }
  }

  /// The index of a feedback's name; names are the engine's, not a model's, since feedback may come
  /// before its inference tells the model.
  private mutating func feedbackName(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: BatchView
  ) -> UInt32 {
    var name = "thumbs"
    if let column = view.feedbackName {
      let cell = batch[row: row, column: column]
      if cell.kind == .text { name = batch.string(cell.slice) }
    }
    if let index = feedbackNames.firstIndex(of: name) { return UInt32(index) }
    guard feedbackNames.count < settings.limits.feedbackNames else {
      if let index = feedbackNames.firstIndex(of: SeriesKey.others) { return UInt32(index) }
      feedbackNames.append(SeriesKey.others)
      return UInt32(feedbackNames.count - 1)
    }
    feedbackNames.append(name)
    return UInt32(feedbackNames.count - 1)
  }

  private func itemHash(_ row: Int, _ batch: RecordBatch, _ view: BatchView) -> UInt64 {
    guard batch.kinds[row] == .feedback else { return 0 }
    var joined = HashJoin(seed: 1)
    if let column = view.feedbackName {
      joined.add(
        CategoryName(batch[row: row, column: column])?.hash(hash, batch) ?? 0
      )
    }
    if !batch.ids[row].isMissing { joined.add(batch.hashes.ids[row]) }
    return joined.value
  }

  /// Feedback that names a model and no inference: counted in the pane of its own time.
  private mutating func admitUnreferenced(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ origin: BlockOrigin,
    _ now: Timestamp?
  ) {
    guard let model = modelIndex(row, batch),
      let value = judgement(row, batch, view, model)
    else {
      inputs[origin.input].rejected[.type, default: 0] += 1
      return
    }
    let route = routeIndex(row, batch, &view, model)
    let time =
      batch.times[row] == RecordBatch.arrivalTime ? now ?? .earliestEvent : batch.times[row]
    inputs[origin.input].counted += 1
    for index in routes.routes[route].series {
      let pane =
        models[model].paneNanoseconds.map {
          time.nanoseconds.flooredDivision(by: $0).quotient
        } ?? models[model].admitted
      let entry = IdEntry(
        hash: 0,
        time: time,
        pane: pane,
        route: min(route, IdEntry.routeMax),
        source: UInt16(origin.input)
      )
      apply(value, to: entry, index, isRemoval: false)
    }
  }

  /// Gives up what has waited longer than every horizon allows.
  mutating func expirePending() {
    let horizon = settings.models.map(\.horizonNanoseconds).max() ?? 30 * 86_400_000_000_000
    // A model that has had feedback only, without an inference, has no watermark.
    let watermarks = models.map(\.watermark).filter { $0.nanoseconds != .min }
    guard let watermark = watermarks.min() else { return }
    for item in joins.takeExpired(before: watermark.advanced(byNanoseconds: -horizon)) {
      inputs[Int(item.item.source)].pending -= 1
      inputs[Int(item.item.source)].expired += 1
      inputs[Int(item.item.source)].isChanged = true
    }
  }
}
