@testable import KedgeStatistics

/// The count that so many trials of this rate exceed with probability 1e-6 at most.
func binomialLimit(trials: Int, rate: Double) -> Double {
  var limit = Int(Double(trials) * rate)
  // P(X > k) is I_rate(k + 1, n - k).
  while limit < trials,
    BetaFunction.regularized(Double(limit + 1), Double(trials - limit), at: rate) > 1e-6
  {
    limit += 1
  }
  return Double(limit)
}

/// The count that so many trials of this rate fall below with probability 1e-6 at most.
func binomialLowerLimit(trials: Int, rate: Double) -> Double {
  Double(trials) - binomialLimit(trials: trials, rate: 1 - rate)
}
