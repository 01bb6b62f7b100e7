import KedgeModel
import KedgeStatistics

extension Engine {
  /// Begins to learn losses; labels of the baseline may have come already.
  mutating func beginLosses(_ model: Int, _ training: LossTraining?) {
    guard models[model].asksForEstimates else { return }
    var training = training
    for id in training?.ids ?? [] {
      for joined in joins.joinedItems(of: id) {
        guard let loss = ids.find(id)?.loss(by: joined.item.value) else { continue }
        training?.note(loss, of: id)
      }
    }
    models[model].setLossTraining(training)
  }

  /// Learns the losses of a model's baseline: first of 200 labels, then each time that they have
  /// doubled, and of all.
  mutating func learnLosses(_ model: Int) {
    guard let training = models[model].lossTraining else { return }
    let trained = Int(models[model].lossEstimator?.trained ?? 0)
    let isWhole = training.known == training.losses.count
    guard
      training.known >= max(LossModel.rowsMin, 2 * trained) || isWhole && training.known > trained
    else { return }
    models[model].setLossEstimator(training.estimator(), isFinal: isWhole)
    // What was expected by another model says nothing beside it.
    for index in models[model].series {
      for pane in series[index].panes.indices where series[index].panes[pane].losses.count > 0 {
        series[index].panes[pane].losses = LossSum()
        series[index].changedPanes.insert(series[index].panes[pane].number)
      }
    }
  }

  /// What a record is expected to cost; `nil` where nothing was learned of its model.
  mutating func expectedLoss(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int
  ) -> Double? {
    guard let estimator = models[model].lossEstimator else { return nil }
    let references = models[model].references
    let columns = view.lossColumns(of: model, batch) {
      estimator.features.map { references[$0].name }
    }
    for (place, field) in estimator.features.enumerated() {
      let cell = columns[place].map { batch[row: row, column: $0] } ?? .missing
      scratch.lossCells[place] = lossCell(cell, references[field], batch)
    }
    return estimator.model.loss(of: scratch.lossCells.span.extracting(first: columns.count))
  }

  private func lossCell(_ cell: Cell, _ reference: FieldReference, _ batch: RecordBatch) -> UInt8 {
    switch reference.shape {
    case .numeric:
      return cell.kind == .number
        ? reference.lossCell(ofNumber: cell.number) : LossModel.missingCell
    case .categorical(let table):
      guard let name = CategoryName(cell) else { return LossModel.missingCell }
      return LossTraining.cell(Int(table.place(of: name.hash(hash, batch))))
    case .uncounted: return LossModel.missingCell
    }
  }

  /// The estimate of the mean absolute error; `nil` where no losses can be learned.
  func lossEstimate(_ index: Int, _ pane: Pane, level: Double) -> Indicator? {
    let model = models[series[index].model]
    let name = IndicatorName(EstimatedIndicators.kind, "mae")
    func without(_ verdict: Verdict, _ reason: String) -> Indicator {
      Indicator(name: name, verdict: verdict, count: pane.records, reason: reason)
    }
    guard let estimator = model.lossEstimator else {
      guard let training = model.lossTraining else { return nil }
      let missing = max(0, LossModel.rowsMin - training.known)
      return without(.insufficient, "needs \(missing) more labels of the baseline")
    }
    if let (verdict, reason) = objection(index, model) { return without(verdict, reason) }
    guard estimator.model.treeCount > 0 else {
      return without(.insufficient, "features explain nothing of the errors of the baseline")
    }
    guard pane.losses.count >= RateIndicator.trialsMin else {
      let missing = RateIndicator.trialsMin - pane.losses.count
      return Indicator(name: name, count: Int(pane.losses.count), needs: Int(missing))
    }
    let past = joinedBaseline(of: index).errors
    var mae = Indicator(name: name, verdict: .ok, count: Int(pane.losses.count))
    let value = pane.losses.mean
    mae.value = value
    mae.baseline = past.meanAbsoluteError
    mae.effect = mae.baseline.map { value - $0 }
    // Errors that are larger vary more, by the same factor.
    let growth = mae.baseline.map { $0 > 0 ? value / $0 : 1 } ?? 1
    mae.bound(
      in: 0...(.infinity),
      variance: past.absoluteVariance.map { $0 * max(1, growth * growth) },
      past.absoluteVariance,
      past.count,
      level: level
    )
    return mae
  }
}

extension LossEstimator {
  /// A change of the share of losses above the expected ones that is let pass.
  private static let tolerance = 0.05

  /// What labels say against the estimates; `nil` where they prove nothing.
  ///
  /// Half of what is expected, or twice it, changes the share of those that exceed it, whatever the
  /// law of the errors.
  func disagreement(_ found: LossExcess, level: Double) -> String? {
    guard found.labelled > 0, trained > 0 else { return nil }
    let bounds = RateSequence.difference(
      baseline: (exceeded, trained),
      window: (min(found.exceeded, found.labelled), found.labelled),
      level: level
    )
    guard bounds.lower > Self.tolerance || bounds.upper < -Self.tolerance else { return nil }
    let now = Double(found.exceeded) / Double(found.labelled)
    return "errors exceed the expected ones in a share of \(ScoreAudit.digits(now)), "
      + "in the baseline of \(ScoreAudit.digits(Double(exceeded) / Double(trained))), "
      + "n \(found.labelled)"
  }
}
