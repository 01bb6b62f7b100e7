import KedgeModel
import KedgeRules

/// An event in the form in which it leaves the host (FORMATS 8.1).
struct CloudEvent {
  let event: Event
  let action: RuleAction
  let mode: String
  let isDeferred: Bool
  /// The version that a rollback goes to, or `nil`.
  let target: String?
  let node: String

  var document: JSONValue {
    let series = event.series ?? SeriesKey(model: "", version: "")
    let segment = JSONValue.object(series.segment.map { JSONMember($0.key, .string($0.value)) })
    let parameters = JSONValue.object(
      action.parameters.map { JSONMember($0.key, .string($0.value)) }
    )
    return [
      "specversion": "1.0", "id": .string(event.id), "source": .string("//\(node)/kedged"),
      "type": .string("io.kedge.model.\(event.kind).v1"),
      "subject": .string("models/\(series.model)/versions/\(series.version)"),
      "time": .string(event.time.rfc3339), "datacontenttype": "application/json",
      "dataschema": "urn:kedge:event:1", "severity": .string(event.severity),
      "partitionkey": .string(series.model),
      "data": [
        "rule": JSONValue(event.rule), "mode": .string(mode), "deferred": .bool(isDeferred),
        "series": [
          "model": .string(series.model), "version": .string(series.version), "segment": segment,
        ],
        "window": event.evidence["window"] ?? .null,
        "evidence": .string("sha256:\(event.evidence["hash"]?.text ?? "")"),
        "results": event.evidence["results"] ?? [],
        "message": .string(event.message),
        "action": [
          "type": .string(action.type.rawValue), "parameters": parameters,
          "target_version": JSONValue(target),
        ],
        "dry_run": false,
      ],
    ]
  }
}
