import KedgeModel

extension BlockDecoder {
  /// Fills the cells of a row; false where a name is illegal and the line is no record.
  mutating func fillCells(row: Int, kind: RecordKind) -> Bool {
    var hasProbabilities = false
    var count = 0
    for index in 0..<scanner.touchedCount {
      let slot = Int(scanner.touched[index])
      let ruleIndex = scanner.ruleIndex(slot, kind)
      let rule = scanner.rules[ruleIndex]
      if rule.collection != .unknown {
        if kind != .inference && rule.collection != .segment { continue }
        hasProbabilities = hasProbabilities || rule.collection == .probabilities
      }
      let cell = makeCell(scanner.values[slot], rule)
      if cell.kind == .missing { continue }
      pending[count] = PendingCell(cell: cell, column: column(ofRule: ruleIndex))
      count += 1
    }
    if scanner.flaw != nil { return false }
    writePending(count, row: row)
    if hasProbabilities { checkProbabilities(row: row, kind: kind) }
    return true
  }

  @inline(__always)
  private mutating func makeCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    switch rule.action {
    case .number: numberCell(value, rule)
    case .integer: integerCell(value, rule)
    case .scalar: scalarCell(value, rule)
    case .boolean: booleanCell(value)
    case .name: nameCell(value, rule)
    case .choice: choiceCell(value, rule)
    case .silent: .missing
    case .unknown, .lowercaseName, .text, .wholeText, .segment, .characters, .finishReason,
      .judgement, .embedding, .container:
      otherCell(value, rule)
    }
  }

  @inline(never)
  private mutating func otherCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    switch rule.action {
    case .number, .integer, .scalar, .boolean, .name, .choice, .silent: .missing
    case .unknown: unknownCell(rule)
    case .lowercaseName: lowercaseCell(value, rule)
    case .text: textCell(value, limit: Int(rule.limit))
    case .wholeText: textCell(value, limit: .max)
    case .segment: segmentCell(value, rule)
    case .characters: charactersCell(value)
    case .finishReason: finishReasonCell(value)
    case .judgement: judgementCell(value)
    case .embedding: embeddingCell(value)
    case .container: value.kind == .object ? .missing : absentCell(value)
    }
  }

  /// The cell of a value that is not of the type that its field asks for.
  private func absentCell(_ value: RawValue) -> Cell {
    switch value.kind {
    case .missing, .null: .missing
    case .outOfRange: .rejected(.outOfRange)
    case .inconsistent: .rejected(.inconsistent)
    case .tooMany: .rejected(.tooMany)
    case .boolean, .number, .string, .object, .array: .rejected(.wrongType)
    }
  }

  /// Whether a value's text can be taken: a string, or a CSV cell that looks like a number.
  @inline(__always)
  private func hasText(_ value: RawValue) -> Bool {
    value.kind == .string || (value.kind == .number && value.flags.contains(.cell))
  }

  private mutating func unknownCell(_ rule: FieldRule) -> Cell {
    let name = layout.columnNames[Int(rule.columnName)]
    let field = name.split(separator: ".").last.map(String.init) ?? name
    scanner.unknown.count(Array(field.utf8), node: 0)
    return .missing
  }

  @inline(__always)
  private mutating func numberCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard value.kind == .number else { return absentCell(value) }
    guard value.number >= rule.lower && value.number <= rule.upper else {
      return .rejected(.outOfRange)
    }
    if value.flags.contains(.rounded) { batch.roundedNumbers += 1 }
    return .number(value.number)
  }

  @inline(__always)
  private mutating func integerCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    let cell = numberCell(value, rule)
    // The limits of every integer field lie inside 64 bits.
    if cell.kind == .number && value.number != Double(Int64(value.number)) {
      return .rejected(.wrongType)
    }
    return cell
  }

  @inline(__always)
  private mutating func scalarCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    switch value.kind {
    case .number:
      if value.flags.contains(.rounded) { batch.roundedNumbers += 1 }
      return .number(value.number)
    case .boolean: return .boolean(value.number == 1)
    case .string: return .text(readText(value, limit: Int(rule.limit)))
    case .missing, .null, .object, .array, .outOfRange, .inconsistent, .tooMany:
      return absentCell(value)
    }
  }

  @inline(__always)
  private func booleanCell(_ value: RawValue) -> Cell {
    if value.kind == .boolean { return .boolean(value.number == 1) }
    return value.flags.contains(.cell) ? booleanOfCell(value) : absentCell(value)
  }

  /// A CSV cell has no type of its own: the words of JSON and Python, 1 and 0 are truth values.
  private func booleanOfCell(_ value: RawValue) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    switch word(of: value) {
    case "true", "True", "TRUE", "1": return .boolean(true)
    case "false", "False", "FALSE", "0": return .boolean(false)
    default: return .rejected(.wrongType)
    }
  }

  @inline(__always)
  private mutating func nameCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    guard let slice = readName(value, limit: Int(rule.limit), shortens: true) else {
      scanner.note(.badName, Array(fieldName(of: rule).utf8))
      return .missing
    }
    return slice.isMissing ? .missing : .text(slice)
  }

  private func fieldName(of rule: FieldRule) -> String {
    guard rule.collection != .unknown else { return layout.columnNames[Int(rule.columnName)] }
    let key = String(decoding: scanner.keys.key(of: Int(rule.edge)), as: UTF8.self)
    return RecordLayout.columnName(key, in: rule.collection)
  }

  private mutating func lowercaseCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    let cell = nameCell(value, rule)
    guard cell.kind == .text else { return cell }
    if isPlain(value) && !value.range.contains(where: { bytes[$0] &- UInt8(ascii: "A") < 26 }) {
      return cell
    }
    let name = copy(cell.slice)
    let isUpper: (UInt8) -> Bool = { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    guard name.contains(where: isUpper) else { return cell }
    return .text(make(name.map { isUpper($0) ? $0 | 0x20 : $0 }))
  }

  private mutating func textCell(_ value: RawValue, limit: Int) -> Cell {
    hasText(value) ? .text(readText(value, limit: limit)) : absentCell(value)
  }

  @inline(__always)
  private mutating func choiceCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    if value.length == 0 { return .missing }
    guard isChoice(word(of: value), rule.choices) else { return .rejected(.outOfRange) }
    return .text(readText(value, limit: 64))
  }

  @inline(__always)
  private func isChoice(_ word: ShortWord, _ choices: FieldRule.Choices) -> Bool {
    switch choices {
    case .status: known.status.contains(word)
    case .role: known.roles.contains(word)
    case .event: known.events.contains(word)
    case .sourceKind: known.sourceKinds.contains(word)
    }
  }

  private mutating func segmentCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    switch value.kind {
    case .string: return nameCell(value, rule)
    case .number: return .text(readText(value, limit: 128))
    case .boolean: return .text(value.number == 1 ? words.isTrue : words.isFalse)
    case .missing, .null, .object, .array, .outOfRange, .inconsistent, .tooMany:
      return absentCell(value)
    }
  }

  private func charactersCell(_ value: RawValue) -> Cell {
    hasText(value) ? .number(Double(characters(of: value))) : absentCell(value)
  }

  private func finishReasonCell(_ value: RawValue) -> Cell {
    if hasText(value) { return finishReasonCell(word: word(of: value), length: value.length) }
    guard value.kind == .array else { return absentCell(value) }
    guard value.number <= 8 else { return .rejected(.tooMany) }
    var first: RawValue?
    var isText = true
    let walker = JSONWalker(bytes: bytes)
    walker.forEachChild(of: Int(value.offset)) { _, _, child in
      guard let item = walker.rawValue(at: child), item.kind == .string else {
        isText = false
        return false
      }
      if first == nil { first = item }
      return true
    }
    guard isText else { return .rejected(.wrongType) }
    return first.map { finishReasonCell(word: word(of: $0), length: $0.length) } ?? .missing
  }

  private func finishReasonCell(word: ShortWord, length: UInt32) -> Cell {
    if length == 0 { return .missing }
    let reason = FinishReason(word)
    return .text(words.finishReasons[reason.index])
  }

  private mutating func judgementCell(_ value: RawValue) -> Cell {
    if value.kind == .boolean { return .number(value.number) }
    guard value.kind == .string else {
      return numberCell(
        value,
        .number(-.greatestFiniteMagnitude, .greatestFiniteMagnitude)
      )
    }
    switch word(of: value) {
    case "up", "true": return .number(1)
    case "down", "false": return .number(0)
    default: return .rejected(.wrongType)
    }
  }

  private func embeddingCell(_ value: RawValue) -> Cell {
    guard value.kind == .array else { return absentCell(value) }
    return value.number > 4_096 ? .rejected(.tooMany) : .missing
  }

  /// Adds what follows from other fields or is assumed without them.
  @inline(__always)
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
    batch[row: row, column: column] = .text(words.error)
  }

  @inline(__always)
  private mutating func addDefault(_ cell: Cell, _ slot: Int, row: Int, kind: RecordKind) {
    let column = column(ofRule: scanner.ruleIndex(slot, kind))
    if batch[row: row, column: column].kind == .missing {
      batch[row: row, column: column] = cell
    }
  }
}
