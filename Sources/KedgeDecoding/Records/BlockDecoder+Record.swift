import KedgeModel

/// The parts of a record that are no columns.
struct RecordHead {
  var kind: RecordKind
  var time: Timestamp
  var id = TextSlice.missing
  var ref = TextSlice.missing
  var model = TextSlice.missing
  var version = TextSlice.missing
  /// Where the record's line begins in the block.
  var lineOffset: UInt32 = 0
}

/// Slots that the record layer reads by name; a value, because reading it costs no check each time.
struct Slots {
  let kind = CanonicalField.kind.slot
  let time = CanonicalField.time.slot
  let id = CanonicalField.id.slot
  let ref = CanonicalField.ref.slot
  let model = CanonicalField.model.slot
  let version = CanonicalField.version.slot
  let operation = CanonicalField.operation.slot
  let status = CanonicalField.status.slot
  let error = CanonicalField.error.slot
  let name = CanonicalField.name.slot
  let event = CanonicalField.event.slot
  let duration = CanonicalField.duration.slot
  let timeToFirstToken = CanonicalField.timeToFirstToken.slot
  let inputTokens = CanonicalField.inputTokens.slot
  let outputTokens = CanonicalField.outputTokens.slot
  let cacheReadTokens = CanonicalField.cacheReadTokens.slot
  let cacheWriteTokens = CanonicalField.cacheWriteTokens.slot
  let reasoningTokens = CanonicalField.reasoningTokens.slot
  let probabilities = CanonicalField.probabilities.slot
}

extension BlockDecoder {
  /// Makes a row of the values of a line, or a reject.
  mutating func finishRecord(_ line: Range<Int>) {
    if !layout.copies.isEmpty || !layout.walks.isEmpty || !layout.changes.isEmpty {
      applyMappings()
    }
    let madeCount = made.count
    guard scanner.flaw == nil, var head = readHead() else {
      return rejectRecord(line, madeCount)
    }
    if scanner.isOverfull { dropOverfullMembers(head.kind) }
    checkRelations()
    let row = heads.count
    if row == batch.rowCapacity { batch.growRows() }
    guard fillCells(row: row, kind: head.kind) else {
      return rejectRecord(line, madeCount)
    }
    head.lineOffset = UInt32(line.lowerBound)
    heads.append(head)
    splitIfWide()
  }

  @inline(never)
  private mutating func rejectRecord(_ line: Range<Int>, _ madeCount: Int) {
    made.removeLast(made.count - madeCount)
    reject(line, scanner.flaw?.reason ?? .notJSON, field: scanner.flaw?.field)
  }

  /// Marks the record as no record; answers nothing, for use in guards.
  mutating func fail<Value>(_ reason: RejectReason, _ field: String? = nil) -> Value? {
    scanner.flaw = LineScanner.Flaw(reason: reason, field: field)
    return nil
  }

  @inline(__always)
  private mutating func readHead() -> RecordHead? {
    guard let kind = readKind(), let time = readTime() else { return nil }
    var head = RecordHead(kind: kind, time: time)
    guard let id = readIdentity(slots.id, "id"), let ref = readIdentity(slots.ref, "ref"),
      let model = readModelName(slots.model, "model"),
      let version = readModelName(slots.version, "version")
    else { return nil }
    (head.id, head.ref, head.model, head.version) = (id, ref, model, version)
    return isComplete(head) ? head : nil
  }

  /// Whether a record has what its kind requires.
  private mutating func isComplete(_ head: RecordHead) -> Bool {
    let reason: RejectReason
    var field: String?
    switch head.kind {
    case .inference:
      if !head.model.isMissing { return true }
      reason = .missingModel
    case .feedback:
      if !head.ref.isMissing || !head.model.isMissing { return true }
      reason = .missingRef
    case .label:
      if !head.ref.isMissing { return true }
      reason = .missingRef
    case .evaluation:
      (reason, field) = head.model.isMissing ? (.missingModel, nil) : (.badName, "name")
      if !head.model.isMissing && isText(slots.name) { return true }
    case .deployment:
      (reason, field) = head.model.isMissing ? (.missingModel, nil) : (.type, "event")
      if !head.model.isMissing && isText(slots.event) { return true }
    }
    scanner.flaw = LineScanner.Flaw(reason: reason, field: field)
    return false
  }

  private mutating func isText(_ slot: Int) -> Bool {
    guard scanner.isPresent(slot) else { return false }
    let value = scanner.values[slot]
    return value.kind == .string && value.length > 0
  }

  private mutating func readKind() -> RecordKind? {
    guard isGiven(slots.kind) else { return .inference }
    let value = scanner.values[slots.kind]
    guard value.kind == .string else { return fail(.unknownKind) }
    guard let index = known.kinds.firstIndex(of: word(of: value)) else { return fail(.unknownKind) }
    return RecordKind.allCases[index]
  }

  /// Whether a slot has a value other than null.
  @inline(__always)
  func isGiven(_ slot: Int) -> Bool {
    guard scanner.isPresent(slot) else { return false }
    let kind = scanner.values[slot].kind
    return kind != .null && kind != .missing
  }

  private mutating func readTime() -> Timestamp? {
    if timeIsArrival { return RecordBatch.arrivalTime }
    guard isGiven(slots.time) else { return fail(.missingTime) }
    let value = scanner.values[slots.time]
    guard value.kind == .string || value.kind == .number else { return fail(.badTime) }
    let parsed: Timestamp?
    if isPlain(value) {
      parsed = time.parse(bytes, at: Int(value.offset), length: Int(value.length))
    } else {
      var time = time
      parsed = ScanBytes.lend(ScanBytes.padded(text(of: value))) {
        time.parse($0, at: 0, length: $0.count)
      }
    }
    return parsed ?? fail(.badTime)
  }

  /// An id: a text, or a number as its text.
  private mutating func readIdentity(_ slot: Int, _ field: String) -> TextSlice? {
    guard isGiven(slot) else { return .missing }
    let value = scanner.values[slot]
    guard value.kind == .string || value.kind == .number else { return .missing }
    guard let slice = readName(value, limit: 128, shortens: false) else {
      return fail(.badName, field)
    }
    return slice
  }

  /// A model or version: a text, for a version also an integer.
  private mutating func readModelName(_ slot: Int, _ field: String) -> TextSlice? {
    guard isGiven(slot) else { return .missing }
    let value = scanner.values[slot]
    let isNumber =
      value.kind == .number
      && (value.flags.contains(.cell) || (value.flags.contains(.integer) && slot == slots.version))
    guard value.kind == .string || isNumber else { return .missing }
    guard let slice = readName(value, limit: 128, shortens: true), !isReservedName(slice) else {
      return fail(.badName, field)
    }
    return slice
  }

  /// Whether a name is one that Kedge uses for others.
  @inline(__always)
  private mutating func isReservedName(_ slice: TextSlice) -> Bool {
    (slice.lengthBytes == 1 || slice.lengthBytes == 9) && isReservedWord(slice)
  }

  @inline(never)
  private mutating func isReservedWord(_ slice: TextSlice) -> Bool {
    let word =
      Int(slice.offset) < textBase
      ? ShortWord(bytes, at: Int(slice.offset), length: Int(slice.lengthBytes))
      : ShortWord(copy(slice))
    return known.reservedNames.contains(word)
  }
}
