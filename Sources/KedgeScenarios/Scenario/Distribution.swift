/// How one field of the simulated records is distributed.
public enum Distribution: Equatable, Sendable {
  /// Always the same number.
  case constant(Millionths)
  /// A normal distribution, cut at 0.
  case normal(mean: Millionths, deviation: Millionths)
  /// A lognormal distribution: the logarithm is normal with standard deviation `sigma`.
  case lognormal(median: Millionths, sigma: Millionths)
  /// A gamma distribution with mean `shape` times `scale`.
  ///
  /// Drawn through the cube-root approximation, whose mean is off by 1 part in 729 at shape 1 and by
  /// less above; a shape below 0.5 is refused.
  case gamma(shape: Millionths, scale: Millionths)
  /// True with the given probability.
  case bernoulli(probability: Millionths)
  /// One of several texts.
  case categories([CategoryShare])
}

/// One value of a categorical field and its weight.
public struct CategoryShare: Equatable, Sendable {
  /// The value as the records carry it.
  public var value: String
  /// Its weight; the weights of a field need not sum to 1.
  public var share: Millionths

  /// Makes a pair.
  public init(_ value: String, _ share: Millionths) {
    self.value = value
    self.share = share
  }
}

extension Distribution {
  /// Replaces one parameter, such as `median`.
  ///
  /// - Returns: `false` when the distribution has no parameter of that name.
  mutating func set(_ parameter: String, to value: Millionths) -> Bool {
    switch (self, parameter) {
    case (.constant, "constant"): self = .constant(value)
    case (.normal(_, let deviation), "mean"): self = .normal(mean: value, deviation: deviation)
    case (.normal(let mean, _), "deviation"): self = .normal(mean: mean, deviation: value)
    case (.lognormal(_, let sigma), "median"): self = .lognormal(median: value, sigma: sigma)
    case (.lognormal(let median, _), "sigma"): self = .lognormal(median: median, sigma: value)
    case (.gamma(_, let scale), "shape"): self = .gamma(shape: value, scale: scale)
    case (.gamma(let shape, _), "scale"): self = .gamma(shape: shape, scale: value)
    case (.bernoulli, "bernoulli"): self = .bernoulli(probability: value)
    case (.categories(var shares), _):
      guard let index = shares.firstIndex(where: { $0.value == parameter }) else { return false }
      shares[index].share = value
      self = .categories(shares)
    case (.constant, _), (.normal, _), (.lognormal, _), (.gamma, _), (.bernoulli, _): return false
    }
    return true
  }
}
