extension ServiceModel {
  /// Checks names, rates, shares and every distribution.
  func validate() throws(ScenarioError) {
    try check(isName(model), "model", "a name of 1 to 128 printable bytes without quotes")
    try check(isName(version), "version", "a name of 1 to 128 printable bytes without quotes")
    try check((1...1_000_000_000_000).contains(rate.count), "rate", "0.000001/s to 1000000/s")
    try check(isShare(errorRate), "error_rate", "a share from 0 to 1")
    try check(isShare(refusalRate), "refusal_rate", "a share from 0 to 1")
    try check(duration, "duration")
    try check(timeToFirstToken, "ttft")
    try check(inputTokens, "usage.input_tokens")
    try check(outputTokens, "usage.output_tokens")
    if let prompt {
      try check(isName(prompt.name) && isName(prompt.version), "prompt", "a name and a version")
    }
    try check(Set(features.map(\.name)).count == features.count, "features", "named only once each")
    try check(Set(segments.map(\.name)).count == segments.count, "segment", "named only once each")
    for field in features { try check(feature: field) }
    for field in segments { try check(segment: field) }
    if let feedback { try check(feedback) }
  }

  private func check(_ plan: FeedbackPlan) throws(ScenarioError) {
    try check(isName(plan.name), "feedback.name", "a name of 1 to 128 printable bytes")
    try check(isShare(plan.share), "feedback.share", "a share from 0 to 1")
    try check(isShare(plan.up), "feedback.up", "a share from 0 to 1")
    try check(plan.delay, "feedback.delay")
  }

  private func check(feature: NamedDistribution) throws(ScenarioError) {
    let path = "features." + feature.name
    try check(isName(feature.name), path, "named with 1 to 128 printable bytes")
    if case .categories(let shares) = feature.distribution {
      try check(shares, path)
    } else if case .bernoulli(let probability) = feature.distribution {
      try check(isShare(probability), path, "a probability from 0 to 1")
    } else {
      try check(feature.distribution, path)
    }
  }

  private func check(segment: NamedDistribution) throws(ScenarioError) {
    let path = "segment." + segment.name
    guard isName(segment.name), case .categories(let shares) = segment.distribution else {
      throw .invalid(model: model, path: path, expected: "a map of values to shares")
    }
    try check(shares, path)
  }

  private func check(_ shares: [CategoryShare], _ path: String) throws(ScenarioError) {
    try check((1...256).contains(shares.count), path, "a map of 1 to 256 values to shares")
    try check(shares.allSatisfy { isName($0.value) && $0.share >= 0 }, path, "shares of at least 0")
    let total = shares.reduce(Int64(0)) { $0 + min($1.share.count, 1_000_000_000_000) }
    try check(total > 0, path, "a map with at least one share above 0")
  }

  private func check(_ distribution: Distribution?, _ path: String) throws(ScenarioError) {
    switch distribution {
    case nil: break
    case .constant(let value): try check(value >= 0, path, "at least 0")
    case .normal(let mean, let deviation):
      try check(mean >= 0 && deviation >= 0, path, "a mean and a deviation of at least 0")
    case .lognormal(let median, let sigma):
      try check(
        median > 0 && sigma >= 0 && sigma <= 8,
        path,
        "a median above 0, a sigma from 0 to 8"
      )
    case .gamma(let shape, let scale):
      let isGood = shape >= 0.5 && scale > 0 && shape <= Millionths(count: 1_000_000_000_000)
      try check(isGood, path, "a shape of at least 0.5 and a scale above 0")
    case .bernoulli, .categories:
      throw .invalid(model: model, path: path, expected: "constant, normal, lognormal or gamma")
    }
  }

  private func check(
    _ isGood: Bool,
    _ path: String,
    _ expected: String
  ) throws(ScenarioError) {
    guard isGood else { throw .invalid(model: model, path: path, expected: expected) }
  }

  private func isShare(_ value: Millionths) -> Bool { (0...1_000_000).contains(value.count) }

  /// Names are written into the lines as they are, so they must need no escape.
  private func isName(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x5C && $0 < 0x7F }
  }
}
