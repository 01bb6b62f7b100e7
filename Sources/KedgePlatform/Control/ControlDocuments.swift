import KedgeControl
import KedgeEngine
import KedgeModel

// The items of the control socket, from what the engine shows of itself.

extension SeriesKey {
  /// Model, version and segment, as members of an item.
  var documentMembers: [JSONMember] {
    [
      JSONMember("model", .string(model)), JSONMember("version", .string(version)),
      JSONMember("segment", .object(segment.map { JSONMember($0.key, .string($0.value)) })),
    ]
  }
}

extension Timestamp {
  var document: JSONValue { .string(rfc3339) }
}

extension SeriesView {
  /// One item an indicator (CLI 3.1), with its limit and its window.
  var indicatorDocuments: [JSONValue] {
    guard let window else { return [] }
    let windowDocument: JSONValue = [
      "index": JSONValue(window.index), "start": window.start.document,
      "end": window.end.document, "records": JSONValue(window.records),
    ]
    return indicators.map { indicator in
      var members = key.documentMembers
      members += [
        JSONMember("indicator", .string(indicator.name.kind)),
        JSONMember("feature", JSONValue(indicator.name.feature)),
      ]
      members += ReplayLines.numbers(indicator)
      members += [
        JSONMember("limit", JSONValue(indicator.limit)), JSONMember("window", windowDocument),
      ]
      if let unit = unit(of: indicator.name) { members.append(JSONMember("unit", .string(unit))) }
      return .object(members)
    }
  }

  /// The unit of what is counted in the unit of a field.
  private func unit(of name: IndicatorName) -> String? {
    guard let unit = name.feature.flatMap({ units[$0] }) else { return nil }
    let isQuantile = name.kind.first == "p" && Double(name.kind.dropFirst()) != nil
    return isQuantile || ["mean", "sd"].contains(name.kind) ? unit : nil
  }
}

extension ModelView {
  var document: JSONValue {
    [
      "model": .string(model), "version": .string(version), "role": .string(role),
      "records": JSONValue(records), "last_record": lastRecord?.document ?? .null,
      "segments": JSONValue(segments), "baseline": baseline?.summary ?? .null,
      "reason": JSONValue(baselineReason), "state": .string(state.rawValue),
    ]
  }
}

extension BaselineView {
  /// The baseline without its fields.
  var summary: JSONValue {
    [
      "id": .string(id), "version": .string(version), "records": JSONValue(records),
      "start": start.document, "end": end.document,
    ]
  }

  var document: JSONValue {
    .object(
      [JSONMember("model", .string(model))] + summary.members + [
        JSONMember(
          "fields",
          .array(fields.map { ["name": .string($0.name), "type": .string($0.type)] })
        )
      ]
    )
  }
}

extension RuleView {
  var document: JSONValue {
    [
      "rule": .string(name), "description": .string(description), "model": .string(model),
      "when": .string(when), "clear": JSONValue(clear), "for": .string(hold),
      "keep": .string(keep), "cooldown": .string(cooldown), "max_per_day": JSONValue(perDayMax),
      "action": .string(action), "mode": .string(acts ? "act" : "record"),
      "default": .bool(isDefault), "last": lastEvent?.document ?? .null,
      "state": .string(state.word), "firing": JSONValue(firing), "series": JSONValue(series),
    ]
  }
}

extension AlertView {
  var document: JSONValue {
    .object(
      [JSONMember("rule", .string(rule))] + series.documentMembers + [
        JSONMember("state", .string(state.word)), JSONMember("since", since?.document ?? .null),
        JSONMember("held", JSONValue(heldWindows)), JSONMember("hold", JSONValue(holdWindows)),
        JSONMember("last", lastEvent?.document ?? .null),
        JSONMember("unknown", JSONValue(unknownReason)),
        JSONMember("sees", .array(seen.map(\.document))),
      ]
    )
  }
}

extension SeenEffect {
  var document: JSONValue {
    [
      "indicator": .string(name), "effect": JSONValue(effect),
      "delay": delayNanoseconds.map { .int($0 / 1_000_000_000) } ?? .null,
    ]
  }
}

extension ActionView {
  var document: JSONValue {
    [
      "event": .string(event), "model": .string(model), "action": .string(state.word),
      "since": since?.document ?? .null,
      "timeout": JSONValue(Int(timeoutNanoseconds / 1_000_000_000)),
    ]
  }
}

extension Event {
  var document: JSONValue {
    let key = series ?? SeriesKey(model: "", version: "")
    return .object(
      [
        JSONMember("id", .string(id)), JSONMember("time", time.document),
        JSONMember("kind", .string(kind)),
      ] + key.documentMembers + [
        JSONMember("window", ["index": JSONValue(windowIndex)]),
        JSONMember("rule", JSONValue(rule)), JSONMember("severity", .string(severity)),
        JSONMember("mode", .string(acts ? "act" : "record")),
        JSONMember("suppressed", JSONValue(suppressed)), JSONMember("message", .string(message)),
        JSONMember("action", JSONValue(action?.word)),
      ]
    )
  }
}
