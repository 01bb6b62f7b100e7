import KedgeModel

extension BlockDecoder {
  /// Bytes of a text that are described.
  private static let describedMax = 256 << 10

  /// Adds the cells of the columns that are made of texts; what the caller says of a refusal stands.
  @inline(never)
  mutating func describeTexts(row: Int) {
    let input = describedText(CanonicalField.input.slot)
    let output = describedText(CanonicalField.output.slot)
    guard input != nil || output != nil, let columns = texts?.columns,
      let found = texts?.describe(input: input, output: output)
    else { return }
    for wanted in columns {
      guard let value = found.value(of: wanted) else { continue }
      let column = column(named: wanted.name)
      guard Int(filled[column]) <= row else { continue }
      let cell: Cell =
        switch value {
        case .number(let number): .number(number)
        case .boolean(let boolean): .boolean(boolean)
        case .shares(let shares): .vector(make(shares))
        case .name(let name): .text(make(Array(name.utf8)))
        }
      addPending(cell, column: column, row: row)
    }
  }

  private mutating func describedText(_ slot: Int) -> [UInt8]? {
    guard scanner.isPresent(slot), hasText(scanner.values[slot]) else { return nil }
    let whole = text(of: scanner.values[slot])
    return whole.count > Self.describedMax ? Array(whole.prefix(Self.describedMax)) : whole
  }
}
