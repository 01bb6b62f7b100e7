/// The least effect that a comparison with the baseline finds with a probability of 0.9.
///
/// The observed effect has to leave the bounds that the level asks for; the true one has to be larger
/// by what chance may take from it.
public enum DetectableEffect {
  /// Probability with which the effect is found.
  public static let power = 0.9

  /// Of a rate: how much higher it has to be than the baseline's.
  ///
  /// - Parameters:
  ///   - baseline: What the baseline held; some trials.
  ///   - trials: Of the window.
  ///   - level: α of the comparison by `RateSequence.difference`.
  /// - Returns: A share above 0; `nil` where not even a window of successes would be enough.
  /// - Complexity: about log₂(trials) intervals.
  /// - Note: The share with which so many successes come with the power is Wilson's bound (JASA 22,
  ///   1927), normal in the number of successes.
  public static func rise(
    ofRate baseline: (successes: UInt64, trials: UInt64),
    trials: UInt64,
    level: Double
  ) -> Double? {
    guard trials > 0, baseline.trials > 0 else { return nil }
    let most = RateSequence.interval(
      successes: baseline.successes,
      trials: baseline.trials,
      level: level / 2
    ).upper
    func proves(_ successes: UInt64) -> Bool {
      RateSequence.interval(successes: successes, trials: trials, level: level / 2).lower > most
    }
    guard proves(trials) else { return nil }
    var (low, high) = (UInt64(0), trials)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if proves(middle) { high = middle } else { low = middle }
    }
    let count = Double(trials)
    let share = Double(high) / count
    let z = NormalDistribution.quantile(power)
    let spread = (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let needed = (share + z * z / (2 * count) + z * spread) / (1 + z * z / count)
    return min(1, needed) - Double(baseline.successes) / Double(baseline.trials)
  }

  /// Of a mean: how far it has to be from the baseline's, on either side.
  ///
  /// - Parameters:
  ///   - deviation: Standard deviation of single values.
  ///   - baselineCount: Values of the baseline, above 0.
  ///   - count: Values of the window, above 0.
  ///   - level: α of the comparison by `MeanSequence.difference`.
  /// - Returns: In the unit of the values.
  /// - Complexity: O(1).
  public static func shift(
    ofMean deviation: Double,
    baselineCount: Double,
    count: Double,
    level: Double
  ) -> Double {
    precondition(baselineCount > 0 && count > 0, "there are values")
    let error = deviation * (1 / baselineCount + 1 / count).squareRoot()
    let width = MeanSequence.halfWidth(
      standardError: error,
      count: 2 * baselineCount * count / (baselineCount + count),
      level: level,
      expectedCount: count
    )
    return width + NormalDistribution.quantile(power) * error
  }

  /// Of a distance between shares: the population stability index, in nats.
  ///
  /// To second order the G statistic and Σ(q-p)·ln(q/p) follow the same noncentral chi-square law.
  ///
  /// - Parameters:
  ///   - cells: B, those that are not empty on both sides; at least two.
  ///   - baselineCount: Values of the baseline, above 0.
  ///   - count: Values of the window, above 0.
  ///   - level: α of the `ChangeTest`.
  /// - Returns: The index of the shares themselves, without what chance adds.
  /// - Complexity: about 70 evaluations of the distribution.
  public static func divergence(
    cells: Int,
    baselineCount: Double,
    count: Double,
    level: Double
  ) -> Double {
    precondition(cells > 1 && baselineCount > 0 && count > 0, "there are values and cells")
    let degrees = Double(cells - 1)
    let needed =
      level < ChangeTest.asymptoticLevelMin
      ? 2 * RelativeEntropyBound.halfStatistic(power: 2 * degrees, level: level)
      : ChiSquareDistribution(degrees: degrees).upperQuantile(level)
    let noncentrality = Bisection.border(inside: 4 * needed + 40, outside: 0) {
      NoncentralChiSquareDistribution(degrees: degrees, noncentrality: $0).survival(at: needed)
        >= power
    }
    return noncentrality * (1 / baselineCount + 1 / count)
  }

  /// Of the largest difference between two distribution functions, 0...1.
  ///
  /// - Parameters:
  ///   - baselineCount: Values of the baseline, above 0.
  ///   - count: Values of the window, above 0.
  ///   - level: α of the Kolmogorov-Smirnov test.
  /// - Returns: A difference that is large enough wherever it lies: where half of the values lie
  ///   below, chance takes most from it.
  public static func difference(
    ofDistributions baselineCount: Double,
    count: Double,
    level: Double
  ) -> Double {
    precondition(baselineCount > 0 && count > 0, "there are values")
    let error = 0.5 * (1 / baselineCount + 1 / count).squareRoot()
    return KolmogorovSmirnovLaw.threshold(level: level, n: baselineCount, m: count)
      + NormalDistribution.quantile(power) * error
  }

  /// Of a quantile: by how much all values have to rise.
  ///
  /// - Parameters:
  ///   - share: φ in (0, 1).
  ///   - baseline: The values of the baseline, none negative.
  ///   - count: Values of the window, above 0.
  ///   - level: α of both sides of a quantile's bounds.
  /// - Returns: In the unit of the values; `nil` where no rise is enough.
  /// - Complexity: O(log n) logarithms.
  public static func rise(
    ofQuantile share: Double,
    baseline: HistogramRanks,
    count: UInt64,
    level: Double
  ) -> Double? {
    guard baseline.count > 0, count > 0 else { return nil }
    let past = QuantileSequence.ranks(share: share, trials: baseline.count, level: level)
    let now = QuantileSequence.ranks(share: share, trials: count, level: level)
    guard let highest = QuantileSequence.bounds(past, of: baseline).upper, let rank = now.lower
    else { return nil }
    let size = Double(count)
    let error = (share * (1 - share) / size).squareRoot()
    let reached = Double(rank) / size - NormalDistribution.quantile(power) * error
    guard reached > 0, let value = baseline.quantile(reached) else { return nil }
    // Wherever the values come to lie, there has to be a bucket between.
    let place = UInt64(max(1, (reached * Double(baseline.count)).rounded(.up)))
    let borders = (baseline.lowerBorder(ofRank: place), baseline.upperBorder(ofRank: place))
    let width = borders.0 > 0 ? borders.1 / borders.0 : 1
    return max(0, highest * width * width - value)
  }
}
