/// Bounds of a rate for one look at a fixed number of trials.
public enum BinomialInterval {
  /// The exact bounds of Clopper and Pearson: each side misses with probability α/2 at most.
  ///
  /// - Parameters:
  ///   - successes: k, at most n.
  ///   - trials: n.
  ///   - level: α in (0, 1).
  /// - Returns: The bounds; [0, 1] without a trial.
  /// - Complexity: about 120 evaluations of the incomplete beta function.
  public static func clopperPearson(
    successes: UInt64,
    trials: UInt64,
    level: Double
  ) -> Interval {
    precondition(successes <= trials, "there are at most as many successes as trials")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let (k, rest) = (Double(successes), Double(trials - successes))
    return Interval(
      lower: k == 0 ? 0 : BetaDistribution(k, rest + 1).quantile(level / 2),
      upper: rest == 0 ? 1 : BetaDistribution(k + 1, rest).upperQuantile(level / 2)
    )
  }

  /// Wilson's score interval, for display of finished windows; no decision may use it.
  ///
  /// (p̂ + z²/2n ± z·sqrt(p̂(1-p̂)/n + z²/4n²))/(1 + z²/n); 0 trials give [0, 1].
  /// - Complexity: O(1).
  public static func wilson(successes: UInt64, trials: UInt64, level: Double) -> Interval {
    precondition(successes <= trials, "there are at most as many successes as trials")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    guard trials > 0 else { return Interval(lower: 0, upper: 1) }
    let z = NormalDistribution.upperQuantile(level / 2)
    let n = Double(trials)
    let rate = Double(successes) / n
    let square = z * z
    let reach = z * (rate * (1 - rate) / n + square / (4 * n * n)).squareRoot()
    let centre = rate + square / (2 * n)
    return Interval(
      lower: max(0, (centre - reach) / (1 + square / n)),
      upper: min(1, (centre + reach) / (1 + square / n))
    )
  }
}
