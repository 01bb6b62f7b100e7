/// One simulated model: how often it is called and what its records look like.
public struct ServiceModel: Equatable, Sendable {
  /// Name of the model.
  public var model: String
  /// Version that the records name.
  public var version: String
  /// Inference records per second of event time.
  public var rate: Millionths
  /// Segment keys with the shares of their values, in the order in which records carry them.
  public var segments: [NamedDistribution] = []
  /// Name and version of the prompt; none where the records carry no prompt.
  public var prompt: Prompt?
  /// Seconds from request to the end of the answer.
  public var duration: Distribution = .lognormal(median: 0.8, sigma: 0.5)
  /// Seconds to the first token, at most the duration; none for a model that does not stream.
  public var timeToFirstToken: Distribution?
  /// Tokens of the request; none for a model without tokens.
  public var inputTokens: Distribution?
  /// Tokens of the answer; none for a model without tokens.
  public var outputTokens: Distribution?
  /// Features by name, in the order in which records carry them.
  public var features: [NamedDistribution] = []
  /// Share of the calls that end in an error.
  public var errorRate: Millionths = 0
  /// Share of the answers that are refusals.
  public var refusalRate: Millionths = 0
  /// Feedback on the answers; none for a model without.
  public var feedback: FeedbackPlan?

  /// Makes a model with default distributions.
  public init(model: String, version: String, rate: Millionths) {
    self.model = model
    self.version = version
    self.rate = rate
  }
}

/// A field of a given name and its distribution.
public struct NamedDistribution: Equatable, Sendable {
  /// Name of the field or of the segment key.
  public var name: String
  /// How its values are distributed.
  public var distribution: Distribution

  /// Makes a pair.
  public init(_ name: String, _ distribution: Distribution) {
    self.name = name
    self.distribution = distribution
  }
}

/// Name and version of a prompt.
public struct Prompt: Equatable, Sendable {
  /// Name of the prompt.
  public var name: String
  /// Version of the prompt.
  public var version: String

  /// Makes a prompt.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}

/// How often answers are judged, how, and how long after.
public struct FeedbackPlan: Equatable, Sendable {
  /// Name of the feedback, such as `thumbs`.
  public var name: String
  /// Share of the successful calls that are judged.
  public var share: Millionths
  /// Share of the judgements that are positive.
  public var up: Millionths
  /// Seconds from the inference to the judgement.
  public var delay: Distribution

  /// Makes a plan.
  public init(name: String, share: Millionths, up: Millionths, delay: Distribution) {
    self.name = name
    self.share = share
    self.up = up
    self.delay = delay
  }
}
