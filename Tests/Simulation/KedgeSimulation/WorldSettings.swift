public import KedgeEngine
import KedgeModel
import KedgeRules
public import KedgeTestSupport

/// The rules and settings under which worlds run, and what checkers have to know of them.
public struct WorldSettings: Sendable {
  /// Settings of the engine.
  public let engine: EngineSettings
  /// Windows that the rule must hold.
  public let hold: Int
  /// Observations below which the rule says nothing.
  public let minSamples: Int
  /// The rule's limit for the mean of `x`.
  public let limit: Double
  /// Event time between two events of the rule, nanoseconds.
  public let cooldownNanoseconds: Int64
  /// Events of the rule in a day.
  public let perDayMax: Int

  /// Draws settings.
  ///
  /// - Throws: never for the rules that are written here.
  public init(random: inout SplitMix64) throws {
    hold = random.number(1...3)
    minSamples = random.pick([4, 6])
    limit = 40
    cooldownNanoseconds = Int64(random.number(0...8)) * 20_000_000_000
    perDayMax = random.number(1...3)
    var model = ModelSettings(name: "m", model: Glob("*"))
    model.baseline = .first(records: random.pick([25, 100_000]))
    model.groupings = random.happens(0.3) ? [["language"]] : []
    model.horizonNanoseconds = 90_000_000_000
    model.window.latenessNanoseconds = Int64(random.number(0...20)) * 1_000_000_000
    if random.happens(0.3) {
      model.window.pane = .records(8)
    } else {
      model.window.pane = .time(20_000_000_000)
      model.window.everyNanoseconds = 20_000_000_000
      model.window.sizeNanoseconds = random.pick([20_000_000_000, 60_000_000_000])
    }
    var rules: [CompiledRule] = []
    for action in [RuleAction.Kind.retrain, .rollback] {
      var rule = Rule(
        name: action.rawValue,
        when: RuleText("mean(\"x\").value > 40.0"),
        action: RuleAction(type: action)
      )
      rule.hold = .windows(hold)
      rule.minSamples = minSamples
      rule.cooldownNanoseconds = cooldownNanoseconds
      rule.perDayMax = perDayMax
      rule.acts = true
      rule.action.timeoutNanoseconds = 120_000_000_000
      rules.append(try CompiledRule(rule))
    }
    engine = EngineSettings(
      inputs: [InputSettings(name: "a"), InputSettings(name: "b")],
      models: [model],
      rules: rules
    )
  }
}
