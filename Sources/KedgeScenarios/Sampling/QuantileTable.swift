/// A distribution as 1,025 of its quantiles, in millionths: one draw is one lookup.
struct QuantileTable {
  private let points: [Int64]

  /// Works out the quantiles of a numeric distribution; `nil` for one of categories or truth values.
  init?(_ distribution: Distribution) {
    switch distribution {
    case .constant(let value):
      points = Array(repeating: value.count, count: 1_025)
    case .normal(let mean, let deviation):
      points = (0...1_024).map { index in
        Self.clamped(Int128(mean.count) + scaled(deviation, by: Self.normal(index)))
      }
    case .lognormal(let median, let sigma):
      points = (0...1_024).map { index in
        let exponent = scaled(sigma, by: Self.normal(index)) * 1_549_082_005 / 1_000_000
        let power = PowerOfTwo.raise(Int64(exponent >> 6))
        return Self.clamped(scaled(median, by: power))
      }
    case .gamma(let shape, let scale):
      points = Self.gamma(shape: shape, scale: scale)
    case .bernoulli, .categories:
      return nil
    }
  }

  /// The exponential distribution of the given mean.
  init(exponentialOfMean mean: Millionths) {
    points = StandardQuantiles.exponential.map { point in
      Self.clamped(scaled(mean, by: Int64(point)))
    }
  }

  /// One draw, in millionths, at least 0.
  func draw(_ generator: inout SplitMix64) -> Int64 {
    let bits = generator.next()
    let index = Int(bits >> 54)
    let fraction = Int64((bits >> 34) & 0xF_FFFF)
    let low = points[index]
    return low + ((points[index + 1] - low) * fraction) >> 20
  }

  /// The cube-root approximation of the gamma distribution.
  ///
  /// shape * scale * (1 - 1 / (9 shape) + z / (3 sqrt(shape)))^3 with z standard normal.
  ///
  /// - Note: Wilson and Hilferty, PNAS 17 (1931), doi:10.1073/pnas.17.12.684.
  private static func gamma(shape: Millionths, scale: Millionths) -> [Int64] {
    let one = Int128(1) << 24
    let ninth = one * 1_000_000 / (9 * Int128(shape.count))
    let root = Int128(squareRoot(of: Int128(shape.count) * 1_000_000))
    let mean = Int128(shape.count) * Int128(scale.count) / 1_000_000
    return (0...1_024).map { index in
      let base = one - ninth + Int128(normal(index)) * 1_000_000 / (3 * root)
      guard base > 0 else { return 0 }
      let cube = (((base * base) >> 24) * base) >> 24
      return clamped((mean * cube) >> 24)
    }
  }

  /// The standard normal quantile at `index` / 1024, in units of 2^-24.
  private static func normal(_ index: Int) -> Int64 {
    index >= 512
      ? Int64(StandardQuantiles.upperNormal[index - 512])
      : -Int64(StandardQuantiles.upperNormal[512 - index])
  }

  /// Keeps a point where the interpolation of `draw` cannot overflow.
  private static func clamped(_ value: Int128) -> Int64 {
    Int64(max(0, min(value, Int128(Millionths.largest.count))))
  }

  /// The whole part of the square root.
  private static func squareRoot(of value: Int128) -> Int128 {
    guard value > 1 else { return value }
    var guess = Int128(1) << ((128 - value.leadingZeroBitCount + 1) / 2)
    while true {
      let next = (guess + value / guess) / 2
      guard next < guess else { return guess }
      guess = next
    }
  }
}

/// `value` times `factor`, which is in units of 2^-24; the result is in millionths.
private func scaled(_ value: Millionths, by factor: Int64) -> Int128 {
  (Int128(value.count) * Int128(factor)) >> 24
}
