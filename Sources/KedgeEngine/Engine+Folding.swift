import KedgeModel

/// Buffers of the fold, kept between batches.
struct FoldScratch: Sendable {
  var numbers: [Double] = []
  var places: [Int32] = []
  /// What warming the table of ids read; of no meaning.
  var warmed: UInt64 = 0
  /// The columns of the batch before.
  var view: BatchView?
}

extension Engine {
  /// Adds the admitted rows to the sketches of their panes, column by column: the cells of a column
  /// stay in the cache while the panes take theirs.
  mutating func fold(_ batch: RecordBatch, _ view: inout BatchView) {
    guard !dirty.isEmpty else { return }
    let work = dirty
    dirty.removeAll(keepingCapacity: true)
    var panes = work.map { item in
      let position = series[item.series].position(ofPane: item.pane)
      var pane = Pane(number: item.pane)
      // Taken out, so that the sketches have one owner and are changed in place.
      swap(&pane, &series[item.series].panes[position])
      return pane
    }
    for index in work.indices {
      if models[series[work[index].series].model].hasBaseline {
        panes[index].compared += panes[index].rows.count
      }
      guard view.status != nil else { continue }
      panes[index].errors += UInt64(panes[index].rows.count { hasFailed(Int($0), batch, view) })
    }
    for column in view.valueColumns {
      for index in work.indices {
        fold(column, &panes[index], series[work[index].series].model, batch, &view)
      }
    }
    for index in work.indices {
      panes[index].rows.removeAll(keepingCapacity: true)
      let item = work[index]
      let position = series[item.series].position(ofPane: item.pane)
      swap(&panes[index], &series[item.series].panes[position])
      series[item.series].isChanged = true
    }
  }

  private mutating func fold(
    _ column: Int,
    _ pane: inout Pane,
    _ model: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) {
    guard
      let first = pane.rows.first(where: {
        batch[row: Int($0), column: column].kind != .missing
      }), let field = fieldIndex(column, model, batch, &view)
    else { return }
    if models[model].fields[field].type == nil {
      models[model].fields[field].find(from: batch[row: Int(first), column: column])
    }
    while pane.fields.count <= field { pane.fields.append(FieldPane()) }
    let reference = models[model].reference(field)
    switch models[model].fields[field].type {
    case .number, .magnitude: foldNumbers(column, &pane, field, reference, batch)
    case .category, .boolean: foldNames(column, &pane, field, reference, batch)
    case .text, .identifier, .vector: countPresent(column, &pane, field, batch)
    case .ignore, nil: break
    }
  }

  private mutating func foldNumbers(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ reference: FieldReference?,
    _ batch: RecordBatch
  ) {
    scratch.numbers.removeAll(keepingCapacity: true)
    for row in pane.rows {
      let cell = batch[row: Int(row), column: column]
      if cell.kind == .number {
        scratch.numbers.append(cell.number)
      } else if cell.kind != .missing {
        pane.fields[field].refused += 1
      }
    }
    pane.fields[field].add(scratch.numbers.span, reference: reference)
  }

  private mutating func foldNames(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ reference: FieldReference?,
    _ batch: RecordBatch
  ) {
    guard case .categorical(let table) = reference?.shape else {
      countPresent(column, &pane, field, batch)
      return
    }
    scratch.places.removeAll(keepingCapacity: true)
    for row in pane.rows {
      let cell = batch[row: Int(row), column: column]
      if cell.kind == .text, let place = table.place(ofShort: cell.slice, in: batch) {
        scratch.places.append(place)
      } else if let name = CategoryName(cell) {
        scratch.places.append(table.place(of: name.hash(hash, batch)))
      } else if cell.kind != .missing {
        pane.fields[field].refused += 1
      }
    }
    pane.fields[field].add(places: scratch.places.span, of: table)
  }

  private func countPresent(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ batch: RecordBatch
  ) {
    for row in pane.rows {
      let cell = batch[row: Int(row), column: column]
      if cell.kind == .missing { continue }
      if cell.rejection == nil {
        pane.fields[field].present += 1
      } else {
        pane.fields[field].refused += 1
      }
    }
  }

  /// Freezes what was collected as the baseline of a model.
  mutating func freezeBaseline(_ model: Int) {
    guard let collector = models[model].collector else { return }
    var fields = models[model].fields
    var baseline = collector.freeze(
      fields: &fields,
      limits: settings.limits,
      hash: hash
    ) { route in routes.routes[Int(route)].series.map { series[$0].key.segment } }
    baseline.id = baseline.contentID
    models[model].fields = fields
    models[model].baseline = baseline
    models[model].collector = nil
    models[model].isChanged = true
    let key = SeriesKey(model: models[model].name, version: baseline.version)
    let message = "baseline of \(key.model) frozen: \(baseline.records) records"
    effects.append(.notice(Notice(kind: .baselineFrozen, series: key, message: message)))
  }
}

extension ModelState {
  /// Whether enough has been collected to freeze the baseline.
  func isBaselineComplete(rowsMax: Int) -> Bool {
    guard let collector else { return false }
    switch settings.baseline {
    case .first(let records): return collector.rows.count >= records
    case .firstSpan(let nanoseconds):
      return collector.spanNanoseconds >= nanoseconds || collector.rows.count >= rowsMax
    case .given: return false
    }
  }

  /// Event time up to which the model's input is complete: the least of its sources.
  ///
  /// A source is ahead of its newest record by as much arrival time as it has been idle; one that
  /// has been silent for five minutes is left out.
  func settledWatermark(at now: Timestamp?) -> Timestamp {
    least(at: now, onlyLive: true) ?? least(at: now, onlyLive: false) ?? watermark
  }

  private func least(at now: Timestamp?, onlyLive: Bool) -> Timestamp? {
    let silence: Int64 = 300_000_000_000
    var least: Timestamp?
    for source in sources {
      let idle = now.map { max(0, $0.nanoseconds - source.arrival.nanoseconds) } ?? 0
      if onlyLive, idle >= silence { continue }
      let mark = source.newest.advanced(
        byNanoseconds: idle - settings.window.latenessNanoseconds
      )
      least = least.map { min($0, mark) } ?? mark
    }
    return least.map { max($0, watermark) }
  }
}
