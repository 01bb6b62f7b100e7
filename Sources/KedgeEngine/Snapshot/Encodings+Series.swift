import KedgeModel
import KedgeRules
import KedgeStatistics

extension SeriesKey {
  func encode(into writer: inout ByteWriter) {
    writer.write(model)
    writer.write(version)
    writer.write(list: segment) { $1.encode(into: &$0) }
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let model = try reader.readText()
    let version = try reader.readText()
    let segment = try reader.readList { reader throws(StateError) in
      try SegmentValue(from: &reader)
    }
    self.init(model: model, version: version, segment: segment)
  }
}

extension Series {
  /// The part of a series that has no key of its own.
  func encode(into writer: inout ByteWriter) {
    key.encode(into: &writer)
    writer.write(count: model)
    writer.write(signed: filling)
    writer.write(bounds != nil)
    writer.write(list: bounds?.ends ?? []) { $0.write(signed: $1) }
    writer.write(list: zip(evaluations, touched).map { ($0.plan, $1) }) { writer, entry in
      entry.0.encode(into: &writer)
      writer.write(list: entry.1.sorted()) { $0.write(signed: $1) }
    }
    joinedBaseline.encode(into: &writer)
    writer.write(disagreement != nil)
    if let disagreement {
      writer.write(disagreement.reason)
      writer.write(disagreement.labels)
    }
    writer.write(list: stretches.sorted { $0.key < $1.key }) { writer, stretch in
      writer.write(signed: stretch.key)
      writer.write(stretch.value.estimated)
    }
    writer.write(lastForgotten != nil)
    if let lastForgotten { writer.write(signed: lastForgotten.nanoseconds) }
    writer.write(lastRecord != nil)
    if let lastRecord { writer.write(signed: lastRecord.nanoseconds) }
    writer.write(list: identityChanges.sorted()) { $0.write(signed: $1) }
    writer.write(count: watched)
    writer.write(list: shifts.sorted { $0.key < $1.key }) { writer, shift in
      writer.write(count: shift.key)
      shift.value.encode(into: &writer)
    }
    writer.write(latest != nil)
    if let latest {
      latest.window.encode(into: &writer)
      writer.write(list: latest.indicators) { $1.encode(into: &$0) }
    }
  }

  /// Reads that part; `plans` answers the window plans of a model.
  init(
    from reader: inout ByteReader,
    plans: (Int) -> [WindowPlan]
  ) throws(StateError) {
    let key = try SeriesKey(from: &reader)
    let model = try reader.readCount()
    self.init(key: key, model: model, plans: plans(model))
    filling = try reader.readSigned()
    let isCounting = try reader.readBool()
    let ends = try reader.readList { reader throws(StateError) in try reader.readSigned() }
    bounds = isCounting ? PaneBounds(ends: ends) : nil
    let stored = try reader.readList { reader throws(StateError) in
      let plan = try WindowPlan(from: &reader)
      let panes = try reader.readList { reader throws(StateError) in try reader.readSigned() }
      return (plan, panes)
    }
    for (plan, panes) in stored {
      guard let place = evaluations.firstIndex(where: { $0.plan == plan }) else { continue }
      touched[place] = Set(panes)
    }
    joinedBaseline = try JoinedPane(from: &reader)
    if try reader.readBool() {
      disagreement = Disagreement(reason: try reader.readText(), labels: try reader.read())
    }
    for _ in 0..<(try reader.readCount()) {
      let number = try reader.readSigned()
      guard number.magnitude <= IdEntry.paneMax.magnitude else {
        throw StateError("a stretch of pane \(number)")
      }
      stretches[number] = Stretch(estimated: try reader.read())
    }
    if try reader.readBool() { lastForgotten = Timestamp(nanoseconds: try reader.readSigned()) }
    if try reader.readBool() { lastStored = Timestamp(nanoseconds: try reader.readSigned()) }
    identityChanges = Set(
      try reader.readList { reader throws(StateError) in try reader.readSigned() }
    )
    watched = try reader.readCount()
    for _ in 0..<(try reader.readCount()) {
      let field = try reader.readCount()
      shifts[field] = try FieldShift(from: &reader)
    }
    if try reader.readBool() {
      let window = try Window(from: &reader)
      let indicators = try reader.readList { reader throws(StateError) in
        try Indicator(from: &reader)
      }
      latest = Evaluation(window: window, indicators: indicators)
    }
    isChanged = false
  }
}

extension ModelState {
  /// The part of a model that has no key of its own.
  func encode(into writer: inout ByteWriter) {
    writer.write(name)
    writer.write(list: fields) { writer, field in
      writer.write(field.name)
      writer.write(optional: field.type?.rawValue)
    }
    writer.write(list: versions) { writer, version in
      writer.write(version.name)
      writer.write(version.role.rawValue)
      writer.write(list: version.identities.sorted()) { $0.write(fixed: $1) }
    }
    writer.write(optional: lead?.version)
    writer.write(count: lead?.windows ?? 0)
    writer.write(list: sources) { writer, source in
      writer.write(count: source.input)
      writer.write(signed: source.newest.nanoseconds)
      writer.write(signed: source.arrival.nanoseconds)
    }
    writer.write(signed: watermark.nanoseconds)
    writer.write(signed: paneNanoseconds ?? 0)
    writer.write(signed: closedThrough)
    writer.write(signed: admitted)
    writer.write(signed: screen.period)
    writer.write(signed: screen.perNanoseconds)
    writer.write(count: screen.tests.tests)
    writer.write(count: screen.tests.discoveries)
    writer.write(list: segmentValues.sorted { $0.key.precedesByBytes($1.key) }) { writer, values in
      writer.write(values.key)
      writer.write(list: values.value.map(\.text).sorted { $0.precedesByBytes($1) }) {
        $0.write($1)
      }
    }
    writer.write(optional: collector?.version)
    writer.write(settings.baseline.text)
    writer.write(signed: auditPanes)
  }

  /// Reads that part; `sourceIndex` answers the present index of a stored input.
  mutating func decode(
    from reader: inout ByteReader,
    sourceIndex: (Int) -> Int?
  ) throws(StateError) {
    try decodeFields(&reader)
    versions = try reader.readList { reader throws(StateError) in
      let name = try reader.readText()
      guard let role = VersionRole(rawValue: try reader.readText()) else {
        throw StateError("role of version \(name)")
      }
      let identities = try reader.readList { reader throws(StateError) in try reader.readFixed() }
      return VersionState(name: name, role: role, identities: Set(identities))
    }
    let leader = try reader.readOptionalText()
    let windows = try reader.readCount()
    lead = leader.map { VersionLead(version: $0, windows: windows) }
    let stored = try reader.readList { reader throws(StateError) in
      SourceProgress(
        input: try reader.readCount(),
        newest: Timestamp(nanoseconds: try reader.readSigned()),
        arrival: Timestamp(nanoseconds: try reader.readSigned())
      )
    }
    restore(
      stored.compactMap { source in
        sourceIndex(source.input).map {
          SourceProgress(input: $0, newest: source.newest, arrival: source.arrival)
        }
      }
    )
    watermark = Timestamp(nanoseconds: try reader.readSigned())
    let oldPane = try reader.readSigned()
    closedThrough = try reader.readSigned()
    if oldPane != paneNanoseconds ?? 0 { recut(from: oldPane) }
    admitted = try reader.readSigned()
    screen.period = try reader.readSigned()
    screen.perNanoseconds = try reader.readSigned()
    screen.tests = OnlineDiscoveries(
      tests: try reader.readCount(),
      discoveries: try reader.readCount()
    )
    for _ in 0..<(try reader.readCount()) {
      let key = try reader.readText()
      segmentValues[key] = Set(
        try reader.readList { reader throws(StateError) in ExactName(try reader.readText()) }
      )
    }
    if let version = try reader.readOptionalText() {
      collector = BaselineCollector(version: version)
    }
    storedBaselineSettings = try reader.readText()
    hasOtherAudits = try reader.readSigned() != auditPanes
    isChanged = false
  }

  private mutating func decodeFields(_ reader: inout ByteReader) throws(StateError) {
    let stored = try reader.readList { reader throws(StateError) in
      var field = Field(name: try reader.readText(), settings: nil)
      let word = try reader.readOptionalText()
      field.type = word.flatMap(FieldType.init(rawValue:))
      return field
    }
    setFields(
      stored.map { old in
        var field = Field(name: old.name, settings: settings.fields[old.name])
        field.type = old.type ?? field.type
        return field
      }
    )
  }
}

extension BaselineCollector {
  /// Rows of the collector, each with its number or name of every field.
  func encode(_ range: Range<Int>, into writer: inout ByteWriter) {
    writer.write(count: numbers.count)
    writer.write(list: range) { writer, row in
      writer.write(signed: rows[row].time.nanoseconds)
      writer.write(UInt64(rows[row].route))
      writer.write(rows[row].hasFailed)
      writer.write(fixed: rows[row].id)
      for field in numbers.indices {
        writer.write(row < numbers[field].count ? numbers[field][row] : .nan)
        writer.write(UInt64(row < names[field].count ? names[field][row] : Names.missing))
      }
    }
  }

  mutating func decode(from reader: inout ByteReader) throws(StateError) {
    let fields = try reader.readCount()
    guard fields <= 4_096 else { throw StateError("\(fields) fields of a baseline") }
    for _ in 0..<(try reader.readCount()) {
      begin(
        Row(
          time: Timestamp(nanoseconds: try reader.readSigned()),
          route: UInt32(truncatingIfNeeded: try reader.read()),
          hasFailed: try reader.readBool(),
          id: try reader.readFixed()
        )
      )
      for field in 0..<fields {
        let number = try reader.readDouble()
        let name = UInt32(truncatingIfNeeded: try reader.read())
        if !number.isNaN { keep(number, field: field) }
        if name != Names.missing { keep(index: name, field: field) }
      }
    }
  }

  func encodeNames(into writer: inout ByteWriter) {
    writer.write(list: distinct) { writer, names in
      writer.write(list: names.values) { $0.write($1) }
    }
  }

  func encodeVectors(into writer: inout ByteWriter) {
    writer.write(list: vectors.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(count: entry.key)
      entry.value.sums.encode(into: &writer)
      writer.write(entry.value.sample.seen)
      writer.write(list: entry.value.sample.vectors) { writer, vector in
        writer.write(list: vector) { $0.write($1) }
      }
    }
  }

  mutating func decodeVectors(from reader: inout ByteReader) throws(StateError) {
    for _ in 0..<(try reader.readCount()) {
      let field = try reader.readCount()
      let sums = try EmbeddingSums(from: &reader)
      let seen: UInt64 = try reader.read()
      let vectors = try reader.readList { reader throws(StateError) in
        try reader.readList { reader throws(StateError) in try reader.readDouble() }
      }
      guard field < numbers.count, seen == sums.count,
        UInt64(vectors.count) == min(seen, UInt64(EmbeddingSample.countMax)),
        vectors.allSatisfy({ $0.count == sums.dimension && $0.allSatisfy(\.isFinite) })
      else { throw StateError("vectors of a baseline that is collected") }
      let sample = EmbeddingSample(
        dimension: sums.dimension,
        seed: UInt64(field),
        seen: seen,
        vectors: vectors
      )
      setVectors(Vectors(sums: sums, sample: sample), field: field)
    }
  }

  mutating func decodeNames(from reader: inout ByteReader, hash: KeyedHash) throws(StateError) {
    let lists = try reader.readList { reader throws(StateError) in
      try reader.readList { reader throws(StateError) in try reader.readText() }
    }
    for (field, values) in lists.enumerated() { setNames(values, field: field, hash: hash) }
  }
}

extension ActionTracker {
  func encode(into writer: inout ByteWriter) {
    writer.write(list: running) { writer, action in
      writer.write(action.event)
      writer.write(action.model)
      writer.write(signed: action.timeoutNanoseconds)
      writer.write(action.since != nil)
      if let since = action.since { writer.write(signed: since.nanoseconds) }
      writer.write(action.state.word)
      writer.write(action.intent.document)
    }
  }

  mutating func decode(from reader: inout ByteReader) throws(StateError) {
    restore(
      try reader.readList { reader throws(StateError) in
        let event = try reader.readText()
        let model = try reader.readText()
        let timeout = try reader.readSigned()
        let since =
          try reader.readBool()
          ? Timestamp(nanoseconds: try reader.readSigned()) : nil
        guard let state = ActionResult(word: try reader.readText()) else {
          throw StateError("result of action \(event)")
        }
        let document = try reader.readText()
        return Running(
          event: event,
          model: model,
          timeoutNanoseconds: timeout,
          since: since,
          state: state,
          intent: Intent(event: event, document: document)
        )
      }
    )
  }
}

extension Event {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(id)
    writer.write(kind)
    writer.write(signed: time.nanoseconds)
    writer.write(series != nil)
    series?.encode(into: &writer)
    writer.write(count: windowIndex)
    writer.write(optional: rule)
    writer.write(acts)
    writer.write(optional: suppressed)
    writer.write(severity)
    writer.write(message)
    writer.write(optional: action?.word)
    writer.write(evidence.compact)
    return writer.bytes
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let id = try reader.readText()
    let kind = try reader.readText()
    let time = Timestamp(nanoseconds: try reader.readSigned())
    let series = try reader.readBool() ? try SeriesKey(from: &reader) : nil
    let index = try reader.readCount()
    let rule = try reader.readOptionalText()
    let acts = try reader.readBool()
    let suppressed = try reader.readOptionalText()
    self.init(
      id: id,
      kind: kind,
      time: time,
      series: series,
      windowIndex: index,
      rule: rule,
      severity: try reader.readText(),
      message: try reader.readText()
    )
    self.acts = acts
    self.suppressed = suppressed
    action = try reader.readOptionalText().flatMap(ActionResult.init(word:))
    let text = try reader.readText()
    do {
      evidence = try JSONValue(parsing: text.utf8)
    } catch {
      throw StateError("evidence of event \(id): expected \(error.message)")
    }
  }
}
