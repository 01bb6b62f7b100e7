import KedgeModel

extension Scenario {
  /// A chat service that gets a new version after 60 % of the time: longer answers, slower, more
  /// refusals, fewer thumbs up.
  public static let chatIncident = Scenario(
    name: "chat-incident",
    start: monday,
    lengthSeconds: 7_200,
    models: [supportChat],
    incidents: [
      Incident(
        at: 0.6,
        changes: [
          Incident.Change("version", .text("v2")),
          Incident.Change("duration.median", .number(1.4)),
          Incident.Change("usage.output_tokens.median", .number(380)),
          Incident.Change("refusal_rate", .number(0.09)),
          Incident.Change("feedback.up", .number(0.7)),
        ]
      )
    ]
  )

  /// The same chat service on a day on which nothing happens.
  public static let chatQuiet = Scenario(
    name: "chat-quiet",
    start: monday,
    lengthSeconds: 7_200,
    models: [supportChat]
  )

  /// The scenarios that come with Kedge, by name.
  public static let shipped = [chatIncident, chatQuiet]

  /// 2026-01-05T00:00:00Z.
  private static let monday = Timestamp(nanoseconds: 1_767_571_200_000_000_000)

  private static let supportChat: ServiceModel = {
    var chat = ServiceModel(model: "support-chat", version: "v1", rate: 50)
    chat.segments = [
      NamedDistribution(
        "language",
        .categories([
          CategoryShare("en", 0.7), CategoryShare("de", 0.2), CategoryShare("fr", 0.1),
        ])
      )
    ]
    chat.prompt = Prompt(name: "support-answer", version: "7")
    chat.duration = .lognormal(median: 0.8, sigma: 0.5)
    chat.timeToFirstToken = .lognormal(median: 0.16, sigma: 0.4)
    chat.inputTokens = .gamma(shape: 2.5, scale: 320)
    chat.outputTokens = .lognormal(median: 220, sigma: 0.6)
    chat.features = [
      NamedDistribution("temperature", .constant(0.7)),
      NamedDistribution("retrieval_score", .normal(mean: 0.72, deviation: 0.09)),
      NamedDistribution(
        "channel",
        .categories([
          CategoryShare("web", 0.6), CategoryShare("app", 0.3), CategoryShare("mail", 0.1),
        ])
      ),
      NamedDistribution("tools", .bernoulli(probability: 0.25)),
    ]
    chat.errorRate = 0.004
    chat.refusalRate = 0.02
    chat.feedback = FeedbackPlan(
      name: "thumbs",
      share: 0.05,
      up: 0.9,
      delay: .lognormal(median: 60, sigma: 1)
    )
    return chat
  }()
}
