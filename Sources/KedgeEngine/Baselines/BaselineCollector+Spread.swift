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
      guard case .numeric = references[index].shape, index < numbers.count else {
        return FieldSpread()
      }
      let column = numbers[index]
      let values = panes.map { pane in
        pane.compactMap { $0 < column.count && !column[$0].isNaN ? column[$0] : nil }
      }
      return FieldSpread(panes: values, moments: baseline.field(index).summary)
    }
    let asked = fields.indices.filter {
      fields[$0].settings.limits.values.contains(where: \.isOfSpread)
    }
    guard !asked.isEmpty else { return spreads }
    var chunks = cut(members, window.windowCut)
    if chunks.count < FieldSpread.chunksMin { chunks = equalChunks(members) }
    let compared = chunks.map { pane($0, references) }
    for index in asked where index < references.count {
      learn(&spreads[index], index, fields[index], references[index], baseline, compared)
    }
    return spreads
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
        baselineReason: "",
        level: 0.05,
        extraQuantiles: [],
        ranks: QuantileRanks(level: 0.05)
      ).distances()
    }
    for (kind, limit) in field.settings.limits where limit.isOfSpread {
      spread.learn(found.map { chunk in chunk.first { $0.name.kind == kind }?.effect }, of: kind)
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
