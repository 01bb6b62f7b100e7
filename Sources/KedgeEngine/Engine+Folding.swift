import KedgeModel
import KedgeStatistics

/// Buffers of the fold, kept between batches.
struct FoldScratch: Sendable {
  var numbers: [Double] = []
  var places: [Int32] = []
  /// Cells of the features of one record.
  var lossCells = [UInt8](repeating: 0, count: LossTraining.featuresMax)
  /// Numbers of one vector.
  var vector: [Double] = []
  /// What warming the table of ids read; of no meaning.
  var warmed: UInt64 = 0
  /// What is known of columns by name.
  var columns = ColumnTable()

  /// How many values were gathered, and how many cells were left out as wrong.
  typealias Gathered = (count: Int, refused: UInt64)

  /// Puts the numbers of some rows of a column into `numbers`.
  mutating func gatherNumbers(
    of rows: Span<Int32>,
    _ column: Int,
    _ batch: RecordBatch
  ) -> Gathered {
    makeRoom(rows.count)
    let (cells, start) = (batch.cells.span, column * batch.rowCapacity)
    var values = numbers.mutableSpan
    var found: Gathered = (0, 0)
    for index in rows.indices {
      let cell = cells[start &+ Int(rows[index])]
      if cell.kind == .number {
        values[found.count] = cell.number
        found.count &+= 1
      } else if cell.kind != .missing {
        found.refused &+= 1
      }
    }
    return found
  }

  /// Puts the places of the names of some rows of a column into `places`.
  mutating func gatherPlaces(
    of rows: Span<Int32>,
    _ column: Int,
    _ batch: RecordBatch,
    in table: CategoryTable,
    _ hash: KeyedHash
  ) -> Gathered {
    makeRoom(rows.count)
    let (cells, start) = (batch.cells.span, column * batch.rowCapacity)
    let text = batch.text.span
    var values = places.mutableSpan
    var found: Gathered = (0, 0)
    for index in rows.indices {
      let cell = cells[start &+ Int(rows[index])]
      if cell.kind == .text, let place = table.place(ofShort: cell.slice, in: text) {
        values[found.count] = place
        found.count &+= 1
      } else if let name = CategoryName(cell) {
        values[found.count] = table.place(of: name.hash(hash, batch))
        found.count &+= 1
      } else if cell.kind != .missing {
        found.refused &+= 1
      }
    }
    return found
  }

  /// Makes room for the values of so many rows.
  private mutating func makeRoom(_ rows: Int) {
    guard numbers.count < rows else { return }
    numbers = Array(repeating: 0, count: rows * 2)
    places = Array(repeating: 0, count: rows * 2)
  }
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
      let model = series[work[index].series].model
      let isCompared = models[model].hasBaseline
      if isCompared { panes[index].compared += panes[index].rows.count }
      if let rank = view.rank { panes[index].countRanks(rank, of: batch) }
      if let reason = view.finishReason { panes[index].countEnds(reason, of: batch) }
      if let score = view.score, models[model].asksForEstimates {
        let before = panes[index].scores.total
        panes[index].count(score, view.prediction, of: batch)
        // Of records with an expected loss that has been done.
        if isCompared, models[model].lossEstimator == nil {
          noteEstimated(panes[index].scores.total - before, work[index])
        }
      }
      guard view.status != nil else { continue }
      panes[index].errors += UInt64(panes[index].rows.count { hasFailed(Int($0), batch, view) })
    }
    for column in view.valueColumns {
      for index in work.indices {
        fold(column, &panes[index], work[index].series, batch, &view)
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

  /// Counts inferences of which something is expected, and which are not in the baseline, in the
  /// stretch of their pane.
  mutating func noteEstimated(_ count: UInt64, _ item: DirtyPane) {
    guard count > 0 else { return }
    let stretch = item.pane.flooredDivision(by: models[series[item.series].model].auditPanes)
    series[item.series].stretches[stretch.quotient, default: Series.Stretch()].estimated += count
  }

  private mutating func fold(
    _ column: Int,
    _ pane: inout Pane,
    _ index: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) {
    let model = series[index].model
    guard
      let first = pane.rows.first(where: {
        batch[row: Int($0), column: column].kind != .missing
      }), let field = fieldIndex(column, model, batch, &view)
    else { return }
    if models[model].fields[field].type == nil {
      models[model].fields[field].find(from: batch[row: Int(first), column: column])
    }
    while pane.fields.count <= field { pane.fields.append(FieldPane()) }
    let shape = models[model].shape(field)
    switch models[model].fields[field].type {
    case .number, .magnitude:
      foldNumbers(column, &pane, field, shape, models[model].ranges[field], batch)
    case .category, .boolean: foldNames(column, &pane, field, shape, batch)
    case .text, .identifier: countPresent(column, &pane, field, batch)
    case .vector:
      countPresent(column, &pane, field, batch)
      if series[index].key.segment.isEmpty { foldVectors(column, &pane, field, shape, batch) }
    case .ignore, nil: break
    }
  }

  private mutating func foldNumbers(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ shape: FieldReference.Shape?,
    _ range: ClosedRange<Double>?,
    _ batch: RecordBatch
  ) {
    let found = scratch.gatherNumbers(of: pane.rows.span, column, batch)
    pane.fields[field].refused += found.refused
    if let range {
      let numbers = scratch.numbers[..<found.count]
      pane.fields[field].outside += UInt64(numbers.count { !range.contains($0) })
    }
    pane.fields[field].add(
      scratch.numbers.span.extracting(first: found.count),
      shape: shape
    )
  }

  private mutating func foldNames(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ shape: FieldReference.Shape?,
    _ batch: RecordBatch
  ) {
    guard case .categorical(let table) = shape else {
      countPresent(column, &pane, field, batch)
      return
    }
    let found = scratch.gatherPlaces(of: pane.rows.span, column, batch, in: table, hash)
    pane.fields[field].refused += found.refused
    pane.fields[field].add(
      places: scratch.places.span.extracting(first: found.count),
      of: table
    )
  }

  private mutating func foldVectors(
    _ column: Int,
    _ pane: inout Pane,
    _ field: Int,
    _ shape: FieldReference.Shape?,
    _ batch: RecordBatch
  ) {
    for row in pane.rows {
      let cell = batch[row: Int(row), column: column]
      guard cell.kind == .vector else { continue }
      scratch.vector.removeAll(keepingCapacity: true)
      batch.appendNumbers(of: cell.slice, to: &scratch.vector)
      pane.fields[field].add(vector: scratch.vector.span, shape: shape)
    }
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
      window: models[model].settings.window,
      hash: hash
    ) { route in routes.routes[Int(route)].series.map { series[$0].key.segment } }
    baseline.id = baseline.contentID
    models[model].fields = fields
    models[model].baseline = baseline
    beginLosses(model, collector.lossTraining(baseline.fields))
    models[model].collector = nil
    models[model].isChanged = true
    let key = SeriesKey(model: models[model].name, version: baseline.version)
    let message = "baseline of \(key.model) frozen: \(baseline.records) records"
    effects.append(.notice(Notice(kind: .baselineChanged, series: key, message: message)))
  }
}

extension Pane {
  /// Counts the ranks of the rows that are not folded yet.
  fileprivate mutating func countRanks(_ column: Int, of batch: RecordBatch) {
    for row in rows {
      let cell = batch[row: Int(row), column: column]
      if cell.kind == .number, let rank = UInt64(exactly: cell.number), rank > 0 {
        ranks.add(rank: rank)
      }
    }
  }

  /// Counts how the answers of the rows ended that are not folded yet.
  fileprivate mutating func countEnds(_ column: Int, of batch: RecordBatch) {
    let word = CanonicalField.truncated.utf8
    for row in rows {
      let cell = batch[row: Int(row), column: column]
      guard cell.kind == .text else { continue }
      finished += 1
      guard cell.slice.lengthBytes == word.count else { continue }
      if batch.bytes(cell.slice).elementsEqual(word) { truncated += 1 }
    }
  }

  /// Counts the scores of the rows that are not folded yet.
  fileprivate mutating func count(_ score: Int, _ prediction: Int?, of batch: RecordBatch) {
    for row in rows {
      let cell = batch[row: Int(row), column: score]
      guard cell.kind == .number, (0...1).contains(cell.number) else { continue }
      let predicted = prediction.map { batch[row: Int(row), column: $0] }
      scores.add(
        cell: ScoreCounts.cell(of: cell.number),
        predicted.map { ScoreCounts.Prediction($0) } ?? .undecided
      )
    }
  }
}
