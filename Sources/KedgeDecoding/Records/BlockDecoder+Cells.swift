import KedgeModel

extension BlockDecoder {
  /// Fills the cells of a row; false where a name is illegal and the line is no record.
  mutating func fillCells(row: Int, kind: RecordKind) -> Bool {
    let hadFlaw = scanner.flaw != nil
    let isOrdered = scanner.strayKeys >= LineScanner.strayKeysMax && scanner.canOrderTouched
    if isOrdered { scanner.orderTouched() }
    // Copies, because the compiler would read them again behind every store to a table.
    let (values, touched, rules) = (scanner.values, scanner.touched, scanner.rules)
    let fixed = scanner.keys.fixed.counts.slots
    let ofKind = scanner.ruleIndex(0, kind)
    let ofLearned = scanner.ruleIndex(fixed, kind) &- fixed
    let (pending, filled) = (self.pending, self.filled)
    var (hasProbabilities, hasLeftOut) = (false, false)
    var count = 0
    for index in 0..<scanner.touchedCount {
      let slot = Int(touched[index])
      let ruleIndex = slot &+ (slot < fixed ? ofKind : ofLearned)
      if rules[ruleIndex].action == .silent { continue }
      let collection = rules[ruleIndex].collection
      if collection != .unknown {
        if kind != .inference && collection != .segment { continue }
        hasProbabilities = hasProbabilities || collection == .probabilities
      }
      var cell = plainCell(slot, ruleIndex, values, rules)
      if cell.kind == .missing {
        cell = anyCell(slot, ruleIndex)
        if cell.kind == .missing { continue }
        hasLeftOut = hasLeftOut || cell.rejection != nil
      }
      let column = column(ofRule: ruleIndex)
      pending[count] = PendingCell(
        cell: cell,
        column: Int32(truncatingIfNeeded: column),
        firstEmpty: filled[column]
      )
      filled[column] = Int32(truncatingIfNeeded: row &+ 1)
      count &+= 1
    }
    pendingCount = count
    if scanner.flaw != nil {
      takeBackPending()
      if !hadFlaw && !isOrdered && scanner.canOrderTouched { return findFlaw(row: row, kind: kind) }
      return false
    }
    if hasLeftOut { countLeftOut() }
    if describesTexts, kind == .inference { describeTexts(row: row) }
    if hasProbabilities {
      writePending(pendingCount, row: row)
      pendingCount = 0
      checkProbabilities(row: row, kind: kind)
    }
    addDefaults(row: row, kind: kind)
    writePending(pendingCount, row: row)
    return true
  }

  /// Counts the values of a record that are not kept.
  @inline(never)
  private mutating func countLeftOut() {
    for index in 0..<pendingCount {
      if let reason = pending[index].cell.rejection { batch.leftOut[reason, default: 0] += 1 }
    }
  }

  /// Finds the flaw of a line anew, in the order in which it is found whatever the decoder has met
  /// before.
  @inline(never)
  private mutating func findFlaw(row: Int, kind: RecordKind) -> Bool {
    scanner.flaw = nil
    scanner.strayKeys = LineScanner.strayKeysMax
    return fillCells(row: row, kind: kind)
  }

  /// Adds a cell to those that will be written into the row.
  mutating func addPending(_ cell: Cell, column: Int, row: Int) {
    pending[pendingCount] = PendingCell(
      cell: cell,
      column: Int32(truncatingIfNeeded: column),
      firstEmpty: filled[column]
    )
    filled[column] = Int32(truncatingIfNeeded: row &+ 1)
    pendingCount &+= 1
  }

  /// Forgets the cells of a line that became no record.
  private mutating func takeBackPending() {
    while pendingCount > 0 {
      pendingCount -= 1
      filled[Int(pending[pendingCount].column)] = pending[pendingCount].firstEmpty
    }
  }

  /// Writes one cell at once.
  mutating func write(_ cell: Cell, column: Int, row: Int) {
    pendingCount = 0
    addPending(cell, column: column, row: row)
    writePending(1, row: row)
    pendingCount = 0
  }

  /// The cell of a value as nearly all are, or a missing one where `anyCell` has to look at it.
  ///
  /// Small, so that the loop over the values of a line keeps its state in registers.
  @inline(__always)
  private func plainCell(
    _ slot: Int,
    _ rule: Int,
    _ values: Table<RawValue>,
    _ rules: Table<FieldRule>
  ) -> Cell {
    let kind = values[slot].kind
    let flags = values[slot].flags
    switch rules[rule].action {
    case .number, .integer:
      let number = values[slot].number
      let isPlain =
        kind == .number && !flags.contains(.rounded) && number >= rules[rule].lower
        && number <= rules[rule].upper
        && (flags.contains(.integer) || rules[rule].action == .number)
      return isPlain ? .number(number) : .missing
    case .name:
      let isPlain =
        kind == .string && flags.isEmpty
        && isPlainName(values[slot].offset, values[slot].length, limit: rules[rule].limit)
      return isPlain ? .text(slice(of: values[slot])) : .missing
    case .scalar:
      if kind == .number && !flags.contains(.rounded) { return .number(values[slot].number) }
      let isPlain =
        kind == .string && flags.isEmpty && Int(values[slot].length) <= Int(rules[rule].limit)
      return isPlain ? .text(slice(of: values[slot])) : .missing
    case .silent, .unknown, .lowercaseName, .text, .wholeText, .segment, .characters,
      .finishReason, .judgement, .embedding, .container, .boolean, .choice:
      return .missing
    }
  }

  @inline(never)
  private mutating func anyCell(_ slot: Int, _ index: Int) -> Cell {
    let value = scanner.values[slot]
    let rule = scanner.rules[index]
    return switch rule.action {
    case .number: numberCell(value, rule)
    case .integer: integerCell(value, rule)
    case .scalar: scalarCell(value, rule)
    case .name: nameCell(value, rule)
    case .choice: choiceCell(value, rule)
    case .silent: .missing
    case .boolean: booleanCell(value)
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
  private mutating func absentCell(_ value: RawValue) -> Cell {
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
  func hasText(_ value: RawValue) -> Bool {
    value.kind == .string || (value.kind == .number && value.flags.contains(.cell))
  }

  private mutating func unknownCell(_ rule: FieldRule) -> Cell {
    let name = layout.columnNames[Int(rule.columnName)]
    let field = name.split(separator: ".").last.map(String.init) ?? name
    scanner.unknown.count(Array(field.utf8), node: 0)
    return .missing
  }

  private mutating func numberCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard value.kind == .number else { return absentCell(value) }
    guard value.number >= rule.lower && value.number <= rule.upper else {
      return .rejected(.outOfRange)
    }
    if value.flags.contains(.rounded) { batch.roundedNumbers += 1 }
    return .number(value.number)
  }

  private mutating func integerCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    let cell = numberCell(value, rule)
    // The limits of every integer field lie inside 64 bits.
    if cell.kind == .number && value.number != Double(Int64(value.number)) {
      return .rejected(.wrongType)
    }
    return cell
  }

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

  private mutating func booleanCell(_ value: RawValue) -> Cell {
    if value.kind == .boolean { return .boolean(value.number == 1) }
    return value.flags.contains(.cell) ? booleanOfCell(value) : absentCell(value)
  }

  /// A CSV cell has no type of its own: the words of JSON and Python, 1 and 0 are truth values.
  private mutating func booleanOfCell(_ value: RawValue) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    switch word(of: value) {
    case "true", "True", "TRUE", "1": return .boolean(true)
    case "false", "False", "FALSE", "0": return .boolean(false)
    default: return .rejected(.wrongType)
    }
  }

  private mutating func nameCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    guard let slice = readName(value, limit: Int(rule.limit), shortens: true) else {
      scanner.note(.badName, Array(fieldName(of: rule).utf8))
      return .missing
    }
    return slice.isMissing ? .missing : .text(slice)
  }

  private mutating func fieldName(of rule: FieldRule) -> String {
    guard rule.collection != .unknown else { return layout.columnNames[Int(rule.columnName)] }
    let key = String(decoding: scanner.keys.key(of: Int(rule.edge)), as: UTF8.self)
    return RecordLayout.columnName(key, in: rule.collection)
  }

  private mutating func lowercaseCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    let cell = nameCell(value, rule)
    guard cell.kind == .text else { return cell }
    if isPlain(value) && !value.flags.contains(.high) && !bytes.hasUpperCase(value.range) {
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

  private mutating func choiceCell(_ value: RawValue, _ rule: FieldRule) -> Cell {
    guard hasText(value) else { return absentCell(value) }
    if value.length == 0 { return .missing }
    guard isChoice(word(of: value), rule.choices) else { return .rejected(.outOfRange) }
    return .text(readText(value, limit: 64))
  }

  private mutating func isChoice(_ word: ShortWord, _ choices: FieldRule.Choices) -> Bool {
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

  private mutating func charactersCell(_ value: RawValue) -> Cell {
    hasText(value) ? .number(Double(characters(of: value))) : absentCell(value)
  }

  private mutating func finishReasonCell(_ value: RawValue) -> Cell {
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

  private mutating func finishReasonCell(word: ShortWord, length: UInt32) -> Cell {
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

  private mutating func embeddingCell(_ value: RawValue) -> Cell {
    guard value.kind == .array else { return absentCell(value) }
    guard value.number <= 4_096 else { return .rejected(.tooMany) }
    return keepsEmbeddings ? vectorCell(value) : .missing
  }

  /// The numbers of an array; none without an element.
  private mutating func vectorCell(_ value: RawValue) -> Cell {
    var numbers: [Double] = []
    numbers.reserveCapacity(Int(value.number))
    var parsed = ParsedNumber(value: 0, isInteger: false, isRounded: false)
    var index = bytes.skipSpace(value.range.lowerBound + 1)
    while bytes[index] != UInt8(ascii: "]") {
      index = bytes.parseNumber(at: index, into: &parsed)
      guard index >= 0 else { return .rejected(.wrongType) }
      numbers.append(parsed.value)
      index = bytes.skipSpace(index)
      if bytes[index] == UInt8(ascii: ",") { index = bytes.skipSpace(index + 1) }
    }
    return numbers.isEmpty ? .missing : .vector(make(numbers))
  }
}
