import KedgeControl
import KedgeEngine
import KedgeModel

/// The self-metrics as Prometheus text 0.0.4 (CLI 7).
struct MetricsText {
  let engine: Engine
  let facts: DaemonFacts

  private enum Kind: String {
    case counter, gauge
  }

  private struct Sample {
    var labels: [(String, String)] = []
    var value: Double
  }

  var text: String {
    inputs + series + actions + process
  }

  private var inputs: String {
    let states = engine.inputStates
    return metric(
      "kedge_records_total",
      .counter,
      "Lines by what became of them.",
      states.flatMap { state in
        state.outcomes.map {
          Sample(labels: [("source", state.name), ("outcome", $0.0)], value: $0.1)
        }
      }
    )
      + metric(
        "kedge_rejected_total",
        .counter,
        "Lines that became no record, by reason.",
        states.flatMap { state in
          state.account.rejected.map {
            Sample(labels: [("source", state.name), ("reason", $0.name)], value: Double($0.count))
          }
        }
      )
      + metric(
        "kedge_dropped_total",
        .counter,
        "Lines that were never read, by reason.",
        facts.dropped.map {
          Sample(labels: [("source", $0.input), ("reason", $0.reason)], value: Double($0.count))
        }
      )
      + metric(
        "kedge_rounded_numbers_total",
        .counter,
        "Integers beyond 2^53 that were rounded.",
        states.map { Sample(labels: [("source", $0.name)], value: Double($0.rounded)) }
      )
      + metric(
        "kedge_unknown_fields_total",
        .counter,
        "Fields of unknown names.",
        states.map {
          Sample(
            labels: [("source", $0.name)],
            value: Double($0.unknownFields.values.reduce(0, +))
          )
        }
      )
      + metric(
        "kedge_late_records_total",
        .counter,
        "Records of closed panes.",
        [Sample(value: Double(states.reduce(0) { $0 + $1.late }))]
      )
      + metric(
        "kedge_unidentified_total",
        .counter,
        "Records that nothing identifies.",
        [Sample(value: Double(states.reduce(0) { $0 + $1.unidentified }))]
      )
      + metric(
        "kedge_connections",
        .gauge,
        "Connections of the ingest socket.",
        [Sample(value: Double(facts.connections))]
      )
  }

  private var series: String {
    let views = engine.seriesViews()
    return metric(
      "kedge_series",
      .gauge,
      "Series held.",
      [Sample(value: Double(views.count))]
    )
      + metric(
        "kedge_indicator_value",
        .gauge,
        "Newest value of an indicator.",
        views.flatMap { view in
          view.indicators.compactMap { indicator in
            indicator.value.map { Sample(labels: labels(view, indicator), value: $0) }
          }
        }
      )
      + metric(
        "kedge_indicator_verdict",
        .gauge,
        "0 ok, 1 breach, 2 insufficient, 3 stale.",
        views.flatMap { view in
          view.indicators.map {
            Sample(labels: labels(view, $0), value: Double($0.verdict.rawValue))
          }
        }
      )
      + metric(
        "kedge_alert_state",
        .gauge,
        "0 inactive, 1 pending, 2 firing.",
        views.flatMap { view in
          view.alerts.map { alert in
            Sample(
              labels: [("rule", alert.rule)] + labels(view.key),
              value: Double(alert.state.rawValue)
            )
          }
        }
      )
  }

  private var actions: String {
    let events = Dictionary(grouping: engine.keptEvents, by: \.kind).sorted { $0.key < $1.key }
    let ended = Dictionary(
      grouping: engine.keptEvents.filter { $0.action != nil },
      by: { "\($0.kind)\u{0}\($0.action?.word ?? "")" }
    ).sorted { $0.key < $1.key }
    return metric(
      "kedge_events_total",
      .counter,
      "Events kept, by kind.",
      events.map { Sample(labels: [("kind", $0.key)], value: Double($0.value.count)) }
    )
      + metric(
        "kedge_actions_total",
        .counter,
        "Actions of the events kept, by result.",
        ended.compactMap { group in
          group.value.first.map {
            Sample(
              labels: [("action", $0.kind), ("result", $0.action?.word ?? "")],
              value: Double(group.value.count)
            )
          }
        }
      )
      + metric(
        "kedge_outbox_pending",
        .gauge,
        "Actions that have not ended.",
        [Sample(value: Double(engine.actionViews.count))]
      )
  }

  private var process: String {
    metric(
      "kedge_state_bytes",
      .gauge,
      "Size of the state.",
      [Sample(value: Double(facts.stateBytes))]
    )
      + metric(
        "kedge_spool_bytes",
        .gauge,
        "Bytes in the spool.",
        [Sample(value: Double(facts.spoolBytes))]
      )
      + metric(
        "kedge_config_last_reload_successful",
        .gauge,
        "Whether the last reload was taken.",
        [Sample(value: facts.reloadProblem == nil ? 1 : 0)]
      )
      + metric(
        "kedge_config_last_reload_success_timestamp_seconds",
        .gauge,
        "When a configuration was last taken.",
        [Sample(value: Double(facts.loadedAt.nanoseconds) / 1e9)]
      )
      + metric(
        "kedge_degraded",
        .gauge,
        "Whether something is wrong.",
        [Sample(value: facts.degraded.isEmpty ? 0 : 1)]
      )
      + metric(
        "kedge_build_info",
        .gauge,
        "The version of the daemon.",
        [Sample(labels: [("version", facts.version)], value: 1)]
      )
      + metric(
        "process_resident_memory_bytes",
        .gauge,
        "Resident memory.",
        [Sample(value: Double(facts.residentBytes))]
      )
      + metric(
        "process_start_time_seconds",
        .gauge,
        "When the daemon became ready.",
        [Sample(value: Double(facts.since.nanoseconds) / 1e9)]
      )
  }

  private func labels(_ key: SeriesKey) -> [(String, String)] {
    [("model", key.model), ("version", key.version), ("segment", key.segmentText)]
  }

  private func labels(_ view: SeriesView, _ indicator: Indicator) -> [(String, String)] {
    let key = view.key
    return [
      ("model", key.model), ("version", key.version), ("indicator", indicator.name.text),
      ("segment", key.segmentText),
    ]
  }

  /// One metric; nothing where it has no samples.
  private func metric(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) -> String {
    guard !samples.isEmpty else { return "" }
    var text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.0)=\"\(MetricsText.escaped($0.1))\"" }
      let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
      text += "\(name)\(braces) \(JSONWriter.text(of: sample.value))\n"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}

extension InputState {
  /// What became of its lines, by word.
  fileprivate var outcomes: [(String, Double)] {
    [
      ("counted", Double(counted)), ("duplicate", Double(duplicate)),
      ("rejected", Double(rejected.values.reduce(0, +))), ("late", Double(late)),
      ("expired", Double(expired)), ("pending", Double(pending)),
    ]
  }
}
