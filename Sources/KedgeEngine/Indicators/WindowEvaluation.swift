import KedgeModel
import KedgeStatistics

/// Everything about one window of one series that its indicators are computed from.
struct WindowEvaluation {
  let window: Window
  let pane: Pane
  let joined: JoinedPane
  /// What the baseline held of the segment; `nil` while it is collected.
  let baseline: SegmentBaseline?
  let joinedBaseline: JoinedPane
  /// What its scores are expected to be worth; `nil` where no record of the model has one.
  var estimates: EstimatedIndicators?
  /// What its records are expected to cost; `nil` where nothing can be learned of that.
  var lossEstimate: Indicator?
  let fields: [Field]
  let references: [FieldReference]
  /// Whether the spreads of the baseline are those of such panes.
  let fitsSpread: Bool
  /// Detectors of shifts by index of the field.
  let shifts: [Int: FieldShift]
  /// Whether shifts of a field are looked for.
  let watchesShifts: (Field) -> Bool
  /// Whether a rule asks for the range of a field.
  let watchesRange: (String) -> Bool
  /// Whether the series is of all records, not of a segment.
  let isTotal: Bool
  let feedbackNames: [String]
  /// Why there is no baseline, such as `baseline 812 of 20000`.
  let baselineReason: String
  /// The level at which bounds hold.
  let level: Double
  /// Quantiles that rules ask for beside 0.5, 0.95 and 0.99, in order.
  let extraQuantiles: [Double]
  /// Length of the window, seconds; `nil` where records are counted.
  let seconds: Double?

  /// All indicators, ordered by name.
  ///
  /// Made in the order of the fields' names, so that within a kind they are in order; each is made in
  /// its place, for there are hundreds of them for each window.
  func indicators() -> [Indicator] {
    var all: [Indicator] = []
    all.reserveCapacity(16 * fields.count + 64)
    all += seriesIndicators() + rankingIndicators()
    all += (estimates?.indicators() ?? []) + (lossEstimate.map { [$0] } ?? [])
    let ranks = QuantileRanks(level: level / 2)
    let order = fields.indices.sorted { fields[$0].name.precedesByBytes(fields[$1].name) }
    for index in order {
      guard let type = fields[index].type, type != .ignore else { continue }
      appendIndicators(of: index, type, ranks, to: &all)
    }
    for index in all.indices where all[index].needs != nil {
      all[index].reason = patience(all[index]) ?? all[index].reason
    }
    // Labels and feedback of the window may still come.
    all += joinedIndicators()
    all.sortByKind()
    return all
  }

  /// How long a window would have the observations that an indicator lacks, at this traffic.
  private func patience(_ indicator: Indicator) -> String? {
    guard let needs = indicator.needs, let seconds, indicator.count > 0 else { return nil }
    let length = seconds * Double(indicator.count + needs) / Double(indicator.count)
    return "needs \(needs) more: a window of \(Self.rounded(length)) has them at this traffic"
  }

  /// A length in whole minutes, hours or days, rounded up.
  private static func rounded(_ seconds: Double) -> String {
    let (unit, length) =
      seconds < 7_200 ? ("min", 60.0) : seconds < 172_800 ? ("h", 3_600) : ("d", 86_400)
    return "\(Int(min((seconds / length).rounded(.up), 1e6)))\(unit)"
  }

  private func seriesIndicators() -> [Indicator] {
    var all = [errorRate(), recordRate()]
    all += truncationRate().map { [$0] } ?? []
    all += tokenRate("tokens_in", of: "usage.input_tokens").map { [$0] } ?? []
    all += tokenRate("tokens_out", of: "usage.output_tokens").map { [$0] } ?? []
    return all
  }

  /// Tokens a second, like records; `nil` where no record says how many there were.
  private func tokenRate(_ name: String, of field: String) -> Indicator? {
    guard let index = fields.firstIndex(where: { $0.name == field }) else { return nil }
    func tokens(_ pane: Pane) -> Double {
      let summary = pane.field(index).summary
      return summary.count * summary.mean
    }
    return rate(IndicatorName(name), tokens)
  }

  /// The share of answers that were cut off; `nil` where none says how it ended.
  private func truncationRate() -> Indicator? {
    guard pane.finished > 0 || (baseline?.pane.finished ?? 0) > 0 else { return nil }
    return RateIndicator(
      IndicatorName("truncation_rate"),
      successes: pane.truncated,
      trials: pane.finished,
      baseline: baseline.map { ($0.pane.truncated, $0.pane.finished) }
    ).indicator(level: level)
  }

  private func errorRate() -> Indicator {
    RateIndicator(
      IndicatorName("error_rate"),
      successes: pane.errors,
      trials: UInt64(pane.records),
      baseline: baseline.map { ($0.pane.errors, UInt64($0.pane.records)) }
    ).indicator(level: level)
  }

  /// Records a second: by the window's length, or by the event time between first and last record.
  private func recordRate() -> Indicator {
    rate(IndicatorName("records")) { Double($0.records) }
  }

  private func rate(_ name: IndicatorName, _ amount: (Pane) -> Double) -> Indicator {
    var indicator = Indicator(name: name, verdict: .ok, count: pane.records)
    let span = seconds ?? WindowEvaluation.seconds(pane.first, pane.last)
    if span > 0 {
      indicator.value = amount(pane) / span
    } else {
      indicator.verdict = .insufficient
      indicator.reason = "no event time between its records"
    }
    if let baseline = baseline?.pane, baseline.records > 1 {
      let baselineSpan = WindowEvaluation.seconds(baseline.first, baseline.last)
      indicator.baseline = baselineSpan > 0 ? amount(baseline) / baselineSpan : nil
    }
    return indicator
  }

  private static func seconds(_ first: Timestamp, _ last: Timestamp) -> Double {
    first < last ? Double(last.nanoseconds - first.nanoseconds) / 1e9 : 0
  }

  /// A field that came up after the freezing was in no record of the baseline.
  private func norm(_ index: Int) -> FieldNorm? {
    baseline.map { $0.norms.indices.contains(index) ? $0.norms[index] : WindowEvaluation.absent }
  }

  private static let absent = FieldNorm(FieldPane(), FieldSpread(), nil)

  private func appendIndicators(
    of index: Int,
    _ type: FieldType,
    _ ranks: QuantileRanks,
    to all: inout [Indicator]
  ) {
    let comparison = comparison(of: index, ranks)
    if type == .vector { return comparison.appendVector(to: &all) }
    all.append(comparison.count())
    all.append(comparison.missing())
    switch type {
    case .number, .magnitude: comparison.appendNumeric(to: &all)
    case .boolean:
      all.append(comparison.trueRate())
      comparison.appendCategorical(to: &all)
    case .category: comparison.appendCategorical(to: &all)
    case .vector, .text, .identifier, .ignore: break
    }
  }

  private func comparison(of index: Int, _ ranks: QuantileRanks) -> FieldComparison {
    FieldComparison(
      field: fields[index],
      window: pane.field(index),
      windowRecords: pane.records,
      comparedRecords: pane.compared,
      baseline: norm(index),
      baselineRecords: baseline?.pane.records ?? 0,
      reference: index < references.count ? references[index] : nil,
      fitsSpread: fitsSpread,
      shift: shifts[index],
      watchesShift: watchesShifts(fields[index]),
      watchesRange: watchesRange(fields[index].name),
      isTotal: isTotal,
      baselineReason: baselineReason,
      level: level,
      extraQuantiles: extraQuantiles,
      ranks: ranks
    )
  }

  /// What is compared with the baseline cell by cell, by the name of its evidence.
  func countPairs() -> [IndicatorName: CountPair] {
    guard let baseline else { return [:] }
    var pairs = [
      IndicatorName("error_rate"): CountPair(
        baseline: [baseline.pane.errors, UInt64(baseline.pane.records) - baseline.pane.errors],
        window: [pane.errors, UInt64(pane.records) - pane.errors]
      )
    ]
    if baseline.pane.finished > 0 {
      pairs[IndicatorName("truncation_rate")] = CountPair(
        baseline: [baseline.pane.truncated, baseline.pane.finished - baseline.pane.truncated],
        window: [pane.truncated, pane.finished - pane.truncated]
      )
    }
    let ranks = QuantileRanks(level: level / 2)
    for index in fields.indices {
      guard let type = fields[index].type, type != .ignore else { continue }
      let comparison = comparison(of: index, ranks)
      pairs[comparison.name("missing")] = comparison.missingCounts
      pairs[comparison.name("distance")] = comparison.cellCounts
      if type == .boolean { pairs[comparison.name("rate")] = comparison.trueCounts }
    }
    return pairs
  }

  /// Indicators that labels and feedback may change after the window was evaluated, ordered by name.
  func joinedIndicators() -> [Indicator] {
    let feedback = feedbackNames.enumerated().compactMap { index, name in
      feedbackIndicator(UInt32(index), name)
    }
    return (quality.indicators() + feedback).sorted { $0.name < $1.name }
  }

  private var quality: QualityIndicators {
    QualityIndicators(
      joined: joined,
      baseline: joinedBaseline,
      records: pane.records,
      level: level
    )
  }

  private func feedbackIndicator(_ index: UInt32, _ name: String) -> Indicator? {
    let baseline = joinedBaseline.feedback[index]
    guard let sum = joined.feedback[index] else { return nil }
    let indicatorName = IndicatorName("feedback", name)
    guard sum.binary == sum.count else {
      var mean = Indicator(name: indicatorName, verdict: .ok, count: Int(sum.count))
      mean.value = sum.mean
      mean.baseline = baseline?.mean
      mean.effect = mean.baseline.map { sum.mean - $0 }
      mean.bound(
        variance: sum.variance,
        baseline?.variance,
        baseline?.count ?? 0,
        level: level
      )
      // The level is that of a share; rules know by it that the value is one.
      mean.level = nil
      return mean
    }
    return RateIndicator(
      indicatorName,
      successes: sum.positive,
      trials: sum.count,
      baseline: baseline.map { ($0.positive, $0.count) }
    ).indicator(level: level)
  }
}

extension [Indicator] {
  /// Orders by kind; those of one kind stay in their order.
  ///
  /// Fields of one type bring the same kinds one after the other, so the next kind is nearly always
  /// the one behind the last.
  fileprivate mutating func sortByKind() {
    var kinds: [(kind: String, count: Int)] = []
    var next = 0
    var places = [Int](repeating: 0, count: count)
    // By index: an element that is taken out is copied.
    for index in indices {
      if next >= kinds.count || kinds[next].kind != self[index].name.kind {
        let kind = self[index].name.kind
        next = kinds.firstIndex { $0.kind == kind } ?? kinds.count
        if next == kinds.count { kinds.append((kind, 0)) }
      }
      kinds[next].count += 1
      places[index] = next
      next += 1
    }
    var start = 0
    var starts = [Int](repeating: 0, count: kinds.count)
    let order = kinds.indices.sorted { kinds[$0].kind.precedesByBytes(kinds[$1].kind) }
    for kind in order {
      starts[kind] = start
      start += kinds[kind].count
    }
    for index in indices {
      let kind = places[index]
      places[index] = starts[kind]
      starts[kind] += 1
    }
    for index in indices {
      while places[index] != index {
        let place = places[index]
        swapAt(index, place)
        places.swapAt(index, place)
      }
    }
  }
}
