import KedgeModel
import KedgeRules

extension Engine {
  /// The model that a row names, made at first sight; `nil` beyond the limit of models.
  mutating func modelIndex(_ row: Int, _ batch: RecordBatch) -> Int? {
    if let index = modelIndexes[batch.hashes.models[row]] { return Int(index) }
    guard models.count < settings.limits.models else { return nil }
    return addModel(batch.string(batch.models[row]))
  }

  mutating func addModel(_ name: String) -> Int {
    let chosen =
      settings.models.first { $0.model.matches(name) }
      ?? ModelSettings(name: name, model: Glob(name))
    let rules = settings.rules.indices.filter { settings.rules[$0].rule.match.model.matches(name) }
    let plans = plans(chosen, rules)
    let shares = Set(rules.flatMap { settings.rules[$0].quantileShares })
    models.append(
      ModelState(
        name: name,
        settings: chosen,
        plans: plans,
        vectorPanes: vectorPanes(chosen, plans, rules),
        rules: rules,
        extraQuantiles: shares.subtracting(FieldQuantiles.usualShares).sorted(),
        shiftFeatures: Set(rules.flatMap { settings.rules[$0].shiftFeatures }),
        rangeFeatures: Set(rules.flatMap { settings.rules[$0].rangeFeatures }),
        asksForEstimates: rules.contains { settings.rules[$0].asksForEstimates }
      )
    )
    let groupings = chosen.groupings.map { $0.joined(separator: "\u{1F}") }
    models[models.count - 1].routeSeed =
      hash(groupings.joined(separator: "\u{1E}")) &+ UInt64(models.count)
    modelIndexes.set(hash(name), Int32(models.count - 1))
    return models.count - 1
  }

  /// The windows of a model: its own, then those that its rules ask for.
  private func plans(_ chosen: ModelSettings, _ rules: [Int]) -> [WindowPlan] {
    guard case .time(let length) = chosen.window.pane else {
      return [WindowPlan(panes: 1, every: 1)]
    }
    var plans = [
      WindowPlan(
        panes: chosen.window.sizeNanoseconds / length,
        every: chosen.window.everyNanoseconds / length
      )
    ]
    for rule in rules {
      guard let window = settings.rules[rule].rule.window else { continue }
      let plan = WindowPlan(
        panes: window.sizeNanoseconds / length,
        every: window.everyNanoseconds / length
      )
      if !plans.contains(plan) { plans.append(plan) }
    }
    return plans
  }

  /// The panes of the model's own windows, and of the rules that read vectors.
  private func vectorPanes(
    _ chosen: ModelSettings,
    _ plans: [WindowPlan],
    _ rules: [Int]
  ) -> Int64 {
    guard case .time(let length) = chosen.window.pane else { return 1 }
    let asked = rules.compactMap { rule -> Int64? in
      guard settings.rules[rule].asksForVectors else { return nil }
      return settings.rules[rule].rule.window.map { $0.sizeNanoseconds / length }
    }
    return ([plans[0].panes] + asked).max() ?? 1
  }

  /// The plan by which a rule is evaluated.
  func plan(of rule: CompiledRule, _ model: ModelState) -> Int {
    guard let window = rule.rule.window, let length = model.paneNanoseconds else { return 0 }
    let plan = WindowPlan(
      panes: window.sizeNanoseconds / length,
      every: window.everyNanoseconds / length
    )
    return model.plans.firstIndex(of: plan) ?? 0
  }

  /// The route of a row, made at first sight.
  mutating func routeIndex(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int
  ) -> Int {
    let keys = segmentColumns(of: model, batch, &view)
    var joined = HashJoin(seed: models[model].routeSeed)
    joined.add(batch.hashes.versions[row])
    for column in keys { joined.add(segmentHash(row, column, batch)) }
    if let index = routes.index(of: joined.value) { return index }
    return addRoute(row, batch, keys, model, hash: joined.value)
  }

  private func segmentHash(_ row: Int, _ column: Int?, _ batch: RecordBatch) -> UInt64 {
    guard let column, let name = CategoryName(batch[row: row, column: column]) else {
      return 0
    }
    return name.hash(hash, batch)
  }

  private mutating func addRoute(
    _ row: Int,
    _ batch: RecordBatch,
    _ keys: [Int?],
    _ model: Int,
    hash key: UInt64
  ) -> Int {
    let slice = batch.versions[row]
    let stated = slice.isMissing ? "" : batch.string(slice)
    let version = versionName(stated, model)
    var isOver = version != stated
    var bounded = HashJoin(seed: models[model].routeSeed)
    bounded.add(slice.isMissing ? 0 : hash(version))
    var values: [String: String] = [:]
    for (column, name) in zip(keys, models[model].segmentKeys) {
      guard let column, let value = CategoryName(batch[row: row, column: column]) else {
        bounded.add(0)
        continue
      }
      let text = value.text(batch)
      let kept = boundedValue(text, key: name, model)
      isOver = isOver || kept != text
      bounded.add(hash(kept))
      values[name] = kept
    }
    // What is beyond the limits is looked up by what it is counted as, and never remembered itself:
    // those who send could make any number of names.
    let key = isOver ? bounded.value : key
    if isOver, let index = routes.index(of: key) { return index }
    var members = [seriesIndex(SeriesKey(model: models[model].name, version: version), model)]
    for grouping in models[model].settings.groupings {
      let pairs = grouping.compactMap { name in
        values[name].map { SegmentValue(key: name, value: $0) }
      }
      guard pairs.count == grouping.count else { continue }
      let key = SeriesKey(model: models[model].name, version: version, segment: pairs)
      members.append(seriesIndex(key, model))
    }
    models[model].isChanged = true
    guard let place = models[model].place(of: version) else {
      preconditionFailure("every version of a route is known")
    }
    return routes.add(Route(model: model, version: place, series: members), hash: key)
  }

  /// The name under which a version is kept: its own, or `__other__` beyond the limit.
  private mutating func versionName(_ name: String, _ model: Int) -> String {
    let known = models[model].versions
    if models[model].place(of: name) != nil { return name }
    let isOver = known.count >= settings.limits.versions
    let kept = isOver ? SeriesKey.others : name
    if models[model].place(of: kept) != nil { return kept }
    let role: VersionRole = known.isEmpty ? .stable : .candidate
    models[model].versions.append(ModelState.VersionState(name: kept, role: role))
    let key = SeriesKey(model: models[model].name, version: kept)
    let message =
      isOver
      ? "model \(key.model) has more than \(known.count) versions; the further ones are one, \(SeriesKey.others)"
      : "model \(key.model) version \(name.isEmpty ? "(none)" : name) seen"
    let kind = isOver ? Notice.Kind.limitReached : .versionSeen
    effects.append(.notice(Notice(kind: kind, series: key, message: message)))
    return kept
  }

  private mutating func boundedValue(_ value: String, key: String, _ model: Int) -> String {
    var known = models[model].segmentValues[key] ?? []
    if known.contains(ExactName(value)) { return value }
    guard known.count < settings.limits.segmentValues else { return SeriesKey.others }
    known.insert(ExactName(value))
    models[model].segmentValues[key] = known
    return value
  }

  /// The series of a key, made at first sight; beyond the limit the model's `__other__`, but for one
  /// that the state has: a limit that was lowered since takes nothing away.
  mutating func seriesIndex(_ key: SeriesKey, _ model: Int, isStored: Bool = false) -> Int {
    if let index = seriesIndexes[key] { return index }
    let isLast = key.version == SeriesKey.others && key.segment.isEmpty
    if series.count >= settings.limits.series, !isLast, !isStored {
      return seriesIndex(SeriesKey(model: key.model, version: SeriesKey.others), model)
    }
    series.append(Series(key: key, model: model, plans: models[model].plans))
    let index = series.count - 1
    if models[model].paneNanoseconds == nil { series[index].bounds = PaneBounds() }
    seriesIndexes[key] = index
    let others = models[model].series
    let position = others.firstIndex { key < series[$0].key } ?? others.count
    models[model].series.insert(index, at: position)
    return index
  }

  /// The field that a column fills in a model; made with the first value, `nil` beyond the limit.
  mutating func fieldIndex(
    _ column: Int,
    _ model: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) -> Int? {
    let number = view.numbers[column]
    if let field = scratch.columns.field(of: number, model: model) { return field }
    let name = batch.columnNames[column]
    guard let field = models[model].fieldIndex(name, limit: settings.limits.fields) else {
      return nil
    }
    scratch.columns.setField(field, of: number, model: model)
    return field
  }

  private func segmentColumns(
    of model: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView
  ) -> [Int?] {
    while view.segmentColumns.count <= model { view.segmentColumns.append(nil) }
    if let known = view.segmentColumns[model] { return known }
    let found = models[model].segmentKeys.map { key in
      ["segment.\(key)", key].lazy.compactMap { name in
        batch.columnNames.firstIndex { $0.equalsByBytes(name) }
      }.first
    }
    view.segmentColumns[model] = found
    return found
  }

  /// Notes an identity that was not seen before under a version that had another.
  mutating func noteIdentity(
    _ row: Int,
    _ batch: RecordBatch,
    _ view: inout BatchView,
    _ model: Int,
    _ route: Int,
    _ pane: Int64
  ) {
    guard !view.identity.isEmpty else { return }
    var joined = HashJoin(seed: 0)
    var isDeclared = false
    for column in view.identity {
      let name = CategoryName(batch[row: row, column: column])
      isDeclared = isDeclared || name != nil
      joined.add(name?.hash(hash, batch) ?? 0)
    }
    let version = routes.routes[route].version
    guard isDeclared, models[model].versions[version].newestIdentity != joined.value else { return }
    models[model].versions[version].newestIdentity = joined.value
    guard models[model].versions[version].identities.count < settings.limits.identities,
      models[model].versions[version].identities.insert(joined.value).inserted
    else { return }
    models[model].isChanged = true
    guard models[model].versions[version].identities.count > 1 else { return }
    for index in routes.routes[route].series {
      let counting = models[model].paneNanoseconds == nil
      series[index].identityChanges.insert(counting ? series[index].filling : pane)
      series[index].isChanged = true
    }
  }
}
