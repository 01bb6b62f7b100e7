import KedgeModel
import KedgeStatistics

extension BaselineCollector {
  /// How the fields varied within the rows of one segment.
  ///
  /// - Parameters:
  ///   - members: The rows of the segment.
  ///   - baseline: What they hold.
  ///   - fields: The model's fields.
  ///   - references: How their values are cut into cells.
  ///   - window: How time or count is cut.
  /// - Returns: one spread a field.
  func spreads(
    _ members: [Int],
    _ baseline: Pane,
    _ fields: [Field],
    _ references: [FieldReference],
    _ window: WindowSettings
  ) -> [FieldSpread] {
    let panes = cut(members, window.pane)
    var spreads = references.indices.map { index -> FieldSpread in
      guard index < numbers.count else { return FieldSpread() }
      let norm = FieldNorm(baseline.field(index), FieldSpread(), references[index])
      switch references[index].shape {
      case .numeric(let numeric): return spread(panes, numbers[index], numeric, norm)
      case .categorical(let table): return spread(panes, field: index, table, norm)
      case .vector, .uncounted: return FieldSpread()
      }
    }
    let asked = fields.indices.filter {
      fields[$0].settings.limits.values.contains(where: \.isOfSpread)
    }
    guard !asked.isEmpty else { return spreads }
    var chunks = cut(members, window.windowCut)
    if chunks.count < ChunkSpread.chunksMin { chunks = equalChunks(members) }
    let compared = chunks.map { pane($0, references) }
    for index in asked where index < references.count {
      learn(&spreads[index], index, fields[index], references[index], baseline, compared)
    }
    return spreads
  }

  /// How numbers, and the scores of their spread, varied between panes.
  private func spread(
    _ panes: [[Int]],
    _ column: [Double],
    _ numeric: NumericReference,
    _ norm: FieldNorm
  ) -> FieldSpread {
    guard let scores = norm.scores(in: numeric.grid) else { return FieldSpread() }
    let sums = BaselineCollector.joined(panes) { row in
      guard row < column.count, !column[row].isNaN else { return nil }
      let (value, cell) = (column[row], numeric.grid.cell(of: column[row]))
      return PaneSums(
        count: 1,
        sum: value,
        scores: scores.means[cell],
        squares: scores.squares[cell]
      )
    }
    var spread = FieldSpread()
    let variance = norm.ofValues?.variance ?? 0
    spread.values = PaneSpread(sums.map { ($0.mean, $0.count) }, variance: variance)
    spread.scores = PaneSpread(sums.map { ($0.spread, $0.count) }, variance: scores.variance)
    return spread
  }

  /// What the rows of panes hold, each with too few together with the next.
  private static func joined(_ panes: [[Int]], _ content: (Int) -> PaneSums?) -> [PaneSums] {
    var waiting = PaneSums()
    return panes.compactMap { pane in
      var own = PaneSums()
      for row in pane {
        guard let more = content(row) else { continue }
        own.count += 1
        own.sum += more.sum
        own.scores += more.scores
        own.squares += more.squares
      }
      return waiting.take(own)
    }
  }

  /// How the rate of `true` varied between panes, and how many names only one pane had.
  private func spread(
    _ panes: [[Int]],
    field index: Int,
    _ table: CategoryTable,
    _ norm: FieldNorm
  ) -> FieldSpread {
    let column = names[index]
    let named = panes.map { pane in
      pane.compactMap { $0 < column.count && column[$0] != Names.missing ? column[$0] : nil }
    }
    var spread = FieldSpread()
    // Where names were too many to be told apart, nobody knows which are new.
    if !column.contains(Names.beyond) { spread.novelty = BaselineCollector.novelty(named) }
    let trueName = distinct[index].values.firstIndex(of: "true").map { UInt32($0) }
    let sums = BaselineCollector.joined(panes) { row in
      guard row < column.count, column[row] != Names.missing else { return nil }
      return PaneSums(count: 1, sum: column[row] == trueName ? 1 : 0)
    }
    let variance = norm.ofValues?.variance ?? 0
    spread.values = PaneSpread(sums.map { ($0.mean, $0.count) }, variance: variance)
    return spread
  }

  /// What stands for names that a baseline does not have: those that only one of its panes had.
  ///
  /// Left out of the baseline, such a pane would have brought them; the mean of their counts is the
  /// share that is to be expected, and their variance tells whether they come in bursts. A baseline of
  /// one pane is taken as one of single records: what came once.
  private static func novelty(_ panes: [[UInt32]]) -> NoveltyDetector.Baseline {
    if panes.count == 1 {
      let counts = panes[0].reduce(into: [:]) { counts, name in counts[name, default: 0] += 1 }
      let once = counts.values.count { $0 == 1 }
      return NoveltyDetector.Baseline(
        values: Double(panes[0].count),
        novel: Double(once),
        inflation: 1
      )
    }
    var owner: [UInt32: Int] = [:]
    for (number, pane) in panes.enumerated() {
      for name in pane { owner[name] = owner[name].map { $0 == number ? number : -1 } ?? number }
    }
    let counts = panes.enumerated().map { number, pane in
      (novel: Double(pane.count { owner[$0] == number }), values: Double(pane.count))
    }
    let values = counts.reduce(0) { $0 + $1.values }
    let novel = counts.reduce(0) { $0 + $1.novel }
    var baseline = NoveltyDetector.Baseline(values: values, novel: novel, inflation: 1)
    let share = values > 0 ? novel / values : 0
    guard panes.count > 1, share > 0, share < 1 else { return baseline }
    let squares = counts.filter { $0.values > 0 }.reduce(0) { sum, pane in
      let expected = pane.values * share
      return sum + (pane.novel - expected) * (pane.novel - expected) / (expected * (1 - share))
    }
    baseline.inflation = max(1, squares / Double(panes.count - 1))
    return baseline
  }

  /// Learns how the distances of chunks vary, those of indicators whose limit is made of it.
  private func learn(
    _ spread: inout FieldSpread,
    _ index: Int,
    _ field: Field,
    _ reference: FieldReference,
    _ baseline: Pane,
    _ chunks: [Pane]
  ) {
    let norm = FieldNorm(baseline.field(index), spread, reference)
    let found = chunks.map { chunk in
      FieldComparison(
        field: field,
        window: chunk.field(index),
        windowRecords: chunk.records,
        comparedRecords: chunk.records,
        baseline: norm,
        baselineRecords: baseline.records,
        reference: reference,
        fitsSpread: false,
        shift: nil,
        watchesShift: false,
        watchesRange: false,
        isTotal: true,
        baselineReason: "",
        level: 0.05,
        extraQuantiles: [],
        ranks: QuantileRanks(level: 0.05)
      ).distances()
    }
    for (kind, limit) in field.settings.limits where limit.isOfSpread {
      // Chunks with too few values have no effect.
      let effects = found.compactMap { chunk in chunk.first { $0.name.kind == kind }?.effect }
      if let chunks = ChunkSpread(effects) { spread.chunks[kind] = chunks }
    }
  }

  /// Rows of one stretch of time, or as many rows as a window counts, in order.
  private func cut(_ members: [Int], _ cut: WindowSettings.Pane) -> [[Int]] {
    switch cut {
    case .records(let count):
      return stride(from: 0, through: members.count - count, by: count).map { start in
        Array(members[start..<(start + count)])
      }
    case .time(let nanoseconds):
      let stretches = Dictionary(grouping: members) { row in
        rows[row].time.nanoseconds.flooredDivision(by: nanoseconds).quotient
      }
      return stretches.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func equalChunks(_ members: [Int]) -> [[Int]] {
    let count = 10
    return (0..<count).map { chunk in
      Array(members[(chunk * members.count / count)..<((chunk + 1) * members.count / count)])
    }
  }
}

extension WindowSettings {
  /// How windows are cut, where they follow each other.
  var windowCut: Pane {
    switch pane {
    case .records: pane
    case .time: .time(sizeNanoseconds)
    }
  }
}
