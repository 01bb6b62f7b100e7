import KedgeModel
import KedgeScenarios
import Testing

struct ScenarioTests {
  @Test
  func `every kind of setting can be changed by an incident`() throws {
    let changes: [Incident.Change] = [
      Incident.Change("version", .text("v9")),
      Incident.Change("prompt.version", .text("8")),
      Incident.Change("rate", .number(60)),
      Incident.Change("error_rate", .number(0.5)),
      Incident.Change("duration.sigma", .number(0.1)),
      Incident.Change("ttft.median", .number(0.3)),
      Incident.Change("usage.input_tokens.shape", .number(4)),
      Incident.Change("usage.input_tokens.scale", .number(10)),
      Incident.Change("feedback.share", .number(0.5)),
      Incident.Change("feedback.delay.median", .number(1)),
      Incident.Change("features.temperature.constant", .number(1)),
      Incident.Change("features.retrieval_score.mean", .number(0.2)),
      Incident.Change("features.retrieval_score.deviation", .number(0)),
      Incident.Change("features.tools.bernoulli", .number(1)),
      Incident.Change("features.channel.web", .number(0)),
      Incident.Change("segment.language.en", .number(0)),
    ]
    var scenario = Scenario.chatQuiet
    scenario.incidents = [Incident(at: 0, changes: changes)]

    let first = try #require(lines(try play(scenario, seed: 1, count: 1).bytes).first)

    #expect(first.text("version") == "v9")
    #expect(first.text.contains("\"prompt\":{\"name\":\"support-answer\",\"version\":\"8\"}"))
    #expect(first.number("temperature") == 1)
    #expect(first.number("retrieval_score") == 0.2)
    #expect(first.text.contains("\"tools\":true"))
    #expect(first.text("channel") != "web")
    #expect(first.text("language") != "en")
  }

  @Test(arguments: [
    "duration.mean", "usage.reasoning_tokens.median", "feedback", "features.nothing.mean", "",
    "features.channel.fax", "model", "version",
  ])
  func `an unknown setting is refused with its path`(path: String) throws {
    var scenario = Scenario.chatQuiet
    scenario.incidents = [Incident(at: 0.5, changes: [Incident.Change(path, .number(1))])]

    #expect(throws: ScenarioError.unknownSetting(model: "support-chat", path: path)) {
      try ScenarioStream(scenario: scenario, seed: 0)
    }
  }

  @Test
  func `an incident of a model that does not exist is refused`() throws {
    var scenario = Scenario.chatQuiet
    scenario.incidents = [Incident(at: 0.5, model: "ranker", changes: [])]

    #expect(throws: ScenarioError.unknownModel("ranker")) {
      try ScenarioStream(scenario: scenario, seed: 0)
    }
  }

  @Test
  func `values out of range are refused with their path`() throws {
    func refusal(_ change: (inout ServiceModel) -> Void) -> String? {
      var scenario = Scenario.chatQuiet
      change(&scenario.models[0])
      do {
        try scenario.validate()
      } catch .invalid(_, let path, _) {
        return path
      } catch {
        return "\(error)"
      }
      return nil
    }

    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.rate = 0 } == "rate")
    #expect(refusal { $0.errorRate = 1.5 } == "error_rate")
    #expect(refusal { $0.model = "a\"b" } == "model")
    #expect(refusal { $0.duration = .gamma(shape: 0.1, scale: 1) } == "duration")
    #expect(refusal { $0.duration = .bernoulli(probability: 0.5) } == "duration")
    #expect(refusal { $0.outputTokens = .lognormal(median: 0, sigma: 1) } == "usage.output_tokens")
    #expect(refusal { $0.feedback?.up = -1 } == "feedback.up")
    #expect(refusal { $0.segments = [NamedDistribution("k", .constant(1))] } == "segment.k")
    #expect(refusal { $0.features += $0.features } == "features")
  }

  @Test(arguments: [(0.7, 700_000), (-0.000001, -1), (1e12, 4_000_000_000_000), (.nan, 0)])
  func `decimals become whole millionths`(value: Double, expected: Int64) {
    #expect(Millionths(value).count == expected)
  }
}
