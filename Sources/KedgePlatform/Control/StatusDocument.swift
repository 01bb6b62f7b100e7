public import KedgeControl
public import KedgeEngine
import KedgeModel

/// Everything that fits on one screen: the item of `/v1/status`.
struct StatusDocument {
  let engine: Engine
  let facts: DaemonFacts

  var item: JSONValue {
    let models = engine.modelViews()
    return [
      "version": .string(facts.version), "state": .string(facts.state),
      "since": facts.since.document, "pid": JSONValue(Int(facts.process)),
      "config": [
        "path": .string(facts.configurationPath), "drop_ins": JSONValue(facts.dropInCount),
        "loaded": facts.loadedAt.document, "problem": JSONValue(facts.reloadProblem),
        "discovering": .bool(facts.isDiscovering),
      ],
      "inputs": .array(inputs), "connections": JSONValue(facts.connections),
      "records_per_second": JSONValue(facts.recordsPerSecond),
      "memory": ["bytes": JSONValue(facts.residentBytes), "limit": limit],
      "storage": [
        "path": .string(facts.statePath), "state_bytes": JSONValue(facts.stateBytes),
        "spool_bytes": JSONValue(facts.spoolBytes),
      ],
      "budget": budget,
      "models": .array(models.map(\.document)),
      "alerts": .array(AlertDocuments(engine).items),
      "events": JSONValue(engine.keptEvents.count),
      "actions": JSONValue(engine.actionViews.count),
      "degraded": .array(facts.degraded.map { .string($0) }),
      "dropped": .array(
        facts.dropped.map {
          [
            "input": .string($0.input), "reason": .string($0.reason), "count": JSONValue($0.count),
          ]
        }
      ),
    ]
  }

  private var limit: JSONValue { facts.residentBytesMax.map { JSONValue($0) } ?? .null }

  private var budget: JSONValue {
    let view = engine.budgetView
    return [
      "alarms": JSONValue(view.alarms),
      "per_seconds": JSONValue(Int(view.perNanoseconds / 1_000_000_000)),
      "mode": .string(view.mode), "pairs": JSONValue(view.pairs),
      "reserved": JSONValue(view.reserved),
      "tests": JSONValue(view.tests), "level": view.level.map { JSONValue($0) } ?? .null,
      "spent": JSONValue(view.spent),
    ]
  }

  private var inputs: [JSONValue] {
    engine.inputStates.map { state in
      var members = state.account.json.members
      let unknown = state.unknownFields.sorted { $0.key.precedesByBytes($1.key) }
      members.append(
        JSONMember(
          "unknown_fields",
          .object(unknown.map { JSONMember($0.key, JSONValue($0.value)) })
        )
      )
      if let rejections = Rejections(of: state) {
        members.append(JSONMember("warning", .string(rejections.text)))
      }
      if let fact = facts.inputs.first(where: { $0.name == state.name }) {
        members += [
          JSONMember("kind", .string(fact.kind)), JSONMember("state", .string(fact.state)),
          JSONMember("files", JSONValue(fact.openFiles)),
          JSONMember("lag_bytes", JSONValue(fact.lagBytes)),
          JSONMember("problems", .array(fact.problems.map { .string($0) })),
        ]
      }
      return .object(members)
    }
  }
}

/// Alerts that are pending or firing, with the event that they made.
struct AlertDocuments {
  let items: [JSONValue]

  init(_ engine: Engine) {
    let alerts = engine.seriesViews().flatMap(\.alerts).filter { $0.state != .inactive }
    let events = alerts.isEmpty ? [] : engine.keptEvents
    items = alerts.sorted { $0.state.rawValue > $1.state.rawValue }.map { alert in
      let event =
        alert.state != .firing
        ? nil
        : events.last {
          $0.rule == alert.rule && $0.series == alert.series
            && !["resolved", "data_missing"].contains($0.kind)
        }
      return .object(
        alert.document.members + [
          JSONMember("message", JSONValue(event?.message)),
          JSONMember("event", JSONValue(event?.id)), JSONMember("kind", JSONValue(event?.kind)),
          JSONMember("action", JSONValue(event?.action?.word)),
          JSONMember("suppressed", JSONValue(event?.suppressed)),
        ]
      )
    }
  }
}

extension InputState {
  /// The account of the input, for messages and documents.
  public var account: InputAccount {
    let reasons = rejected.filter { $0.value > 0 }.map {
      FieldCount(name: $0.key.code, count: $0.value)
    }
    return InputAccount(
      name: name,
      taken: taken,
      counted: counted,
      duplicate: duplicate,
      rejected: reasons.sorted { $0.name < $1.name },
      late: late,
      expired: expired,
      pending: pending
    )
  }
}
