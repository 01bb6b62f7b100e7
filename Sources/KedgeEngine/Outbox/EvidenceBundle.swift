import KedgeModel
import KedgeRules

/// Everything that shows why an event happened (RULES 7).
struct EvidenceBundle {
  let event: Event
  let host: RuleHost
  let level: Double?
  let isDeferred: Bool
  let mode: AlarmBudget.Mode
  let reserved: Int

  private var ledger: JSONValue {
    var members = [
      JSONMember("mode", .string(mode.word)), JSONMember("level", JSONValue(level)),
      JSONMember("reserved", JSONValue(reserved)),
    ]
    if case .fdr(let share) = mode { members.append(JSONMember("false_share", JSONValue(share))) }
    return .object(members)
  }

  var document: JSONValue {
    let guards: JSONValue = event.suppressed.map { [.string($0)] } ?? []
    return [
      "v": 1, "id": .string(event.id), "time": .string(event.time.rfc3339),
      "rule": [
        "name": .string(host.rule.rule.name), "hash": .string(Digest.hex(host.rule.decisiveText)),
        "text": .string(host.rule.rule.when.text),
      ],
      "series": host.series.evidence,
      "window": host.window.evidence,
      "results": .array(host.indicators.named(by: host.rule).map(\.evidence)),
      "ledger": ledger,
      "baseline_id": JSONValue(host.baseline?.id),
      "deferred": .bool(isDeferred),
      "guards": guards,
    ]
  }
}

extension SeriesKey {
  /// The series as evidence.
  var evidence: JSONValue {
    [
      "model": .string(model), "version": .string(version),
      "segment": .object(segment.map { JSONMember($0.key, .string($0.value)) }),
    ]
  }
}

extension Window {
  /// The window as evidence.
  var evidence: JSONValue {
    [
      "index": JSONValue(index), "start": .string(start.rfc3339), "end": .string(end.rfc3339),
      "records": JSONValue(records), "revision": JSONValue(revision),
    ]
  }
}

extension Indicator {
  /// The indicator as evidence.
  var evidence: JSONValue {
    [
      "indicator": .string(name.kind), "feature": JSONValue(name.feature),
      "value": JSONValue(value), "lower": JSONValue(lower), "upper": JSONValue(upper),
      "n": JSONValue(count), "baseline": JSONValue(baseline), "effect": JSONValue(effect),
      "limit": JSONValue(limit), "level": JSONValue(level), "verdict": .string(verdict.word),
      "reason": JSONValue(reason),
    ]
  }
}

/// Chains the evidence bundles of this host: each names the hash of the one before.
struct EvidenceChain: Equatable, Sendable {
  /// Hash of the newest bundle; 64 zeros before the first.
  private(set) var newest = String(repeating: "0", count: 64)

  init() {}

  init(newest: String) {
    self.newest = newest
  }

  /// Adds a bundle and answers it with its place in the chain.
  mutating func append(_ document: JSONValue) -> JSONValue {
    let members = document.members + [JSONMember("prev", .string(newest))]
    newest = Digest.hex(newest + JSONValue.object(members).canonical)
    return .object(members + [JSONMember("hash", .string(newest))])
  }
}
