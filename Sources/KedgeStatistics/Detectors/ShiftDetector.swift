import func Glibc.exp
import func Glibc.expm1
import func Glibc.log

/// The test of Page and Hinkley over standardised values: cumulative sums of both sides.
///
/// z has mean 0 and variance 1 as long as nothing changes. With the running mean replaced by 0 and
/// no fading, S − min S is the sum G ← max(0, G + z − a): an alarm where G reaches the threshold λ of
/// `threshold(averageRunLength:)`. It is held times 2a, as the logarithm of the likelihood of a shift
/// of 2a against none, so that a may differ from value to value. An alarm lasts as long as the sum
/// stays there; the sum then begins anew.
///
/// - Note: Page, "Continuous inspection schemes", Biometrika 41, 1954.
public struct ShiftDetector: Equatable, Sendable {
  /// The sum of one side, and what it is made of.
  public struct Side: Equatable, Sendable {
    /// 2a·G, in nats.
    public internal(set) var sum = 0.0
    /// Values since it was 0.
    public internal(set) var length = 0
    /// Weights of those values.
    public internal(set) var weight = 0.0
    /// Weighted sum of those values, before they were standardised.
    public internal(set) var deviation = 0.0
    /// Whether the sum has reached the threshold.
    public internal(set) var isAlarm = false

    /// A side that has seen nothing.
    public init() {}

    /// Makes a side of its parts.
    public init(sum: Double, length: Int, weight: Double, deviation: Double, isAlarm: Bool) {
      self.sum = sum
      self.length = length
      self.weight = weight
      self.deviation = deviation
      self.isAlarm = isAlarm
    }

    /// Mean deviation since the sum was 0; the change is taken to have begun there.
    public var shift: Double { weight > 0 ? deviation / weight : 0 }
  }

  /// How far above the threshold G is let grow: an alarm ends soon after its cause, and chance alone
  /// takes a sum that drifts up by d with each value down by so much with probability e^(−16d).
  private static let headroom = 8.0
  /// Mean overshoot of a boundary by a normal random walk, on both ends of the sum.
  private static let overshoot = 1.166

  /// Towards larger values.
  public private(set) var rise: Side
  /// Towards smaller values.
  public private(set) var fall: Side

  /// Makes a detector, by default one that has seen nothing.
  public init(rise: Side = Side(), fall: Side = Side()) {
    self.rise = rise
    self.fall = fall
  }

  /// Takes the next value.
  ///
  /// - Parameters:
  ///   - deviation: The value less its mean, in its unit; finite.
  ///   - deviationScale: Its standard deviation, in the same unit, above 0.
  ///   - weight: What the value counts for in `shift`, such as the records that it is a mean of.
  ///   - allowance: a > 0: what is let pass of each z.
  ///   - threshold: The sum that is an alarm.
  /// - Complexity: O(1).
  public mutating func update(
    deviation: Double,
    deviationScale: Double,
    weight: Double,
    allowance: Double,
    threshold: Double
  ) {
    let z = deviation / deviationScale
    let scale = 2 * allowance
    let limits = Limits(
      alarm: scale * threshold,
      most: scale * (threshold + ShiftDetector.headroom)
    )
    ShiftDetector.update(&rise, scale * (z - allowance), (deviation, weight), limits)
    ShiftDetector.update(&fall, scale * (-z - allowance), (deviation, weight), limits)
  }

  private struct Limits {
    let alarm: Double
    let most: Double
  }

  private static func update(
    _ side: inout Side,
    _ step: Double,
    _ value: (deviation: Double, weight: Double),
    _ limits: Limits
  ) {
    let sum = side.sum + step
    guard sum > 0, !side.isAlarm || sum >= limits.alarm else {
      side = Side()
      return
    }
    side.sum = min(sum, limits.most)
    side.length += 1
    side.weight += value.weight
    side.deviation += value.weight * value.deviation
    side.isAlarm = sum >= limits.alarm
  }

  /// The threshold with which, without a change, an alarm of either side comes once in so many values.
  ///
  /// ARL ≈ (e^{2aκ} − 1 − 2aκ)/(2a²) for one side, κ = λ + 1.166; of two sides the rates add. Means of
  /// skewed values have heavier tails: the exponent 2a is replaced by the root θ of
  /// −aθ + θ²/2 + γθ³/6 = 0, the first terms of their cumulants.
  ///
  /// - Parameters:
  ///   - averageRunLength: Values from one alarm to the next, above 1.
  ///   - allowance: a > 0.
  ///   - skewness: γ of the standardised values; its sign does not count.
  /// - Returns: λ, not negative.
  /// - Note: Siegmund, "Sequential Analysis", 1985, section X.2.
  public static func threshold(
    averageRunLength: Double,
    allowance: Double,
    skewness: Double = 0
  ) -> Double {
    let target = 4 * averageRunLength * allowance * allowance
    let x = ShiftDetector.root(target)
    let stretch = 2 * allowance / exponent(allowance: allowance, skewness: abs(skewness))
    return max(0, stretch * x / (2 * allowance) - overshoot)
  }

  /// x with e^x − 1 − x = target, by Newton's steps, which come down to it.
  private static func root(_ target: Double) -> Double {
    var x = log(target + 1) + 2
    while true {
      let next = x - (expm1(x) - x - target) / expm1(x)
      guard next < x, next > 0 else { return x }
      x = next
    }
  }

  /// θ; it lies below 2a.
  private static func exponent(allowance: Double, skewness: Double) -> Double {
    guard skewness > 1e-9 else { return 2 * allowance }
    // θ/2 + γθ²/6 = a.
    let root = (0.25 + 2 * skewness * allowance / 3).squareRoot()
    return (root - 0.5) * 3 / skewness
  }
}
