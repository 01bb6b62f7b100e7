import KedgeModel

extension BlockDecoder {
  /// Takes away values that contradict each other.
  mutating func checkRelations() {
    if let first = number(slots.timeToFirstToken), let whole = number(slots.duration),
      first > whole + 0.001
    {
      scanner.values[slots.timeToFirstToken].kind = .outOfRange
    }
    let cached = (number(slots.cacheReadTokens) ?? 0) + (number(slots.cacheWriteTokens) ?? 0)
    if let input = number(slots.inputTokens), cached > input {
      contradict(slots.inputTokens)
      contradict(slots.cacheReadTokens)
      contradict(slots.cacheWriteTokens)
    }
    if let output = number(slots.outputTokens), let reasoning = number(slots.reasoningTokens),
      reasoning > output
    {
      contradict(slots.outputTokens)
      contradict(slots.reasoningTokens)
    }
  }

  @inline(__always)
  private func number(_ slot: Int) -> Double? {
    guard scanner.isPresent(slot) else { return nil }
    let value = scanner.values[slot]
    return value.kind == .number ? value.number : nil
  }

  private mutating func contradict(_ slot: Int) {
    guard number(slot) != nil else { return }
    scanner.values[slot].kind = .inconsistent
  }

  /// Checks that the probabilities of a record sum to 1, within 0.001.
  @inline(never)
  mutating func checkProbabilities(row: Int, kind: RecordKind) {
    var sum = 0.0
    var isValid = true
    var columns: [Int] = []
    for index in 0..<scanner.touchedCount {
      let ruleIndex = scanner.ruleIndex(Int(scanner.touched[index]), kind)
      guard scanner.rules[ruleIndex].collection == .probabilities else { continue }
      let column = column(ofRule: ruleIndex)
      columns.append(column)
      let cell = Int(filled[column]) > row ? batch[row: row, column: column] : .missing
      if cell.kind == .number {
        sum += cell.number
      } else if cell.kind != .missing {
        isValid = false
      }
    }
    if columns.isEmpty || (isValid && abs(sum - 1) <= 0.001) { return }
    for column in columns {
      // What was wrong with one of them is told once, of all.
      let cell = Int(filled[column]) > row ? batch[row: row, column: column] : .missing
      if let reason = cell.rejection, let count = batch.leftOut[reason] {
        batch.leftOut[reason] = count > 1 ? count - 1 : nil
      }
      write(.missing, column: column, row: row)
    }
    write(.rejected(.outOfRange), column: column(named: "probabilities"), row: row)
    batch.leftOut[.range, default: 0] += 1
  }
}
