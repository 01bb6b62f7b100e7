import KedgeRules
import Testing

/// What a rule's identity depends on.
struct DecisiveTextTests {
  private static let rule: Rule = {
    var rule = Rule(
      name: "drift",
      when: RuleText("psi(\"x\").value > variables.limit"),
      action: RuleAction(type: .retrain)
    )
    rule.variables = [RuleVariable(name: "limit", expression: RuleText("0.25"))]
    rule.match.segment = [SegmentPattern(key: "language", value: Glob("*"))]
    return rule
  }()

  private static func text(_ change: (inout Rule) -> Void = { _ in }) throws -> String {
    var rule = rule
    change(&rule)
    return try CompiledRule(rule).decisiveText
  }

  private static let decisive: [(String, @Sendable (inout Rule) -> Void)] = [
    ("name", { $0.name = "other" }),
    ("model", { $0.match.model = Glob("a*") }),
    ("version", { $0.match.version = Glob("1*") }),
    ("role", { $0.match.roles = [.stable] }),
    ("segment key", { $0.match.segment[0].key = "region" }),
    ("segment value", { $0.match.segment[0].value = Glob("d*") }),
    ("each segment", { $0.match.eachSegment = true }),
    ("window", { $0.window = RuleWindow(sizeNanoseconds: 60, everyNanoseconds: 60) }),
    ("window size", { $0.window = RuleWindow(sizeNanoseconds: 120, everyNanoseconds: 60) }),
    ("for", { $0.hold = .windows(3) }),
    ("for in time", { $0.hold = .time(3) }),
    ("keep", { $0.keep = .windows(3) }),
    ("min_samples", { $0.minSamples = 1 }),
    ("final", { $0.finalOnly = true }),
    ("proof", { $0.proof = .limit }),
    ("weight", { $0.weight = 2 }),
    ("kind", { $0.kind = .dataMissing }),
    ("hold_unknown", { $0.holdUnknown = 0 }),
    ("cooldown", { $0.cooldownNanoseconds = 0 }),
    ("max_per_day", { $0.perDayMax = 1 }),
    ("action", { $0.action.type = .rollback }),
    ("to", { $0.action.to = "last_good" }),
    ("when", { $0.when = RuleText("psi(\"x\").value >= variables.limit") }),
    ("clear", { $0.clear = RuleText("psi(\"x\").value < 0.1") }),
    ("require", { $0.require = RuleText("window.n > 1") }),
    ("variable", { $0.variables[0].expression = RuleText("0.26") }),
    (
      "more variables",
      {
        $0.variables.append(RuleVariable(name: "unused", expression: RuleText("1.0")))
      }
    ),
  ]

  @Test func `each key that decides changes it, each in its own way`() throws {
    var seen: [String: String] = ["unchanged": try DecisiveTextTests.text()]
    for (name, change) in DecisiveTextTests.decisive {
      let text = try DecisiveTextTests.text(change)
      for (other, known) in seen { #expect(text != known, "\(name) is as \(other)") }
      seen[name] = text
    }
    #expect(seen.count == DecisiveTextTests.decisive.count + 1)
  }

  private static let otherwise: [@Sendable (inout Rule) -> Void] = [
    { $0.description = "text" }, { $0.severity = .page }, { $0.acts = true },
    { $0.message = RuleText("\"text\"") },
    { $0.isDefault = true },
    { $0.when = RuleText(" psi( 'x' ).value\n  > variables.limit // why") },
    { $0.when.place = SourcePlace(file: "other.yaml", line: 9, column: 9) },
  ]

  @Test(arguments: 0..<otherwise.count)
  func `message, labels, severity, mode and layout do not change it`(index: Int) throws {
    #expect(
      try DecisiveTextTests.text(DecisiveTextTests.otherwise[index]) == DecisiveTextTests.text()
    )
  }

  @Test func `segments that only look alike when joined are different`() throws {
    let one = try DecisiveTextTests.text {
      $0.match.segment = [SegmentPattern(key: "a", value: Glob("x,b=y"))]
    }
    let two = try DecisiveTextTests.text {
      $0.match.segment = [
        SegmentPattern(key: "a", value: Glob("x")), SegmentPattern(key: "b", value: Glob("y")),
      ]
    }

    #expect(one != two)
  }
}
