import KedgeConfiguration
import KedgeEngine
import KedgeRules
import Testing

/// What several files say together.
struct DropInTests {
  @Test func `lists are joined in the order of the files`() throws {
    let configuration = try Loading.load(
      "inputs:\n- {name: a, socket: ingest}\nmodels:\n- name: m\n",
      "models:\n- name: n\ninputs:\n- {name: b, file: /b}\nrules:\n- {name: r, when: 'true'}\n",
      "inputs:\nrules:\n- {name: s, when: 'true'}\n"
    )

    #expect(configuration.inputs.map(\.name) == ["a", "b"])
    #expect(configuration.engine.models.map(\.name) == ["m", "n"])
    #expect(configuration.engine.rules.map(\.rule.name) == ["r", "s"])
    #expect(configuration.files == ["main.yaml", "kedge.d/10.yaml", "kedge.d/20.yaml"])
  }

  @Test func `maps are merged key by key`() throws {
    let configuration = try Loading.load(
      "limits: {series: 5, connections: 7, spool: 2GiB}\nalarms: {false_alarm_budget: {alarms: 2}}",
      "limits: {fields: 9}\nalarms:\n  false_alarm_budget: {per: 7d}\nactions: {enabled: false}",
      "workers: 3"
    )

    #expect(configuration.engine.limits.series == 5)
    #expect(configuration.engine.limits.fields == 9)
    #expect(configuration.connectionsMax == 7)
    #expect(configuration.spoolBytesMax == 2 << 30)
    #expect(configuration.engine.budget.alarms == 2)
    #expect(configuration.engine.budget.perNanoseconds == 7 * 86_400_000_000_000)
    #expect(configuration.engine.actionsEnabled == false)
    #expect(configuration.workers == 3)
  }

  @Test(
    arguments: [
      (
        "workers: 2", "node: a\nworkers: 2",
        "2:1: `workers` is set twice; it also stands at main.yaml:1:1"
      ),
      (
        "limits: {series: 5}", "limits:\n  series: 6",
        "2:3: `series` is set twice; it also stands at main.yaml:1:10"
      ),
      (
        "alarms: {false_alarm_budget: {alarms: 2}}", "alarms: {false_alarm_budget: {alarms: 2}}",
        "1:31: `alarms` is set twice; it also stands at main.yaml:1:31"
      ),
      ("limits: {}", "limits: 5", "1:1: `limits` is set twice; it also stands at main.yaml:1:1"),
      (
        "inputs:\n- {name: a, socket: ingest}", "inputs:\n- {name: a, file: /a}",
        "2:3: there are two inputs named \"a\"; the other stands at main.yaml:2:3"
      ),
      (
        "models:\n- name: m", "models:\n- name: m",
        "2:3: there are two models named \"m\"; the other stands at main.yaml:2:3"
      ),
      (
        "rules:\n- {name: r, when: 'true'}", "\nrules:\n- {name: r, when: 'false'}",
        "3:3: there are two rules named \"r\"; the other stands at main.yaml:2:3"
      ),
    ])
  func `what stands twice is an error that names both places`(
    main: String,
    dropIn: String,
    finding: String
  ) {
    #expect(Loading.findings(main, dropIn) == ["kedge.d/10.yaml:" + finding])
  }

  @Test func `a rule of the same name replaces a default rule`() throws {
    let defaults = [
      ConfigurationFile(
        path: "default.yaml",
        text: "rules:\n- {name: a, when: 'true', mode: act}\n- {name: b, when: 'true'}\n"
      )
    ]
    let own = Loading.files(["rules:\n- {name: a, when: 'false'}\n"])

    let rules = try ConfigurationLoader.load(own, defaultRules: defaults).engine.rules

    #expect(rules.map(\.rule.name) == ["a", "b"])
    #expect(rules.map(\.rule.isDefault) == [false, true])
    let alone = try ConfigurationLoader.load([], defaultRules: defaults).engine.rules
    #expect(alone.map(\.rule.acts) == [false, false])
    let off = try ConfigurationLoader.load(
      Loading.files(["default_rules: false"]),
      defaultRules: defaults
    )
    #expect(off.engine.rules.isEmpty)
  }

  @Test func `with nothing configured there is the ingest socket and everything is found`() throws {
    for configuration in [try ConfigurationLoader.load([]), try Loading.load("workers: 2")] {
      #expect(configuration.inputs.map(\.name) == ["ingest"])
      #expect(configuration.inputs.map(\.source) == [.socket])
      #expect(configuration.isDiscovering)
      #expect(configuration.engine.models.isEmpty)
    }
  }
}
