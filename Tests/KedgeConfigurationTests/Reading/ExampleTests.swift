import KedgeConfiguration
import KedgeDecoding
import KedgeEngine
import KedgeRules
import Testing

/// The files of the repository and the examples of the documents.
struct ExampleTests {
  @Test func `the shipped configuration and default rules load without a finding`() throws {
    let main = try Loading.repositoryFile("config/kedge.yaml")
    let rules = try Loading.repositoryFiles(in: "config/rules")

    let configuration = try ConfigurationLoader.load([main], defaultRules: rules)

    #expect(configuration.inputs.map(\.name) == ["ingest"])
    #expect(configuration.inputs.map(\.source) == [.socket])
    #expect(configuration.engine.rules.count >= 10)
    #expect(configuration.engine.rules.allSatisfy { $0.rule.isDefault && !$0.rule.acts })
    #expect(try ConfigurationLoader.loadRules(rules).count == configuration.engine.rules.count)
  }

  @Test func `what the shipped configuration shows in comments loads too`() throws {
    let main = try Loading.repositoryFile("config/kedge.yaml")
    let lines = main.text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("inputs:") })
    let shown = lines[start...].map { line in
      let isProse = line.hasPrefix("# The rules below") || line.hasPrefix("# feedback, silence")
      return line.hasPrefix("# ") && !isProse ? String(line.dropFirst(2)) : String(line)
    }

    let configuration = try Loading.load(shown.joined(separator: "\n"))

    #expect(configuration.inputs.map(\.name) == ["ingest", "gateway", "scores"])
    #expect(configuration.engine.rules.map(\.rule.name) == ["drift-retrain"])
    #expect(configuration.engine.models.map(\.name) == ["support-chat"])
  }

  private static let gateway = """
    inputs:
    - name: gateway
      file: /var/log/gateway/*.jsonl
      format: canonical            # or a preset, overridden field by field
      fields:
        model: $.req.model
        id: $.meta["x-id"]
        duration: {path: $.ms, scale: 0.001}
        usage.input_tokens: $.tokens[0]
        time: {path: $.ts, unit: ms}
      segment: {region: $.meta.region, tier: {path: $.plan, default: free}}
      features: {amount: $.tx.amount, "*": $.features}
      constants: {model: fraud-clf, kind: inference}
    """

  /// Without the constant of `model`, which the mapping of the same field contradicts.
  @Test func `the mapping of FORMATS 6`() throws {
    let text = ExampleTests.gateway.replacing("model: fraud-clf, ", with: "")
    var scaled = ValueChange()
    scaled.scale = 0.001
    var milliseconds = ValueChange()
    milliseconds.unit = .milliseconds
    var free = ValueChange()
    free.defaultValue = .text("free")

    let configuration = try Loading.load(text)

    let input = try #require(configuration.inputs.first)
    #expect(input.source == .files(["/var/log/gateway/*.jsonl"]))
    #expect(input.decoder.format == .canonical)
    #expect(
      try input.decoder.fields == [
        FieldMapping(target: "model", source: .path(FieldPath("$.req.model"))),
        FieldMapping(target: "id", source: .path(FieldPath("$.meta[\"x-id\"]"))),
        FieldMapping(target: "duration", source: .path(FieldPath("$.ms")), change: scaled),
        FieldMapping(target: "usage.input_tokens", source: .path(FieldPath("$.tokens[0]"))),
        FieldMapping(target: "time", source: .path(FieldPath("$.ts")), change: milliseconds),
      ]
    )
    #expect(
      try input.decoder.segment == [
        SegmentMapping(key: "region", source: .path(FieldPath("$.meta.region"))),
        SegmentMapping(key: "tier", source: .path(FieldPath("$.plan")), change: free),
      ]
    )
    #expect(
      try input.decoder.features.named == [
        FeatureSource(name: "amount", source: .path(FieldPath("$.tx.amount")))
      ]
    )
    #expect(try input.decoder.features.others == .object(FieldPath("$.features")))
    #expect(input.decoder.constants == [FieldConstant(name: "kind", value: .text("inference"))])
  }

  @Test func `the CSV files of FORMATS 6`() throws {
    let configuration = try Loading.load(
      """
      inputs:
      - name: scores
        file: /srv/scoring/house-*.csv
        format: csv
        fields: {id: id, time: timestamp, score: y_pred_proba, prediction: y_pred}
        features: rest                 # every column not named above
        constants: {model: house, version: "1"}
      - name: truth
        file: /srv/scoring/truth-*.csv
        format: csv
        fields: {ref: id, truth: clf_target, time: arrival}
        constants: {kind: label}
      """
    )

    var scores = DecoderSettings(format: .csv(CSVSettings()))
    scores.fields = [
      FieldMapping(target: "id", source: .column("id")),
      FieldMapping(target: "time", source: .column("timestamp")),
      FieldMapping(target: "score", source: .column("y_pred_proba")),
      FieldMapping(target: "prediction", source: .column("y_pred")),
    ]
    scores.features.others = .rest
    scores.constants = [
      FieldConstant(name: "model", value: .text("house")),
      FieldConstant(name: "version", value: .text("1")),
    ]
    var truth = DecoderSettings(format: .csv(CSVSettings()))
    truth.fields = [
      FieldMapping(target: "ref", source: .column("id")),
      FieldMapping(target: "truth", source: .column("clf_target")),
    ]
    truth.timeIsArrival = true
    truth.constants = [FieldConstant(name: "kind", value: .text("label"))]
    #expect(configuration.inputs.map(\.decoder) == [scores, truth])
    #expect(configuration.engine.inputs.map(\.identifiesByPlace) == [true, true])
  }

  @Test func `keys after the format do not change what a path means`() throws {
    let configuration = try Loading.load(
      "inputs:\n- fields: {id: a}\n  name: a\n  file: /a.csv\n  format: csv\n"
    )

    #expect(
      configuration.inputs.first?.decoder.fields == [
        FieldMapping(target: "id", source: .column("a"))
      ]
    )
  }

  /// DESIGN section 6 without format litellm, charter and prices.
  private static let design = """
    inputs:
      - name: gateway
        file: /var/log/gateway/*.ndjson
      - name: app
        socket: ingest                 # /run/kedge/ingest.sock
    models:
      - name: support-chat
        match: {model: "support-*"}
        segments: [[language], [use_case], [language, use_case]]
        schema:
          duration: {type: magnitude, unit: s}
          input.chars: {type: magnitude, limits: {psi: 0.1}}
          language: {type: category}
        baseline: {from: first, records: 20000}
        window: {pane: 60s, size: 10m, every: 1m, lateness: 2m}
        labels: {horizon: 14d}
    alarms:
      false_alarm_budget: {alarms: 1, per: 30d}
    rules:
      - name: drift-retrain
        match: {model: "support-*"}
        for_each: version
        when: 'drift("input.chars").breach && quality("thumbs").upper < 0.85'
        clear: 'drift("input.chars").value < 0.08'
        for: 30m
        cooldown: 6h
        max_per_day: 2
        action: retrain
        mode: act
    """

  @Test func `the model of DESIGN 6`() throws {
    let configuration = try Loading.load(ExampleTests.design)

    let minute: Int64 = 60_000_000_000
    var model = ModelSettings(name: "support-chat", model: Glob("support-*"))
    model.groupings = [["language"], ["use_case"], ["language", "use_case"]]
    var duration = FieldSettings()
    duration.type = .magnitude
    duration.unit = "s"
    var characters = FieldSettings()
    characters.type = .magnitude
    characters.limits = ["psi": .effect(0.1)]
    var language = FieldSettings()
    language.type = .category
    model.fields = ["duration": duration, "input.chars": characters, "language": language]
    model.baseline = .first(records: 20_000)
    model.window.pane = .time(minute)
    model.window.sizeNanoseconds = 10 * minute
    model.window.everyNanoseconds = minute
    model.window.latenessNanoseconds = 2 * minute
    model.horizonNanoseconds = 14 * 1_440 * minute
    #expect(configuration.engine.models == [model])
    #expect(configuration.inputs.map(\.source) == [.files(["/var/log/gateway/*.ndjson"]), .socket])
    #expect(configuration.engine.budget == AlarmBudget())
  }

  @Test func `the rule of DESIGN 6`() throws {
    let configuration = try Loading.load(ExampleTests.design)

    let rule = try #require(configuration.engine.rules.first?.rule)
    #expect(rule.name == "drift-retrain")
    #expect(rule.match.model == Glob("support-*"))
    #expect(rule.hold == .time(1_800_000_000_000))
    #expect(rule.keep == .windows(1))
    #expect(rule.cooldownNanoseconds == 6 * 3_600_000_000_000)
    #expect(rule.perDayMax == 2)
    #expect(rule.action == RuleAction(type: .retrain))
    #expect(rule.acts)
    #expect(rule.when.place == SourcePlace(file: "main.yaml", line: 23, column: 12))
  }
}
