import func Glibc.exp
import func Glibc.log

/// The law of the two-sample Kolmogorov-Smirnov statistic D without a change.
public enum KolmogorovSmirnovLaw {
  /// The exact law is used while both samples are at most this large.
  public static let exactCountMax = 10_000

  /// P(D or more) for continuous data, exact.
  ///
  /// The n+m steps of the two empirical cdfs are a random lattice path; the probability that it
  /// ever reaches |i/n - j/m| ≥ D is computed backwards from the end. All terms are positive, so
  /// small probabilities keep their digits.
  /// - Parameters:
  ///   - steps: D·n·m, the largest |i·m - j·n|, a whole number.
  ///   - n: Size of one sample, positive.
  ///   - m: Size of the other, positive.
  /// - Returns: A probability, 1 for no step.
  /// - Complexity: O(n·m·D) time, O(m) memory.
  public static func exact(steps: Int, n: Int, m: Int) -> Double {
    precondition(n > 0 && m > 0, "both samples have an observation")
    guard steps > 0 else { return 1 }
    // reach[j] is the probability from (i, j); it stays 1 outside the band, which moves to smaller j.
    var reach = [Double](repeating: 1, count: m + 2)
    for i in stride(from: n, through: 0, by: -1) {
      // |i·m - j·n| < steps inside the band.
      let first = max(0, (i * m - steps) / n - 1)
      let last = min(m, (i * m + steps) / n + 1)
      var right = 1.0
      for j in stride(from: last, through: first, by: -1) {
        if abs(i * m - j * n) >= steps {
          right = 1
        } else if i == n {
          right = j == m ? 0 : right
        } else if j == m {
          right = reach[j]
        } else {
          let share = Double(n - i) / Double(n + m - i - j)
          right = share * reach[j] + (1 - share) * right
        }
        reach[j] = right
      }
    }
    return reach[0]
  }

  /// P(D or more) in the limit of large samples, 2Σ(-1)^(k-1)·e^(-2k²t²) with
  /// t² = D²·nm/(n+m).
  ///
  /// - Complexity: O(1/t) terms.
  public static func asymptotic(distance: Double, n: Double, m: Double) -> Double {
    let square = distance * distance * n * m / (n + m)
    guard square > 0.03 else { return 1 }
    var sum = 0.0
    var sign = 1.0
    var index = 1.0
    while true {
      let term = exp(-2 * index * index * square)
      sum += sign * term
      if term < 1e-17 * sum || term == 0 { break }
      sign = -sign
      index += 1
    }
    return min(1, max(0, 2 * sum))
  }

  /// The distance that is exceeded with probability α at most: sqrt(ln(2.17/α)/2·(1/n+1/m)).
  ///
  /// - Note: the constant 2.17 is proved for n = m ≥ 4; for n ≠ m it is a conjecture verified up to
  ///   200 (Wei and Dudley, Stat. Probab. Lett. 82, 2012, doi:10.1016/j.spl.2011.11.012).
  public static func threshold(level: Double, n: Double, m: Double) -> Double {
    (log(2.17 / level) / 2 * (1 / n + 1 / m)).squareRoot()
  }
}
