import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport

/// A stream of two inputs that meets windows, groupings, rules, joins and a baseline, all drawn
/// from a seed.
struct StreamFixture {
  let settings: EngineSettings
  let steps: [Step]

  /// One thing that the engine is told.
  enum Step {
    case lines([RecordLine], input: Int)
    case tick(Timestamp)
    /// Ends the oldest open action.
    case report(ActionResult)
    case end
  }

  init(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rules = [
      try rule("failing", when: "error_rate().value > 0.3", action: .retrain) {
        $0.hold = .windows(2)
        $0.acts = true
        $0.cooldownNanoseconds = 2 * minute
        $0.action.timeoutNanoseconds = 3 * minute
      },
      try rule("quality", when: "metric(\"accuracy\").value < 0.6", action: .rollback) {
        $0.acts = true
        $0.match.eachSegment = random.happens(0.5)
      },
      try rule("drifted", when: "missing(\"x\").value > 0.2 || drift(\"*\").breach"),
      try rule("quiet", when: "silence() > duration(\"3m\")") { $0.kind = .dataMissing },
    ]
    let counts = random.happens(0.4)
    let grouped = random.happens(0.6)
    let baseline = random.pick([20, 40, 100_000])
    let mode: AlarmBudget.Mode = random.pick([.spend, .accumulate, .fdr(share: 0.1)])
    var settings = KedgeEngineTests.settings(inputs: ["a", "b"], rules: rules) {
      $0.window =
        counts
        ? countWindow(22)
        : timeWindow(
          pane: minute,
          size: 2 * minute,
          every: minute,
          lateness: 10 * second
        )
      $0.groupings = grouped ? [["language"]] : []
      $0.baseline = .first(records: baseline)
      $0.horizonNanoseconds = 20 * minute
    }
    settings.budget.mode = mode
    self.settings = settings
    steps = StreamFixture.steps(&random)
  }

  private static func steps(_ random: inout SplitMix64) -> [Step] {
    var now = origin
    var steps: [Step] = []
    for number in 0..<15 {
      switch random.number(0...11) {
      case 0: steps.append(.tick(Timestamp(nanoseconds: now)))
      case 1: steps.append(.report(random.pick([.started, .succeeded, .failed])))
      default:
        let isFailing = random.happens(0.4)
        let lines = (0..<random.number(1...14)).map { row in
          now += Int64(random.number(0...9)) * second
          return line(&random, "\(number)-\(row)", now, isFailing)
        }
        steps.append(.lines(lines, input: random.number(0...1)))
      }
    }
    return steps + [.end]
  }

  private static func line(
    _ random: inout SplitMix64,
    _ id: String,
    _ now: Int64,
    _ isFailing: Bool
  ) -> RecordLine {
    let other = "\(random.number(0...14))-\(random.number(0...9))"
    switch random.number(0...9) {
    case 0: return .label(random.happens(0.5) ? "1" : "0", of: other, time: now)
    case 1:
      return .feedback(
        random.happens(0.5) ? "1" : "0",
        of: other,
        time: now,
        id: "f\(random.number(0...2))",
        name: random.pick(["thumbs", "stars"])
      )
    default:
      var line = RecordLine(time: now - (random.happens(0.1) ? 3 * minute : 0), id: id)
      line.model = random.pick(["m", "m", "n"])
      line.version = random.happens(0.2) ? "v2" : "v1"
      line.segment["language"] = random.pick(["\"de\"", "\"en\"", "\"fr\""])
      line.features["x"] =
        random.happens(0.15) ? "null" : "\(Double(random.number(-999...999)) / 8)"
      line.features["y\(random.number(0...3))"] = random.happens(0.1) ? "\"text\"" : "3"
      line.fields["duration"] = "\(random.number(1...999))"
      line.fields["prediction"] = random.pick(["0", "1"])
      line.fields["score"] = "0.\(random.number(0...9))"
      line.fields["fingerprint"] = "\"f\(random.number(0...1))\""
      if isFailing, random.happens(0.7) { line.fields["status"] = "\"error\"" }
      return line
    }
  }

  /// Takes one step.
  func take(_ step: Step, _ feed: inout Feed) -> [String] {
    switch step {
    case .lines(let lines, let input): Transcript.lines(feed.push(lines, input: input))
    case .tick(let now): Transcript.lines(feed.tick(at: now))
    case .report(let result):
      feed.engine.openIntents.first.map { intent in
        Transcript.lines(feed.report(ActionReport(event: intent.event, result: result)))
      } ?? []
    case .end: Transcript.lines(feed.finish())
    }
  }
}
