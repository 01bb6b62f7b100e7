import KedgeConfiguration
import KedgeModel
import Testing

/// Which keys of the reference load, and how the others are refused.
struct KeyTests {
  private static let input = "inputs:\n- name: a\n  socket: ingest\n  "
  private static let csv = "inputs:\n- name: a\n  file: /a.csv\n  format: csv\n  "
  private static let model = "models:\n- name: m\n  "
  private static let field = "models:\n- name: m\n  schema:\n    f: "
  private static let rule = "rules:\n- name: r\n  when: 'true'\n  "

  private static let accepted: [String] =
    [
      "", "# nothing", "inputs:", "models: []", "default_rules: false", "durability: process",
      "durability: power", "workers: 1", "workers: 64", "node: host-1",
      "alarms: {false_alarm_budget: {alarms: 0.5, per: 1d}, mode: spend}",
      "alarms: {mode: accumulate}", "alarms: {mode: fdr, false_share: 0.1}",
      "alarms: {false_alarm_budget: {per: 365d}}", "actions: {enabled: false}",
    ]
    + [
      "series: 10000", "models: 256", "versions: 64", "segment_values: 256", "categories: 64",
      "fields: 256", "ids: 1000000", "events_kept: 100000",
      "connections: 1024", "connections_per_uid: 512", "spool: 1GiB",
    ].map { "limits: {\($0)}" }
    + [
      "format: canonical", "fields: {model: $.m}", "features: {x: $.x, \"*\": $.f}",
      "segment: {region: $.r, tier: {path: $.p, default: free}}", "constants: {kind: label}",
      "fields: {duration: {path: $.ms, scale: 0.001, offset: 1}, time: {path: $.t, unit: ms}}",
      "fields: {status: {path: $.s, map: {good: ok}, default: ok}}", "fields: {time: arrival}",
      "time_unit: ms", "time_zone: UTC", "time_zone: +02:00", "time_zone: -11:30",
      "start: beginning", "start: end", "future: 0s", "future: 24h", "line_bytes: 4KiB",
      "line_bytes: 64MiB", "follow_symlinks: true",
    ].map { input + $0 }
    + [
      "columns: [a, b]", "delimiter: ';'", "delimiter: tab", "null_values: ['', NA]",
      "features: rest", "fields: {score: {column: s}}",
    ].map { csv + $0 }
    + [
      "match: {model: 'm-*', version: '*'}", "segments: [[language], [language, use_case]]",
      "schema: {duration: {type: magnitude}}", "baseline: {from: first, records: 20000}",
      "baseline: {from: first, span: 7d}", "baseline: {from: file, file: /b.ndjson}",
      "window: {pane: 60s, size: 1h, every: 10m, lateness: 2m}", "window: {records: 50}",
      "window: {records: 1000, lateness: 0s}", "labels: {horizon: 14d, pending: 1000}",
    ].map { model + $0 }
    + [
      "number", "magnitude", "category", "boolean", "text", "vector", "identifier", "ignore",
    ].map { field + "{type: \($0)}" }
    + [
      "{unit: s}", "{limits: {psi: 0.1}}", "{mode: {psi: floor}}", "{required: false}",
    ].map { field + $0 }
    + [
      "description: text", "match: {model: m, version: v, role: stable, segment: {a: '*'}}",
      "match: {role: [stable, candidate, shadow, previous]}", "for_each: version",
      "for_each: segment", "for_each: segment.language", "window: 5m",
      "window: {size: 1h, every: 5m}", "baseline: frozen", "variables: {a: '1.0'}",
      "clear: 'false'", "for: 3", "for: 30m", "keep: 2", "keep: 10m", "min_samples: 1",
      "proof: change", "proof: limit", "on_unknown: {after: 3, do: notify}",
      "on_unknown: {after: 3, do: ignore}", "hold_unknown: 0", "kind: condition",
      "kind: data_missing", "cooldown: 0s", "max_per_day: 1", "require: 'true'", "severity: info",
      "severity: page", "mode: record", "mode: act\n  action: retrain", "action: none",
      "action: notify",
      "action: {type: retrain, parameters: {a: b}, timeout: 6h}",
      "action: {type: rollback, to: previous}", "action: promote", "message: '\"text\"'",
    ].map { rule + $0 }

  @Test(arguments: accepted)
  func `what is shown of the settings loads again and comes to the same`(text: String) throws {
    let shown = try Loading.load(text).settings
    let again = try Loading.load(shown.compact)
    #expect(again.settings == shown)
  }

  @Test func `what was written is shown`() throws {
    let shown = try Loading.load(
      """
      limits: {series: 77}
      inputs:
      - name: scores
        file: [/srv/*.csv, /old/*.csv]
        format: csv
        delimiter: ";"
        time_zone: -11:30
        fields: {time: at, score: {column: s, scale: 0.5}}
        features: rest
      models:
      - name: m
        segments: [[region]]
        baseline: {from: first, span: 7d}
        window: {records: 500}
        schema: {amount: {type: magnitude, unit: EUR, limits: {psi: 0.2}, mode: {psi: floor}}}
      rules:
      - name: r
        for_each: segment
        match: {model: "m*", role: candidate}
        when: psi("*").breach
        for: 30m
        on_unknown: {do: ignore}
      """
    ).settings
    let (input, model) = (shown["inputs"]?.elements.first, shown["models"]?.elements.first)
    let rule = shown["rules"]?.elements.first
    #expect(shown["limits"]?["series"]?.integer == 77)
    #expect(input?["file"]?.elements.map(\.text) == ["/srv/*.csv", "/old/*.csv"])
    #expect(input?["delimiter"]?.text == ";")
    #expect(input?["time_zone"]?.text == "-11:30")
    #expect(input?["fields"]?["time"]?.text == "at")
    #expect(input?["fields"]?["score"]?["scale"]?.number == 0.5)
    #expect(input?["features"]?.text == "rest")
    #expect(model?["segments"]?.elements.first?.elements.first?.text == "region")
    #expect(model?["baseline"]?["span"]?.text == "7d")
    #expect(model?["window"]?["records"]?.integer == 500)
    #expect(model?["schema"]?["amount"]?["limits"]?["psi"]?.number == 0.2)
    #expect(model?["schema"]?["amount"]?["mode"]?["psi"]?.text == "floor")
    #expect(rule?["for_each"]?.text == "segment")
    #expect(rule?["match"]?["role"]?.elements.map(\.text) == ["candidate"])
    #expect(rule?["for"]?.text == "30m")
    #expect(rule?["on_unknown"]?["do"]?.text == "ignore")
  }

  @Test(arguments: accepted)
  func `a key that is built is accepted`(text: String) {
    #expect(Loading.findings(text) == [])
  }

  private static let later: [(String, String)] =
    [
      ("prices: {}", "prices"), ("sinks: []", "sinks"), ("event_log: /e", "event_log"),
      ("role: fleet", "role"), ("partitions: 0-255", "partitions"),
      ("actions: {grace_after_deploy: 10m}", "grace_after_deploy"),
    ]
    + [
      "alert_states", "ids_age", "partial_lines", "queue_blocks", "events_per_minute", "retention",
    ].map {
      ("limits: {\($0): 1}", $0)
    }
    + [
      ("journal: {match: [A=b]}", "journal"), ("drop: 'true'", "drop"),
      ("trust_source: true", "trust_source"), ("fifo: true", "fifo"),
    ].map { (input + $0.0, $0.1) }
    + [(input + "fields: {id: {path: $.i, hash: true}}", "hash")]
    + ["charter", "feedback", "gates", "prices"].map { (model + "\($0): 1", $0) }
    + [(model + "labels: {disk: 2GiB}", "disk"), (field + "{categories: [a]}", "categories")]
    + [(field + "{indicators: [psi]}", "indicators")]
    + [(field + "{required: true}", "required"), (model + "match: {version: v1}", "match.version")]
    + ["coverage", "final", "inhibited_by", "labels", "weight"].map { (rule + "\($0): 1", $0) }
    + [(rule + "action: {type: rollback, loop_guard: 7d}", "loop_guard")]

  @Test(arguments: later)
  func `a key that is not built yet is refused as such`(text: String, key: String) {
    let findings = Loading.findings(text)

    #expect(findings.count == 1)
    #expect(findings.first?.contains("`\(key)` is not available yet") == true, "\(findings)")
  }

  private static let laterValues: [(String, String)] =
    [
      "otlp-json", "openai-chat", "bedrock", "gemini", "tgi", "litellm", "llamacpp", "auto",
      "csv-trace",
    ].map { (input + "format: \($0)", "main.yaml:4:11: format `\($0)` is not available yet") }
    + [
      (input + "time_zone: Europe/Berlin", "time zone \"Europe/Berlin\" is not available yet"),
      (model + "baseline: {from: last, span: 14d}", "from `last` is not available yet"),
      (model + "baseline: {from: version, version: v}", "from `version` is not available yet"),
      (
        rule + "action: notify\n  mode: act",
        "main.yaml:5:9: `mode: act` with `notify` is not available yet"
      ),
      (rule + "for_each: model", "`for_each: model` is not available yet"),
      (rule + "require: 'gate(\"a\").breach'", "main.yaml:4:13: `gate` is not available yet"),
    ]

  @Test(arguments: laterValues)
  func `a value that is not built yet is refused as such`(text: String, part: String) {
    let findings = Loading.findings(text)

    #expect(findings.count == 1)
    #expect(findings.first?.contains(part) == true, "\(findings)")
  }

  @Test(
    arguments: [
      (
        "input: []",
        "main.yaml:1:1: unknown key \"input\" in the configuration; did you mean `inputs`?"
      ),
      (
        "limits: {serie: 1}",
        "main.yaml:1:10: unknown key \"serie\" in limits; did you mean `series`?"
      ),
      (
        "actions: {enable: true}",
        "main.yaml:1:11: unknown key \"enable\" in actions; did you mean `enabled`?"
      ),
      (
        input + "formt: csv",
        "main.yaml:4:3: unknown key \"formt\" in an input; did you mean `format`?"
      ),
      (
        model + "lables: {}",
        "main.yaml:3:3: unknown key \"lables\" in a model; did you mean `labels`?"
      ),
      (
        model + "window: {sise: 1h}",
        "main.yaml:3:12: unknown key \"sise\" in window; did you mean `size`?"
      ),
      (
        field + "{tpye: text}",
        "main.yaml:4:9: unknown key \"tpye\" in the schema of `f`; did you mean `type`?"
      ),
      (rule + "keeep: 2", "main.yaml:4:3: unknown key \"keeep\" in a rule; did you mean `keep`?"),
      (
        rule + "action: {typ: none}",
        "main.yaml:4:12: unknown key \"typ\" in action; did you mean `type`?"
      ),
      ("quite_other: 1", "main.yaml:1:1: unknown key \"quite_other\" in the configuration"),
    ])
  func `an unknown key is named with what was meant`(text: String, finding: String) {
    #expect(Loading.findings(text) == [finding])
  }
}
