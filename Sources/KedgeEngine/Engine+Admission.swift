import KedgeModel
import KedgeRules

extension Engine {
  /// Takes rows of a batch, in order; what was rejected is counted with the first.
  mutating func admit(
    _ batch: RecordBatch,
    _ rows: Range<Int>,
    from origin: BlockOrigin,
    at now: Timestamp?
  ) {
    if rows.lowerBound == 0 { inputs[origin.input].takeRejects(batch) }
    inputs[origin.input].taken += rows.count
    inputs[origin.input].isChanged = true
    let batch = batch.withHashedNames(under: settings.hashKey)
    var view = BatchView(batch, &scratch.columns)
    scratch.warmed = ids.warm(batch.hashes, rows)
    for row in rows {
      switch batch.kinds[row] {
      case .inference: admitInference(row, batch, &view, origin, now)
      case .feedback, .label:
        admitJudgement(row, batch, &view, origin, now)
        judgedAt = now ?? judgedAt
      case .evaluation, .deployment: inputs[origin.input].counted += 1
      }
    }
    fold(batch, &view)
  }

  private mutating func admitInference(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ origin: BlockOrigin,
    _ now: Timestamp?
  ) {
    guard let model = modelIndex(row, batch) else {
      inputs[origin.input].rejected[.tooMany, default: 0] += 1
      return
    }
    let time = eventTime(batch.times[row], model, now)
    let future = settings.inputs[origin.input].futureNanoseconds
    if let arrival = now ?? origin.arrivedBy, time > arrival.advanced(byNanoseconds: future) {
      inputs[origin.input].rejected[.future, default: 0] += 1
      return
    }
    let id = batch.ids[row].isMissing ? nil : batch.hashes.ids[row]
    if let id, ids.contains(id, from: UInt16(origin.input)) {
      inputs[origin.input].duplicate += 1
      return
    }
    let route = routeIndex(row, batch, &view, model)
    let place = models[model].place(of: time)
    let isLate = place.isLate
    let loss = isLate ? nil : expectedLoss(row, batch, &view, model)
    if isLate {
      inputs[origin.input].late += 1
    } else {
      inputs[origin.input].counted += 1
      enter(row, place.pane, route, time, loss)
      models[model].admitted += 1
    }
    if !isLate { learnFields(row, batch, &view, model) }
    let isCollected = !isLate && collect(row, batch, &view, model, route, time)
    if !isLate { noteIdentity(row, batch, &view, model, route, place.pane) }
    if let id, route <= IdEntry.routeMax {
      var entry = entry(
        id,
        row,
        batch,
        view,
        (time, place.pane),
        route,
        origin,
        isCollected
      )
      if let loss { entry.expect(loss) }
      remember(entry)
    } else if !settings.inputs[origin.input].identifiesByPlace {
      inputs[origin.input].unidentified += 1
    }
    // A fast clock says nothing of the records that follow: live, no window closes ahead of its time.
    advance(model, origin.input, min(time, now ?? time), now, batch, &view)
    if case .records(let size) = models[model].settings.window.pane {
      closeFullPanes(routes.routes[route].series, size, batch, &view)
    }
  }

  /// The time of an event; a row without time of its own takes the arrival, in a replay the
  /// watermark.
  private func eventTime(_ time: Timestamp, _ model: Int, _ now: Timestamp?) -> Timestamp {
    guard time == RecordBatch.arrivalTime else { return time }
    return now ?? max(models[model].watermark, .earliestEvent)
  }

  private func entry(
    _ id: UInt64,
    _ row: Int,
    _ batch: RecordBatch,
    _ view: BatchView,
    _ place: (time: Timestamp, pane: Int64),
    _ route: Int,
    _ origin: BlockOrigin,
    _ isCollected: Bool
  ) -> IdEntry {
    var entry = IdEntry(
      hash: id,
      time: place.time,
      pane: place.pane,
      route: route,
      source: UInt16(origin.input)
    )
    if isCollected { entry.flags.insert(.inBaseline) }
    if let column = view.prediction {
      let cell = batch[row: row, column: column]
      switch cell.kind {
      case .number:
        entry.flags.insert(.numberPredicted)
        entry.prediction = cell.payload
      case .boolean:
        entry.flags.insert(.numberPredicted)
        entry.prediction = (cell.boolean ? 1.0 : 0.0).bitPattern
      case .text:
        entry.flags.insert(.classPredicted)
        entry.prediction = hash(cell.slice, in: batch)
      case .vector, .missing, .wrongType, .outOfRange, .tooMany, .inconsistent: break
      }
    }
    if let column = view.score {
      let cell = batch[row: row, column: column]
      if cell.kind == .number, (0...1).contains(cell.number) {
        entry.flags.insert(.scored)
        entry.scoreCell = ScoreCounts.cell(of: cell.number)
      }
    }
    return entry
  }

  /// Puts a row on the work lists of its panes.
  private mutating func enter(
    _ row: Int,
    _ pane: Int64,
    _ route: Int,
    _ time: Timestamp,
    _ loss: Double?
  ) {
    for member in routes.routes[route].series.indices {
      let index = routes.routes[route].series[member]
      let isCounting = models[series[index].model].paneNanoseconds == nil
      let number = isCounting ? series[index].filling : pane
      let position = series[index].position(ofPane: number)
      if series[index].panes[position].rows.isEmpty {
        dirty.append(DirtyPane(series: index, pane: number))
        series[index].changedPanes.insert(number)
      }
      series[index].panes[position].enter(row, time)
      guard let loss else { continue }
      series[index].panes[position].losses.add(loss)
      noteEstimated(1, DirtyPane(series: index, pane: number))
    }
  }

  /// Closes the panes that hold `size` records.
  private mutating func closeFullPanes(
    _ members: [Int],
    _ size: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) {
    let full = members.filter { index in
      series[index].panes.last.map { $0.number == series[index].filling && $0.records >= size }
        ?? false
    }
    guard !full.isEmpty else { return }
    fold(batch, &view)
    for index in full { closeCounted(index, isPartial: false) }
  }

  /// Moves the watermark of a model after one of its records, and closes what lies behind it.
  private mutating func advance(
    _ model: Int,
    _ input: Int,
    _ time: Timestamp,
    _ now: Timestamp?,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) {
    models[model].isChanged = true
    let progress = ModelState.SourceProgress(input: input, newest: time, arrival: now ?? time)
    var hasMoved = models[model].note(progress)
    if let own = backlogs[input]?.own, time > own {
      backlogs[input]?.own = time
      hasMoved = true
    }
    guard hasMoved,
      let boundary = models[model].moveWatermark(at: now, backlogs)
    else { return }
    fold(batch, &view)
    close(model, through: boundary, isEnd: false)
  }

  /// Remembers an inference and joins what waited for it.
  private mutating func remember(_ entry: IdEntry) {
    if let dropped = ids.insert(entry) {
      joins.forget(refs: dropped.entries.map(\.hash))
      marks.droppedSegments.append(dropped.number)
    }
    for item in joins.takePending(entry.hash) {
      inputs[Int(item.item.source)].pending -= 1
      inputs[Int(item.item.source)].isChanged = true
      join(item.key, item.item, to: entry)
    }
  }

  /// Meets the fields of a record: which there are and what type they have is decided record by
  /// record, whatever the blocks.
  private mutating func learnFields(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int
  ) {
    for column in view.untypedColumns(of: model, scratch.columns) {
      let cell = batch[row: row, column: column]
      guard cell.kind != .missing, let field = fieldIndex(column, model, batch, &view) else {
        continue
      }
      models[model].fields[field].find(from: cell)
      if models[model].fields[field].type != nil {
        scratch.columns.setTyped(view.numbers[column], model: model)
        view.setTyped(column, model: model)
      }
    }
  }

  /// Keeps the values of a record for the baseline, and freezes the baseline with its last record.
  ///
  /// - Returns: whether the record belongs to the baseline.
  private mutating func collect(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int,
    _ route: Int,
    _ time: Timestamp
  ) -> Bool {
    guard !models[model].hasBaseline else { return false }
    let version = batch.versions[row].isMissing ? "" : batch.string(batch.versions[row])
    var collector = models[model].collector ?? BaselineCollector(version: version)
    guard collector.version == version else { return false }
    models[model].collector = nil
    let failed = hasFailed(row, batch, view)
    collector.begin(
      BaselineCollector.Row(
        time: time,
        route: UInt32(route),
        hasFailed: failed,
        id: batch.ids[row].isMissing ? 0 : batch.hashes.ids[row]
      )
    )
    for column in view.valueColumns {
      let cell = batch[row: row, column: column]
      guard cell.kind != .missing, let field = fieldIndex(column, model, batch, &view) else {
        continue
      }
      keep(cell, field, model, batch, &collector)
    }
    models[model].collector = collector
    models[model].isChanged = true
    if models[model].isBaselineComplete(rowsMax: settings.limits.baselineRows) {
      fold(batch, &view)
      freezeBaseline(model)
    }
    return true
  }

  private mutating func keep(
    _ cell: Cell,
    _ field: Int,
    _ model: Int,
    _ batch: RecordBatch,
    _ collector: inout BaselineCollector
  ) {
    models[model].fields[field].find(from: cell)
    guard let type = models[model].fields[field].type else { return }
    if cell.kind == .vector {
      scratch.vector.removeAll(keepingCapacity: true)
      batch.appendNumbers(of: cell.slice, to: &scratch.vector)
      collector.keep(vector: scratch.vector, field: field)
    } else if type.isNumeric {
      if cell.kind == .number { collector.keep(cell.number, field: field) }
    } else if type.isCategorical || type == .identifier,
      let name = CategoryName(cell)
    {
      keep(name, field, batch, &collector)
    }
  }

  private func keep(
    _ name: CategoryName,
    _ field: Int,
    _ batch: RecordBatch,
    _ collector: inout BaselineCollector
  ) {
    let key = name.hash(hash, batch)
    if collector.keep(name: key, field: field) { return }
    collector.keep(newName: name.text(batch), hash: key, field: field)
  }

  func hasFailed(_ row: Int, _ batch: RecordBatch, _ view: BatchView) -> Bool {
    guard let column = view.status else { return false }
    let cell = batch[row: row, column: column]
    // The only status of five letters.
    guard cell.kind == .text, cell.slice.lengthBytes == 5 else { return false }
    return batch.bytes(cell.slice).elementsEqual("error".utf8)
  }
}

extension Pane {
  /// Admits a row: what needs no column is counted at once.
  mutating func enter(_ row: Int, _ time: Timestamp) {
    rows.append(Int32(row))
    records += 1
    first = min(first, time)
    last = max(last, time)
  }
}
