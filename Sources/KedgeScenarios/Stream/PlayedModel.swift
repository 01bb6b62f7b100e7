/// A model made ready for drawing: its distributions as tables.
struct PlayedModel {
  /// A feature and how its value is drawn.
  enum Field {
    case number(QuantileTable)
    case category(CategoryTable)
    case truth(Millionths)
  }

  /// The settings that the tables were made from.
  let settings: ServiceModel
  /// Position of this version's counters in the truth.
  let tally: Int
  /// Seconds between two calls.
  let interval: QuantileTable
  /// Seconds from an inference to its feedback; `nil` for a model without feedback.
  let feedbackDelay: QuantileTable?
  /// Segment keys, as JSON text up to the value, and their values.
  private(set) var segments: [(opening: [UInt8], values: CategoryTable)] = []
  /// Features, as JSON text up to the value, and their values.
  private(set) var features: [(opening: [UInt8], values: Field)] = []

  private let duration: QuantileTable?
  private let timeToFirstToken: QuantileTable?
  private let inputTokens: QuantileTable?
  private let outputTokens: QuantileTable?

  /// Prepares a model that has been validated.
  init(_ model: ServiceModel, tally: Int) {
    settings = model
    self.tally = tally
    let meanInterval = Int64(1_000_000_000_000) / model.rate.count
    interval = QuantileTable(exponentialOfMean: Millionths(count: max(meanInterval, 1)))
    feedbackDelay = model.feedback.flatMap { QuantileTable($0.delay) }
    duration = QuantileTable(model.duration)
    timeToFirstToken = model.timeToFirstToken.flatMap { QuantileTable($0) }
    inputTokens = model.inputTokens.flatMap { QuantileTable($0) }
    outputTokens = model.outputTokens.flatMap { QuantileTable($0) }
    for field in model.segments {
      guard case .categories(let shares) = field.distribution else { continue }
      segments.append((Self.opening(field.name), CategoryTable(shares)))
    }
    for field in model.features {
      guard let values = Self.values(field.distribution) else { continue }
      features.append((Self.opening(field.name), values))
    }
  }

  /// Draws one call; the order of the draws is part of the format.
  func draw(time: Int64, number: UInt64, _ generator: inout SplitMix64) -> Call {
    let outcome = outcome(&generator)
    // The smaller of two draws: some users call much more often than others.
    let user = min(generator.below(4_000), generator.below(4_000))
    let duration = max(1, duration?.draw(&generator) ?? 0)
    var call = Call(time: time, number: number, user: user, outcome: outcome, duration: duration)
    call.inputTokens = inputTokens.map { max(1, whole($0.draw(&generator))) }
    let firstToken = timeToFirstToken?.draw(&generator)
    let output = outputTokens?.draw(&generator)
    guard call.isAnswer else { return call }
    call.timeToFirstToken = firstToken.map { min($0, duration) }
    call.outputTokens = output.map { min(Call.outputTokensMax, max(1, whole($0))) }
    return call
  }

  private func outcome(_ generator: inout SplitMix64) -> Call.Outcome {
    if generator.happens(settings.errorRate) {
      let point = generator.below(10)
      return .failed(point < 5 ? .rateLimited : point < 8 ? .timeout : .overloaded)
    }
    return generator.happens(settings.refusalRate) ? .refused : .answered
  }

  private func whole(_ millionths: Int64) -> Int64 { (millionths + 500_000) / 1_000_000 }

  private static func values(_ distribution: Distribution) -> Field? {
    switch distribution {
    case .categories(let shares): .category(CategoryTable(shares))
    case .bernoulli(let probability): .truth(probability)
    case .constant, .normal, .lognormal, .gamma: QuantileTable(distribution).map { .number($0) }
    }
  }

  private static func opening(_ name: String) -> [UInt8] { Array("\"\(name)\":".utf8) }
}
