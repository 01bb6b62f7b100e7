import KedgeModel
import KedgeStatistics

extension Engine {
  /// Begins to learn losses where a rule asks; labels of the baseline may have come already.
  mutating func beginLosses(_ model: Int, _ training: LossTraining?) {
    guard models[model].asksForEstimates else { return }
    var training = training
    for id in training?.ids ?? [] {
      // Another model may have had a record of the same id first: its labels are not of this one.
      guard let entry = ids.find(id), entry.flags.contains(.inBaseline),
        routes.routes[entry.route].model == model
      else { continue }
      for joined in joins.joinedItems(of: id) { training?.note(joined.item.value, of: entry) }
    }
    models[model].setLossTraining(training)
  }

  /// Learns the losses of a model's baseline: first of 200 labels, then each time that they have
  /// doubled, and of all.
  mutating func learnLosses(_ model: Int) {
    guard models[model].asksForEstimates, let training = models[model].lossTraining,
      !models[model].isScored || training.hasNumericTruths
    else { return }
    let trained = Int(models[model].lossEstimator?.trained ?? 0)
    let isWhole = training.known == training.losses.count
    guard
      training.known >= max(LossModel.rowsMin, 2 * trained) || isWhole && training.known > trained
    else { return }
    models[model].setLossEstimator(training.estimator(), isFinal: isWhole)
    // What was expected by another model says nothing beside it.
    for index in models[model].series { series[index].forgetLosses() }
    if trained > 0, ids.forgetLosses(where: { [routes] in routes.routes[$0.route].model == model })
    {
      marks.rewritesIds = true
    }
  }

  /// What a record is expected to cost; `nil` where nothing was learned of its model.
  mutating func expectedLoss(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int
  ) -> Double? {
    guard models[model].asksForEstimates, let estimator = models[model].lossEstimator else {
      return nil
    }
    let references = models[model].references
    let columns = view.lossColumns(of: model, batch) {
      estimator.features.map { references[$0].name }
    }
    for (place, field) in estimator.features.enumerated() {
      let cell = columns[place].map { batch[row: row, column: $0] } ?? .missing
      scratch.lossCells[place] = lossCell(cell, references[field], batch)
    }
    return estimator.loss(of: scratch.lossCells.span.extracting(first: columns.count))
  }

  private func lossCell(_ cell: Cell, _ reference: FieldReference, _ batch: RecordBatch) -> UInt8 {
    switch reference.shape {
    case .numeric:
      return cell.kind == .number
        ? reference.lossCell(ofNumber: cell.number) : LossModel.missingCell
    case .categorical(let table):
      guard let name = CategoryName(cell) else { return LossModel.missingCell }
      return LossTraining.cell(Int(table.place(of: name.hash(hash, batch))))
    case .vector, .uncounted: return LossModel.missingCell
    }
  }

  /// The estimate of the mean absolute error; `nil` where predictions are no numbers, or say the same
  /// as scores, or nobody asks.
  mutating func lossEstimate(_ index: Int, _ pane: Pane, level: Double) -> Indicator? {
    let model = models[series[index].model]
    guard model.asksForEstimates, model.predictsNumbers,
      !model.isScored || model.lossEstimator != nil || model.lossTraining?.hasNumericTruths == true
    else { return nil }
    let name = IndicatorName(EstimatedIndicators.kind, "mae")
    func without(_ verdict: Verdict, _ reason: String) -> Indicator {
      Indicator(name: name, verdict: verdict, count: pane.records, reason: reason)
    }
    guard let estimator = model.lossEstimator else {
      guard let training = model.lossTraining else {
        return without(
          .insufficient,
          "no \(LossModel.rowsMin) records with an `id` were kept when the baseline was frozen: "
            + "collect another `baseline` while a rule asks for estimates"
        )
      }
      let missing = max(0, LossModel.rowsMin - training.known)
      return without(.insufficient, "needs \(missing) more labels of the baseline")
    }
    if let (verdict, reason) = objection(index, model) { return without(verdict, reason) }
    guard estimator.isInformed else {
      return without(.insufficient, "features explain nothing of the errors of the baseline")
    }
    return estimator.indicator(
      name,
      pane.losses,
      baseline: baselineLosses(of: index).expected,
      errors: joinedBaseline(of: index).errors,
      level: level
    )
  }

  /// What was learned of the records of the baseline that belong to a series.
  mutating func baselineLosses(of index: Int) -> BaselineLosses {
    let model = series[index].model
    if models[model].baselineLosses.isEmpty {
      var all: [Int: BaselineLosses] = [:]
      for (route, losses) in models[model].lossEstimator?.baseline ?? [:] {
        for member in routes.routes[Int(route)].series {
          all[member, default: BaselineLosses()].merge(losses)
        }
      }
      models[model].baselineLosses = all
    }
    return models[model].baselineLosses[index] ?? BaselineLosses()
  }
}

extension LossEstimator {
  /// The mean of expected losses beside that of the baseline's records.
  ///
  /// Losses are expected within a range, so their mean is bounded like a rate; half the level is for
  /// that, half for the mean error of the baseline, known from `errors` of it that have labels
  /// (asymptotically, as those of a mean).
  func indicator(
    _ name: IndicatorName,
    _ now: LossSum,
    baseline past: LossSum,
    errors: RegressionErrors,
    level: Double
  ) -> Indicator {
    let (least, width) = (range.lowerBound, range.upperBound - range.lowerBound)
    func shares(_ losses: LossSum) -> (sum: Double, count: Double) {
      let count = Double(losses.count)
      return (min(max(0, (losses.sum.value - least * count) / width), count), count)
    }
    var mae = RateIndicator.mean(
      name,
      shares(now),
      baseline: past.count > 0 ? shares(past) : nil,
      level: level / 2
    )
    func loss(_ share: Double) -> Double { least + share * width }
    (mae.value, mae.baseline) = (mae.value.map(loss), mae.baseline.map(loss))
    (mae.lower, mae.upper) = (mae.lower.map(loss), mae.upper.map(loss))
    if let value = mae.value { mae.effect = mae.baseline.map { value - $0 } }
    guard let variance = errors.absoluteVariance, errors.count > 1 else { return mae.unproved }
    let slack = MeanSequence.halfWidth(
      standardError: (variance / Double(errors.count)).squareRoot(),
      count: Double(errors.count),
      level: level / 2,
      expectedCount: Double(errors.count)
    )
    return mae.widened(by: slack, in: 0...(.infinity))
  }
}

extension BaselineLosses {
  /// A change of the share of losses above the expected ones that is let pass.
  private static let tolerance = 0.05

  /// What labels say against the estimates; `nil` where they prove nothing.
  ///
  /// Half of what is expected, or twice it, changes the share of those that exceed it, whatever the
  /// law of the errors.
  func disagreement(_ found: LossExcess, level: Double) -> String? {
    guard found.labelled > 0, known.labelled > 0 else { return nil }
    let bounds = RateSequence.difference(
      baseline: (known.exceeded, known.labelled),
      window: (min(found.exceeded, found.labelled), found.labelled),
      level: level
    )
    guard bounds.lower > Self.tolerance || bounds.upper < -Self.tolerance else { return nil }
    let now = Double(found.exceeded) / Double(found.labelled)
    return "errors exceed the expected ones in a share of \(ScoreAudit.digits(now)), "
      + "in the baseline of \(ScoreAudit.digits(Double(known.exceeded) / Double(known.labelled))), "
      + "n \(found.labelled)"
  }
}
