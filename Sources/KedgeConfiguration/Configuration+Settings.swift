import KedgeDecoding
import KedgeEngine
public import KedgeModel
import KedgeRules

extension Configuration {
  /// The effective settings, with the keys of the files (FORMATS 9): what it says loads again, and
  /// comes to the same.
  public var settings: JSONValue {
    var members: [JSONMember] = []
    if let workers { members.append(JSONMember("workers", JSONValue(workers))) }
    members += [
      JSONMember("node", .string(engine.node)),
      JSONMember("durability", .string(isPowerSafe ? "power" : "process")),
      JSONMember("actions", ["enabled": .bool(engine.actionsEnabled)]),
      JSONMember("alarms", alarms),
      JSONMember("limits", limits),
      JSONMember("inputs", .array(zip(inputs, engine.inputs).map(input))),
      JSONMember(
        "models",
        .array(engine.models.enumerated().map { model($1, baselineFiles[$0]) })
      ),
      JSONMember("rules", .array(engine.rules.map { rule($0.rule) })),
    ]
    return .object(members)
  }

  private var alarms: JSONValue {
    var members = [
      JSONMember(
        "false_alarm_budget",
        [
          "alarms": JSONValue(engine.budget.alarms),
          "per": duration(engine.budget.perNanoseconds),
        ]
      )
    ]
    members.append(JSONMember("mode", .string(engine.budget.mode.word)))
    if case .fdr(let share) = engine.budget.mode {
      members.append(JSONMember("false_share", JSONValue(share)))
    }
    return .object(members)
  }

  private var limits: JSONValue {
    [
      "series": JSONValue(engine.limits.series), "models": JSONValue(engine.limits.models),
      "versions": JSONValue(engine.limits.versions),
      "segment_values": JSONValue(engine.limits.segmentValues),
      "fields": JSONValue(engine.limits.fields),
      "categories": JSONValue(engine.limits.categories),
      "events_kept": JSONValue(engine.limits.events), "ids": JSONValue(engine.limits.ids),
      "spool": JSONValue(spoolBytesMax), "connections": JSONValue(connectionsMax),
      "connections_per_uid": JSONValue(connectionsPerUserMax),
    ]
  }
}

private func duration(_ nanoseconds: Int64) -> JSONValue {
  .string(RuleSpan.time(nanoseconds).text)
}

// MARK: Inputs

private func input(_ input: InputConfiguration, _ engine: InputSettings) -> JSONValue {
  var members = [JSONMember("name", .string(input.name))]
  switch input.source {
  case .socket: members.append(JSONMember("socket", "ingest"))
  case .files(let patterns):
    members += [
      JSONMember("file", .array(patterns.map { .string($0) })),
      JSONMember("start", .string(input.startsAtEnd ? "end" : "beginning")),
      JSONMember("follow_symlinks", .bool(input.followsSymlinks)),
    ]
  }
  members += decoding(input.decoder)
  members += [
    JSONMember("future", duration(engine.futureNanoseconds)),
    JSONMember("line_bytes", JSONValue(input.decoder.lineBytesMax)),
  ]
  return .object(members)
}

private func decoding(_ settings: DecoderSettings) -> [JSONMember] {
  var members: [JSONMember] = []
  switch settings.format {
  case .canonical: members.append(JSONMember("format", "canonical"))
  case .csv(let csv):
    members += [
      JSONMember("format", "csv"), JSONMember("delimiter", .string(csv.delimiter.rawValue)),
      JSONMember("null_values", .array(csv.nullValues.map { .string($0) })),
    ]
    if let columns = csv.columns {
      members.append(JSONMember("columns", .array(columns.map { .string($0) })))
    }
  }
  if let unit = settings.timeUnit {
    members.append(JSONMember("time_unit", .string(unit.rawValue)))
  }
  if let zone = zone(settings.timeZone) { members.append(JSONMember("time_zone", .string(zone))) }
  var fields = settings.fields.map { JSONMember($0.target, mapped($0.source, $0.change)) }
  if settings.timeIsArrival { fields.append(JSONMember("time", "arrival")) }
  let segment = settings.segment.map { JSONMember($0.key, mapped($0.source, $0.change)) }
  let constants = settings.constants.map { JSONMember($0.name, value($0.value)) }
  for (name, part) in [("fields", fields), ("segment", segment), ("constants", constants)]
  where !part.isEmpty {
    members.append(JSONMember(name, .object(part)))
  }
  if let features = features(settings.features) { members.append(JSONMember("features", features)) }
  return members
}

private func zone(_ zone: TimeZoneRule) -> String? {
  guard case .fixed(let offset) = zone else { return nil }
  let minutes = abs(offset) / 60
  let parts = [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + String($0) }
  return (offset < 0 ? "-" : "+") + parts.joined(separator: ":")
}

private func features(_ mapping: FeatureMapping) -> JSONValue? {
  var members = mapping.named.map { JSONMember($0.name, mapped($0.source, $0.change)) }
  switch mapping.others {
  case .canonical: break
  case .object(let path): members.append(JSONMember("*", .string("\(path)")))
  case .rest: return "rest"
  }
  return members.isEmpty ? nil : .object(members)
}

/// Where a value stands; with what is done to it, where anything is.
private func mapped(_ source: FieldSource, _ change: ValueChange) -> JSONValue {
  let place: JSONMember =
    switch source {
    case .path(let path): JSONMember("path", .string("\(path)"))
    case .column(let name): JSONMember("column", .string(name))
    }
  guard change != ValueChange() else { return place.value }
  var members = [place]
  if let fallback = change.defaultValue { members.append(JSONMember("default", value(fallback))) }
  if !change.replacements.isEmpty {
    let pairs = change.replacements.map { JSONMember($0.from, value($0.to)) }
    members.append(JSONMember("map", .object(pairs)))
  }
  if change.scale != 1 { members.append(JSONMember("scale", JSONValue(change.scale))) }
  if change.offset != 0 { members.append(JSONMember("offset", JSONValue(change.offset))) }
  if let unit = change.unit { members.append(JSONMember("unit", .string(unit.rawValue))) }
  return .object(members)
}

private func value(_ value: FieldValue) -> JSONValue {
  switch value {
  case .text(let text): .string(text)
  case .number(let number): JSONValue(number)
  case .boolean(let truth): .bool(truth)
  }
}

// MARK: Models

private func model(_ model: ModelSettings, _ baselineFile: NamedFile?) -> JSONValue {
  let schema = model.fields.sorted { $0.key.precedesByBytes($1.key) }.map {
    JSONMember($0.key, field($0.value))
  }
  let stale = model.staleNanoseconds.map { [JSONMember("stale_after", duration($0))] } ?? []
  let members: JSONValue = [
    "name": .string(model.name),
    "match": [
      "model": .string(model.model.pattern), "version": .string(model.version.pattern),
    ],
    "segments": .array(model.groupings.map { .array($0.map { .string($0) }) }),
    "baseline": baseline(model.baseline, baselineFile), "window": window(model.window),
    "labels": [
      "horizon": duration(model.horizonNanoseconds), "pending": JSONValue(model.pendingMax),
    ],
    "schema": .object(schema),
  ]
  return .object(members.members + stale)
}

private func baseline(_ settings: BaselineSettings, _ file: NamedFile?) -> JSONValue {
  if let file { return ["from": "file", "file": .string(file.path)] }
  switch settings {
  case .first(let records): return ["from": "first", "records": JSONValue(records)]
  case .firstSpan(let nanoseconds): return ["from": "first", "span": duration(nanoseconds)]
  case .given: preconditionFailure("a given baseline comes from a file")
  }
}

private func window(_ window: WindowSettings) -> JSONValue {
  let lateness = duration(window.latenessNanoseconds)
  switch window.pane {
  case .records(let count): return ["records": JSONValue(count), "lateness": lateness]
  case .time(let nanoseconds):
    return [
      "pane": duration(nanoseconds), "size": duration(window.sizeNanoseconds),
      "every": duration(window.everyNanoseconds), "lateness": lateness,
    ]
  }
}

private func limit(_ limit: EffectLimit) -> JSONValue {
  switch limit {
  case .effect(let effect): JSONValue(effect)
  case .deviations(let count): ["sd": JSONValue(count)]
  }
}

private func field(_ settings: FieldSettings) -> JSONValue {
  var members: [JSONMember] = []
  if let type = settings.type { members.append(JSONMember("type", .string(type.rawValue))) }
  if let unit = settings.unit { members.append(JSONMember("unit", .string(unit))) }
  if settings.isRequired { members.append(JSONMember("required", true)) }
  let limits = settings.limits.sorted { $0.key < $1.key }
    .map { JSONMember($0.key, limit($0.value)) }
  if !limits.isEmpty { members.append(JSONMember("limits", .object(limits))) }
  let modes = settings.modes.sorted { $0.key < $1.key }
    .map { JSONMember($0.key, .string($0.value)) }
  if !modes.isEmpty { members.append(JSONMember("mode", .object(modes))) }
  return .object(members)
}

// MARK: Rules

private func rule(_ rule: Rule) -> JSONValue {
  var members = [
    JSONMember("name", .string(rule.name)), JSONMember("description", .string(rule.description)),
    JSONMember("kind", .string(rule.kind.rawValue)), JSONMember("match", match(rule.match)),
    JSONMember("when", .string(rule.when.text)),
  ]
  if rule.match.eachSegment { members.append(JSONMember("for_each", "segment")) }
  if !rule.variables.isEmpty {
    let variables = rule.variables.map { JSONMember($0.name, .string($0.expression.text)) }
    members.append(JSONMember("variables", .object(variables)))
  }
  for (name, text) in [
    ("clear", rule.clear), ("require", rule.require), ("message", rule.message),
  ] {
    if let text { members.append(JSONMember(name, .string(text.text))) }
  }
  if let window = rule.window {
    members.append(
      JSONMember(
        "window",
        ["size": duration(window.sizeNanoseconds), "every": duration(window.everyNanoseconds)]
      )
    )
  }
  return .object(members + times(rule) + acting(rule))
}

private func match(_ match: RuleMatch) -> JSONValue {
  var members = [
    JSONMember("model", .string(match.model.pattern)),
    JSONMember("version", .string(match.version.pattern)),
    JSONMember("role", .array(match.roles.map(\.rawValue).sorted().map { .string($0) })),
  ]
  if !match.segment.isEmpty {
    let patterns = match.segment.map { JSONMember($0.key, .string($0.value.pattern)) }
    members.append(JSONMember("segment", .object(patterns)))
  }
  return .object(members)
}

private func times(_ rule: Rule) -> [JSONMember] {
  let unknown: JSONValue =
    rule.unknownAfter.map { ["after": JSONValue($0), "do": "notify"] } ?? ["do": "ignore"]
  let least = rule.minSamples.map { [JSONMember("min_samples", JSONValue($0))] } ?? []
  return least + [
    JSONMember("for", .string(rule.hold.text)), JSONMember("keep", .string(rule.keep.text)),
    JSONMember("cooldown", duration(rule.cooldownNanoseconds)),
    JSONMember("max_per_day", JSONValue(rule.perDayMax)),
    JSONMember("hold_unknown", JSONValue(rule.holdUnknown)), JSONMember("on_unknown", unknown),
  ]
}

private func acting(_ rule: Rule) -> [JSONMember] {
  let parameters = rule.action.parameters.map { JSONMember($0.key, .string($0.value)) }
  return [
    JSONMember("proof", .string(rule.proof.rawValue)),
    JSONMember("severity", .string(rule.severity.rawValue)),
    JSONMember(
      "action",
      [
        "type": .string(rule.action.type.rawValue), "to": .string(rule.action.to),
        "timeout": duration(rule.action.timeoutNanoseconds), "parameters": .object(parameters),
      ]
    ),
    JSONMember("mode", .string(rule.acts ? "act" : "record")),
  ]
}
