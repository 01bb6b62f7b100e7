import func Glibc.exp
import func Glibc.expm1
import func Glibc.log
import func Glibc.log1p

/// Bounds of a rate that hold at every moment at once, exact for any number of trials.
///
/// The beta-binomial mixture M(p) = B(½+k, ½+n-k)/B(½, ½)/(p^k·(1-p)^(n-k)) is a martingale
/// with mean 1 at the true rate, so it reaches 1/α with probability α at most, however often one
/// looks. The bounds are where M(p) = 1/α. They need k and n only.
///
/// - Note: Robbins, Ann. Math. Statist. 41 (1970), doi:10.1214/aoms/1177696786.
public enum RateSequence {
  /// Bounds of the rate after k successes in n trials.
  ///
  /// - Parameters:
  ///   - successes: k, at most n.
  ///   - trials: n.
  ///   - level: α in (0, 1), for both sides together.
  /// - Returns: The bounds; [0, 1] without a trial.
  /// - Complexity: about 20 logarithms; two where all trials ended alike.
  public static func interval(successes: UInt64, trials: UInt64, level: Double) -> Interval {
    precondition(successes <= trials, "there are at most as many successes as trials")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    guard trials > 0 else { return Interval(lower: 0, upper: 1) }
    let mixture = Mixture(successes: successes, trials: trials)
    let limit = -log(level)
    let exponent = (mixture.atObservedRate - limit) / Double(trials)
    // With no success, M is that of the observed rate over (1-p)^n; with successes only, over p^n.
    if successes == 0 { return Interval(lower: 0, upper: -expm1(exponent)) }
    if successes == trials { return Interval(lower: exp(exponent), upper: 1) }
    let below = mixture.border(limit)
    let above = Mixture(successes: trials - successes, trials: trials).border(limit)
    return Interval(
      lower: mixture.k * exp(below) / Double(trials),
      upper: (mixture.k - mixture.rest * expm1(above)) / Double(trials)
    )
  }

  /// Whether the bounds after k successes in n trials leave a rate out.
  ///
  /// - Complexity: O(1).
  public static func excludes(
    _ rate: Double,
    successes: UInt64,
    trials: UInt64,
    level: Double
  ) -> Bool {
    guard trials > 0 else { return false }
    return logarithmOfEvidence(against: rate, successes: successes, trials: trials)
      >= -log(level)
  }

  /// ln M(rate): the logarithm of the evidence against this rate.
  ///
  /// - Parameters:
  ///   - rate: In [0, 1].
  ///   - successes: k, at most n.
  ///   - trials: n.
  /// - Returns: Infinity where the data are impossible at this rate.
  /// - Complexity: O(1).
  public static func logarithmOfEvidence(
    against rate: Double,
    successes: UInt64,
    trials: UInt64
  ) -> Double {
    precondition(successes <= trials, "there are at most as many successes as trials")
    guard trials > 0 else { return 0 }
    return Mixture(successes: successes, trials: trials).logarithm(at: rate)
  }

  /// Bounds of the difference of two rates, second minus first, by the union of two sequences at
  /// α/2 each.
  ///
  /// - Complexity: that of two intervals.
  public static func difference(
    baseline: (successes: UInt64, trials: UInt64),
    window: (successes: UInt64, trials: UInt64),
    level: Double
  ) -> Interval {
    let first = interval(
      successes: baseline.successes,
      trials: baseline.trials,
      level: level / 2
    )
    let second = interval(successes: window.successes, trials: window.trials, level: level / 2)
    return Interval(lower: second.lower - first.upper, upper: second.upper - first.lower)
  }

  /// Skewness of one trial with this rate, (1-2p)/sqrt(p(1-p)); `nil` for 0 and 1.
  public static func skewness(rate: Double) -> Double? {
    guard rate > 0, rate < 1 else { return nil }
    return (1 - 2 * rate) / (rate * (1 - rate)).squareRoot()
  }

  /// ln M as a function of the rate.
  ///
  /// Written as its value at the observed rate plus n times a relative entropy, in which the
  /// linear terms cancel on paper and not in the last digits.
  private struct Mixture {
    let k: Double
    let rest: Double
    let atObservedRate: Double

    init(successes: UInt64, trials: UInt64) {
      k = Double(successes)
      rest = Double(trials - successes)
      let n = Double(trials)
      let powers =
        (k > 0 ? k * log(k / n) : 0) + (rest > 0 ? rest * log1p(-k / n) : 0)
      atObservedRate =
        BetaFunction.logarithm(k + 0.5, rest + 0.5) - log(Double.pi) - powers
    }

    /// The rate p below the observed p̂ at which ln M reaches a limit, as w = ln(p/p̂).
    ///
    /// Newton's method: ln M is convex in w, so from a start at or beyond the border
    /// every step comes closer and none passes it. The start: n times the relative entropy is at
    /// least k·(1-p/p̂)²/2, since the variance below p̂ is at most p̂, and at least k·(-w-1).
    ///
    /// - Precondition: there are successes and failures.
    func border(_ limit: Double) -> Double {
      let missing = limit - atObservedRate
      guard missing > 0 else { return 0 }
      let spread = (2 * missing / k).squareRoot()
      var w = spread < 1 ? log1p(-spread) : -1 - missing / k
      while true {
        let ratio = expm1(w)
        let excess =
          -k * Mixture.remainder(ratio, logarithm: w)
          - rest * LogarithmicRemainder.value(at: -ratio * k / rest) - missing
        let slope = k * ratio * (k + rest) / (rest - k * ratio)
        let next = w - excess / slope
        // Where rounding leaves nothing to gain, the step ends on this side or goes back.
        guard excess > 0, next > w, next - w > -4e-16 * w else { return w }
        w = next
      }
    }

    func logarithm(at rate: Double) -> Double {
      let n = k + rest
      if k == 0 { return rate < 1 ? atObservedRate - n * log1p(-rate) : .infinity }
      if rest == 0 { return rate > 0 ? atObservedRate - n * log(rate) : .infinity }
      guard rate > 0, rate < 1 else { return .infinity }
      let distance = rate - k / n
      return atObservedRate
        - k * Mixture.remainder(distance * n / k, logarithm: log(rate * n / k))
        - rest * Mixture.remainder(-distance * n / rest, logarithm: log1p(-rate) - log(rest / n))
    }

    /// ln(1+x) - x, where the logarithm is known: it is exact near -1, and cancels near 0.
    private static func remainder(_ x: Double, logarithm: @autoclosure () -> Double) -> Double {
      x < -0.5 ? logarithm() - x : LogarithmicRemainder.value(at: x)
    }
  }
}
