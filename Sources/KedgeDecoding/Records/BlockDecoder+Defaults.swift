import KedgeModel

extension BlockDecoder {
  /// Adds what follows from other fields or is assumed without them.
  mutating func addDefaults(row: Int, kind: RecordKind) {
    switch kind {
    case .inference: addInferenceDefaults(row: row)
    case .feedback: addDefault(.text(words.thumbs), slots.name, row: row, kind: kind)
    case .label: addDefault(.boolean(true), CanonicalField.final.slot, row: row, kind: kind)
    case .evaluation:
      addDefault(.boolean(true), CanonicalField.higherIsBetter.slot, row: row, kind: kind)
    case .deployment: break
    }
  }

  @inline(__always)
  private mutating func addInferenceDefaults(row: Int) {
    addDefault(.text(words.ok), slots.status, row: row, kind: .inference)
    let usesTokens = scanner.isPresent(slots.inputTokens) || scanner.isPresent(slots.outputTokens)
    addDefault(
      .text(usesTokens ? words.chat : words.predict),
      slots.operation,
      row: row,
      kind: .inference
    )
    guard scanner.isPresent(slots.error), scanner.values[slots.error].kind == .string,
      scanner.values[slots.error].length > 0
    else { return }
    let column = column(ofRule: scanner.ruleIndex(slots.status, .inference))
    addPending(.text(words.error), column: column, row: row)
  }

  /// Adds a cell where its column has none in this row.
  @inline(__always)
  private mutating func addDefault(_ cell: Cell, _ slot: Int, row: Int, kind: RecordKind) {
    let column = column(ofRule: scanner.ruleIndex(slot, kind))
    if Int(filled[column]) <= row { addPending(cell, column: column, row: row) }
  }
}
