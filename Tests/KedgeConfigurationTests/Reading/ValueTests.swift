import KedgeConfiguration
import Testing

/// Values of a wrong type, out of range, missing or contradictory.
struct ValueTests {
  private static let input = "inputs:\n- name: a\n  socket: ingest\n  "
  private static let model = "models:\n- name: m\n  "
  private static let rule = "rules:\n- name: r\n  when: 'true'\n  "

  @Test(
    arguments: [
      ("workers: x", "1:10: `workers` is a whole number, not \"x\""),
      ("workers: 1.5", "1:10: `workers` is a whole number, not \"1.5\""),
      ("workers: [1]", "1:10: `workers` is a text, not a list"),
      ("workers: 0", "1:10: `workers` is 0; it lies between 1 and 64"),
      ("workers: 65", "1:10: `workers` is 65; it lies between 1 and 64"),
      ("default_rules: maybe", "1:16: `default_rules` is true or false, not \"maybe\""),
      ("default_rules: yes", "1:16: `default_rules` is true or false, not \"yes\""),
      (
        "durability: powr",
        "1:13: `durability` is process, power, not \"powr\"; did you mean `power`?"
      ),
      ("inputs: {a: b}", "1:9: `inputs` is a list, not a map"),
      ("limits: []", "1:9: limits is a map, not a list"),
      ("limits: {series: 0}", "1:18: `series` is 0; it lies between 1 and 1000000"),
      (
        "limits: {spool: many}",
        "1:17: `spool` is a size of 16MiB at least, such as 1GiB, not \"many\""
      ),
      (
        "limits: {spool: -5}", "1:17: `spool` is a size of 16MiB at least, such as 1GiB, not \"-5\""
      ),
      (
        "alarms: {false_alarm_budget: {per: 1h}}",
        "1:36: `per` is 1h; it lies between 1d and 365d"
      ),
      (
        "alarms: {false_alarm_budget: {alarms: 0}}",
        "1:39: `alarms` is 0; it lies between 1e-06 and 1000000.0"
      ),
      ("- a", "1:1: the configuration is a map, not a list"),
      (
        "node: " + String(repeating: "n", count: 129),
        "1:7: `node` has 129 bytes; it has at most 128"
      ),
    ])
  func `top level`(text: String, finding: String) {
    #expect(Loading.findings(text) == ["main.yaml:" + finding])
  }

  @Test(
    arguments: [
      ("inputs:\n- socket: ingest", "2:3: an input needs a `name`"),
      ("inputs:\n- name: a", "2:3: an input needs a `file` or a `socket`"),
      (
        "inputs:\n- name: A_b\n  socket: ingest",
        "2:9: \"A_b\" is not a name of an input; use lower-case letters, digits and hyphens, a letter first"
      ),
      (
        "inputs:\n- name: a\n  socket: other",
        "3:11: there is no socket \"other\"; the only one is `ingest`"
      ),
      (
        "inputs:\n- name: a\n  file: logs/a",
        "3:9: \"logs/a\" is not an absolute path; begin it with /"
      ),
      ("inputs:\n- name: a\n  file:", "2:3: `file` names no file"),
      (
        input + "fields: {duration: {path: $.ms, unit: ms}}",
        "4:12: 'duration' has a `unit`, which only 'time' has: turn it into seconds with `scale`"
      ),
      (
        "inputs:\n- name: a\n  file: /a\n  format: csv\n  columns: [a, {b: c}]",
        "5:16: a column is a text, not a map"
      ),
      (input + "file: /a", "2:3: an input has a `file` or a `socket`, not both"),
      (
        input + "format: cvs",
        "4:11: there is no format \"cvs\"; there are canonical (JSON lines) and csv; "
          + "did you mean `csv`?"
      ),
      (
        input + "future: 5", "4:11: `future` is a duration such as 90s, 5m, 6h, 3d or 2w, not \"5\""
      ),
      (input + "future: 25h", "4:11: `future` is 25h; it lies between 0s and 1d"),
      (
        input + "line_bytes: 1KiB",
        "4:15: `line_bytes` is a size between 4KiB and 64MiB, not \"1KiB\""
      ),
      (input + "time_unit: min", "4:14: `time_unit` is s, ms, us, ns, not \"min\""),
      (input + "start: middle", "4:10: `start` is beginning, end, not \"middle\""),
      (input + "fields: {id: {scale: 2}}", "4:16: a mapping needs a `path` or a `column`"),
      (input + "columns: [a]", "4:12: `columns` belongs to `format: csv`"),
      (input + "delimiter: ;", "4:14: `delimiter` belongs to `format: csv`"),
      (
        "inputs:\n- name: a\n  file: /a\n  format: csv\n  delimiter: '|'",
        "5:15: `delimiter` is , or ; or a tab, not \"|\""
      ),
    ])
  func inputs(text: String, finding: String) {
    #expect(Loading.findings(text) == ["main.yaml:" + finding])
  }

  @Test func `a path that does not parse names its character`() {
    let findings = Loading.findings(ValueTests.input + "fields: {id: '$.a[x]'}")

    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix("main.yaml:4:21: ") == true, "\(findings)")
  }

  @Test func `what the decoder refuses is found at its key`() {
    let findings = Loading.findings(ValueTests.input + "fields: {nofield: $.a}")

    #expect(findings.count == 1)
    #expect(
      findings.first?.hasPrefix("main.yaml:4:12: 'nofield' is no field") == true,
      "\(findings)"
    )
  }

  @Test(
    arguments: [
      ("models:\n- match: {}", "2:3: a model needs a `name`"),
      (
        model + "segments: [language]",
        "3:14: `segments` is a list of lists of keys; write [[language]]"
      ),
      (model + "segments: [[a, b, c, d]]", "3:14: a grouping has one to three keys"),
      (model + "baseline: {records: 5}", "3:13: a baseline needs `from`"),
      (model + "segments: [[{a: b}]]", "3:15: a key of a grouping is a text, not a map"),
      (
        "models:\n- name: '*'",
        "2:10: \"*\" is not a name of a model; name one, and give `match: {model: \"*\"}`"
      ),
      (
        model + "baseline: {from: file, file: /b, records: 5}",
        "3:13: `records` belongs to `from: first`"
      ),
      (
        model + "baseline: {from: first, records: 5, span: 7d}",
        "3:13: a baseline has `records` or a `span`"
      ),
      (
        model + "window: {records: 100, size: 1h}", "3:32: `size` does not go with `records`"
      ),
      (
        model + "schema: {f: {limits: {psy: 0.1}}}",
        "3:25: `psy` has no limit; those that have are change, chi2, cramers_v, "
          + "embedding_shift, hellinger, js, ks, l_infinity, missing, ngram_drift, out_of_range, "
          + "psi, unseen, wasserstein; did you mean `psi`?"
      ),
      (model + "schema: {f: {limits: {psi: -1}}}", "3:30: a limit is not negative"),
      (
        model + "schema: {f: {limits: {psi: {sd: 9}}}}",
        "3:35: `sd` is 9; it lies between 2.0 and 6.0"
      ),
      (
        model + "schema: {f: {limits: {change: {sd: 3}}}}",
        "3:33: `change` has a fixed limit only; `sd` is for distances"
      ),
      (model + "baseline: {from: file}", "3:13: a baseline from a file needs `file`"),
      (
        model + "baseline: {from: frist}",
        "3:20: `from` is first, version, last, file, not \"frist\"; did you mean `first`?"
      ),
      (model + "window: {records: 10}", "3:21: `records` is 10; it lies between 50 and 10000000"),
      (model + "window: {pane: 2h}", "3:18: `pane` is 2h; it lies between 1s and 1h"),
      (
        model + "window: {pane: 60s, size: 1h, every: 90s}",
        "3:11: `every` is 90s, not a multiple of the pane of 1m"
      ),
      (
        model + "window: {pane: 60s, size: 1h, every: 7m}",
        "3:11: `size` is 1h, not a multiple of `every` of 7m"
      ),
      (model + "labels: {horizon: 1s}", "3:21: `horizon` is 1s; it lies between 1m and 400d"),
      (
        model + "schema: {f: {type: nubmer}}",
        "3:22: `type` is number, magnitude, category, boolean, text, vector, identifier, ignore, "
          + "not \"nubmer\"; did you mean `number`?"
      ),
      (
        model + "schema: {f: {mode: {psi: flor}}}",
        "3:28: the modes of `psi` are jeffreys, floor, deepchecks; did you mean `floor`?"
      ),
      (model + "schema: {f: {mode: {mean: x}}}", "3:29: `mean` has no modes"),
    ])
  func models(text: String, finding: String) {
    let findings = Loading.findings(text)
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix("main.yaml:" + finding) == true, "\(findings)")
  }

  @Test(
    arguments: [
      ("rules:\n- when: 'true'", "2:3: a rule needs a `name`"),
      ("rules:\n- name: r", "2:3: a rule needs `when`"),
      (
        rule + "match: {role: stabel}",
        "4:17: a role is stable, candidate, shadow, previous; did you mean `stable`?"
      ),
      (rule + "match: {segment: {a: [x]}}", "4:24: `segment.a` is a text, not a list"),
      (
        rule + "action: {type: retrain, parameters: {a: {b: c}}}",
        "4:43: `parameters.a` is a text, not a map"
      ),
      (rule + "for: 0", "4:8: `for` is a number of windows or a duration, not \"0\""),
      (rule + "keep: soon", "4:9: `keep` is a number of windows or a duration, not \"soon\""),
      (rule + "window: 8d", "4:11: `window` is a duration such as 5m, not \"8d\""),
      (
        rule + "cooldown: -5m",
        "4:13: `cooldown` is a duration such as 90s, 5m, 6h, 3d or 2w, not \"-5m\""
      ),
      (
        rule + "severity: pages",
        "4:13: `severity` is info, warn, page, not \"pages\"; did you mean `page`?"
      ),
      (
        rule + "action: retrian",
        "4:11: an action is none, notify, retrain, rollback, promote; did you mean `retrain`?"
      ),
      (rule + "mode: acts", "4:9: `mode` is record, act, not \"acts\"; did you mean `act`?"),
      (
        rule + "description: " + String(repeating: "d", count: 201),
        "4:16: `description` has 201 characters; it has at most 200"
      ),
      (rule + "variables: {a: [x]}", "4:18: variable `a` is an expression, not a list"),
    ])
  func rules(text: String, finding: String) {
    #expect(Loading.findings(text) == ["main.yaml:" + finding])
  }

  @Test func `everything that is wrong is said at once, in the order of files and lines`() {
    let findings = Loading.findings(
      "rules:\n- name: r\n  when: psy\nworkers: x\ninputs:\n- name: a\n",
      "nodes: a\n"
    )

    #expect(
      findings.map { String($0.prefix { $0 != " " }) } == [
        "main.yaml:3:9:", "main.yaml:4:10:", "main.yaml:6:3:", "kedge.d/10.yaml:1:1:",
      ]
    )
  }

  @Test func `a finding shows its line with a caret`() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try Loading.load("default_rules: true\nlimits: {serie: 1}\n")
    }

    #expect(
      error.diagnostics.map(\.rendered) == [
        """
        main.yaml:2:10: error: unknown key "serie" in limits; did you mean `series`?
          limits: {serie: 1}
                   ^~~~~
        """
      ]
    )
    #expect(error.diagnostics.map(\.code) == ["config.unknown-key"])
  }
}
