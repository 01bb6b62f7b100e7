import KedgeModel
import KedgeRules
import KedgeStatistics

extension InputState {
  func encode(into writer: inout ByteWriter) {
    for count in [
      taken, counted, duplicate, late, expired, pending, blank, rounded, unidentified, lateFeedback,
    ] {
      writer.write(count: count)
    }
    for counts in [rejected, fieldsRejected] {
      writer.write(list: counts.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, pair in
        writer.write(byte: pair.key.rawValue)
        writer.write(count: pair.value)
      }
    }
    writer.write(list: unknownFields.sorted { $0.key.precedesByBytes($1.key) }) { writer, pair in
      writer.write(pair.key)
      writer.write(count: pair.value)
    }
  }

  mutating func decode(from reader: inout ByteReader) throws(StateError) {
    taken = try reader.readCount()
    counted = try reader.readCount()
    duplicate = try reader.readCount()
    late = try reader.readCount()
    expired = try reader.readCount()
    pending = try reader.readCount()
    blank = try reader.readCount()
    rounded = try reader.readCount()
    unidentified = try reader.readCount()
    lateFeedback = try reader.readCount()
    rejected = try InputState.readReasons(&reader)
    fieldsRejected = try InputState.readReasons(&reader)
    for _ in 0..<(try reader.readCount()) {
      let name = try reader.readText()
      unknownFields[name] = try reader.readCount()
    }
    isChanged = false
  }

  private static func readReasons(
    _ reader: inout ByteReader
  ) throws(StateError) -> [RejectReason: Int] {
    var counts: [RejectReason: Int] = [:]
    for _ in 0..<(try reader.readCount()) {
      let code = try reader.readByte()
      guard let reason = RejectReason(rawValue: code) else {
        throw StateError("reject reason \(code)")
      }
      counts[reason] = try reader.readCount()
    }
    return counts
  }
}

extension Baseline {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }
}

extension Pane {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }
}

extension RouteTable {
  func encode(_ index: Int, into writer: inout ByteWriter) {
    writer.write(fixed: hashes[index])
    writer.write(count: routes[index].model)
    writer.write(count: routes[index].version)
    writer.write(list: routes[index].series) { $0.write(count: $1) }
  }
}

extension IdEntry {
  func encode(into writer: inout ByteWriter) {
    writer.write(fixed: hash)
    writer.write(signed: time.nanoseconds)
    writer.write(signed: pane)
    writer.write(UInt64(route))
    writer.write(UInt64(source))
    writer.write(UInt64(flags.rawValue))
    writer.write(fixed: prediction)
    writer.write(UInt64(scoreCell))
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let hash: UInt64 = try reader.readFixed()
    let time = Timestamp(nanoseconds: try reader.readSigned())
    let pane = try reader.readSigned()
    let route = try reader.read()
    let source = try reader.read()
    guard (-1...IdEntry.paneMax).contains(pane), route <= IdEntry.routeMax,
      source <= IdEntry.sourceMax
    else { throw StateError("place of an id") }
    self.init(hash: hash, time: time, pane: pane, route: Int(route), source: UInt16(source))
    flags = IdFlags(rawValue: UInt16(truncatingIfNeeded: try reader.read()))
    prediction = try reader.readFixed()
    scoreCell = UInt16(truncatingIfNeeded: try reader.read())
    guard expectedLoss == nil || !flags.contains(.scored),
      expectedLoss != nil || scoreCell < BinaryScores.cellCount
    else {
      throw StateError("score cell \(scoreCell)")
    }
  }
}

extension JoinTable {
  /// What waits for an inference and what was joined to it; `nil` where there is nothing.
  func encoded(_ ref: UInt64) -> [UInt8]? {
    let waiting = pending[ref] ?? []
    let done = joinedItems(of: ref)
    guard !waiting.isEmpty || !done.isEmpty else { return nil }
    var writer = ByteWriter()
    writer.write(list: waiting) { $1.encode(into: &$0) }
    writer.write(list: done) { $1.encode(into: &$0) }
    return writer.bytes
  }
}

extension JoinTable.KeyedItem {
  func encode(into writer: inout ByteWriter) {
    writer.write(fixed: key.ref)
    writer.write(fixed: key.item)
    writer.write(signed: item.time.nanoseconds)
    writer.write(UInt64(item.source))
    switch item.value {
    case .feedback(let name, let value):
      writer.write(byte: 0)
      writer.write(UInt64(name))
      writer.write(value)
    case .truthNumber(let value):
      writer.write(byte: 1)
      writer.write(value)
    case .truthClass(let hash):
      writer.write(byte: 2)
      writer.write(fixed: hash)
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    key = JoinTable.Key(ref: try reader.readFixed(), item: try reader.readFixed())
    let time = Timestamp(nanoseconds: try reader.readSigned())
    let source = UInt16(truncatingIfNeeded: try reader.read())
    let value: JoinValue
    switch try reader.readByte() {
    case 0:
      let name = UInt32(truncatingIfNeeded: try reader.read())
      value = .feedback(name: name, value: try reader.readDouble())
    case 1: value = .truthNumber(try reader.readDouble())
    case 2: value = .truthClass(try reader.readFixed())
    case let other: throw StateError("joined value of kind \(other)")
    }
    item = JoinTable.Item(value: value, time: time, source: source)
  }
}

extension JoinedPane {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  func encode(into writer: inout ByteWriter) {
    for count in [labels, matches, classes] { writer.write(count) }
    writer.write(list: confusion.sorted { $0.key < $1.key }) { writer, pair in
      writer.write(fixed: pair.key.truth)
      writer.write(fixed: pair.key.prediction)
      writer.write(pair.value)
    }
    let errors = errors.state
    for count in errors.counts { writer.write(count) }
    for sum in errors.sums { writer.write(sum.units) }
    baselineScores.encode(into: &writer)
    laterScores.encode(into: &writer)
    writer.write(laterLosses.labelled)
    writer.write(laterLosses.exceeded)
    writer.write(list: feedback.sorted { $0.key < $1.key }) { writer, pair in
      writer.write(UInt64(pair.key))
      writer.write(pair.value.count)
      writer.write(pair.value.positive)
      writer.write(pair.value.binary)
      writer.write(pair.value.sum.units)
      writer.write(pair.value.squares.units)
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    labels = try reader.read()
    matches = try reader.read()
    classes = try reader.read()
    for _ in 0..<(try reader.readCount()) {
      let pair = ClassPair(truth: try reader.readFixed(), prediction: try reader.readFixed())
      confusion[pair] = try reader.read()
    }
    let unit = ExactSum.defaultUnitExponent
    let counts = [try reader.read(), try reader.read(), try reader.read()]
    var sums: [ExactSum] = []
    for _ in 0..<6 { sums.append(ExactSum(units: try reader.readInt128(), unitExponent: unit)) }
    errors = RegressionErrors(counts: counts, sums: sums)
    baselineScores = try LabelledScores(from: &reader)
    laterScores = try LabelledScores(from: &reader)
    laterLosses = LossExcess(labelled: try reader.read(), exceeded: try reader.read())
    for _ in 0..<(try reader.readCount()) {
      let name = UInt32(truncatingIfNeeded: try reader.read())
      var sum = FeedbackSum()
      sum.count = try reader.read()
      sum.positive = try reader.read()
      sum.binary = try reader.read()
      sum.sum = ExactSum(units: try reader.readInt128(), unitExponent: unit)
      sum.squares = ExactSum(units: try reader.readInt128(), unitExponent: unit)
      feedback[name] = sum
    }
  }
}

extension Window {
  func encode(into writer: inout ByteWriter) {
    writer.write(count: index)
    writer.write(signed: start.nanoseconds)
    writer.write(signed: end.nanoseconds)
    writer.write(count: records)
    writer.write(count: revision)
    writer.write(isPartial)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    self.init(
      index: try reader.readCount(),
      start: Timestamp(nanoseconds: try reader.readSigned()),
      end: Timestamp(nanoseconds: try reader.readSigned()),
      records: try reader.readCount(),
      revision: try reader.readCount(),
      isPartial: try reader.readBool()
    )
  }
}

extension Evaluations {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  private func encode(into writer: inout ByteWriter) {
    plan.encode(into: &writer)
    writer.write(count: count)
    writer.write(list: records) { writer, record in
      record.window.encode(into: &writer)
      writer.write(signed: record.panes.lowerBound)
      writer.write(count: record.panes.count)
    }
    writer.write(list: evidence.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key.kind)
      writer.write(optional: entry.key.feature)
      entry.value.encode(into: &writer)
    }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    plan = try WindowPlan(from: &reader)
    count = try reader.readCount()
    records = try reader.readList { reader throws(StateError) in
      let window = try Window(from: &reader)
      let first = try reader.readSigned()
      return WindowRecord(window: window, panes: first..<(first + Int64(try reader.readCount())))
    }
    for _ in 0..<(try reader.readCount()) {
      let name = IndicatorName(try reader.readText(), try reader.readOptionalText())
      evidence[name] = try AccumulatedEvidence(from: &reader)
    }
  }
}

extension AccumulatedEvidence {
  func encode(into writer: inout ByteWriter) {
    writer.write(list: past) { writer, counts in writer.write(list: counts) { $0.write($1) } }
    writer.write(sum)
    writer.write(isProved)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let past = try reader.readList { reader throws(StateError) in
      try reader.readList { reader throws(StateError) in try reader.readDouble() }
    }
    guard past.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0.isFinite } }) else {
      throw StateError("counts of accumulated evidence")
    }
    self.init(past: past, sum: try reader.readDouble(), isProved: try reader.readBool())
  }
}

extension WindowPlan {
  func encode(into writer: inout ByteWriter) {
    writer.write(signed: panes)
    writer.write(signed: every)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    self.init(panes: try reader.readSigned(), every: try reader.readSigned())
  }
}

extension Indicator {
  func encode(into writer: inout ByteWriter) {
    writer.write(name.kind)
    writer.write(optional: name.feature)
    writer.write(byte: verdict.rawValue)
    for number in [value, lower, upper, baseline, effect, limit, level] {
      writer.write(optional: number)
    }
    writer.write(count: count)
    writer.write(byte: change.map { $0.rawValue + 1 } ?? 0)
    writer.write(optional: reason)
    writer.write(isFinal)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let name = IndicatorName(try reader.readText(), try reader.readOptionalText())
    let code = try reader.readByte()
    guard let verdict = Verdict(rawValue: code) else { throw StateError("verdict \(code)") }
    self.init(name: name, verdict: verdict, count: 0)
    value = try reader.readOptionalDouble()
    lower = try reader.readOptionalDouble()
    upper = try reader.readOptionalDouble()
    baseline = try reader.readOptionalDouble()
    effect = try reader.readOptionalDouble()
    limit = try reader.readOptionalDouble()
    level = try reader.readOptionalDouble()
    count = try reader.readCount()
    let direction = try reader.readByte()
    change = direction == 0 ? nil : Change(rawValue: direction - 1)
    reason = try reader.readOptionalText()
    isFinal = try reader.readBool()
  }
}

extension AlertRecord {
  func encode(into writer: inout ByteWriter) {
    machine.encode(into: &writer)
    earlier.encode(into: &writer)
    writer.write(list: history) { writer, judged in
      judged.window.encode(into: &writer)
      writer.write(list: judged.indicators.indicators) { $1.encode(into: &$0) }
      writer.write(byte: judged.when.rawValue)
      writer.write(byte: judged.clear.rawValue)
    }
    writer.write(count: unknowns)
    writer.write(optional: unknownReason)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    machine = try AlertMachine(from: &reader)
    earlier = try AlertMachine(from: &reader)
    history = try reader.readList { reader throws(StateError) in
      let window = try Window(from: &reader)
      let indicators = try reader.readList { reader throws(StateError) in
        try Indicator(from: &reader)
      }
      guard let when = Condition(rawValue: try reader.readByte()),
        let clear = Condition(rawValue: try reader.readByte())
      else { throw StateError("a condition") }
      return JudgedWindow(
        window: window,
        indicators: IndicatorTable(indicators),
        when: when,
        clear: clear
      )
    }
    unknowns = try reader.readCount()
    unknownReason = try reader.readOptionalText()
  }
}
