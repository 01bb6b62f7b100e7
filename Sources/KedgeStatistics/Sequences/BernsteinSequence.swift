import func Glibc.log
import func Glibc.log1p

/// Bounds of the mean of values in [0, 1] that hold at every moment at once: bets that follow the
/// observed variance (predictable plug-in, empirical Bernstein).
///
/// μ̂_t = (½ + Σx)/(t+1), σ̂²_t = (¼ + Σ(x_i − μ̂_i)²)/(t+1), σ̂²_0 = ¼,
/// λ_t = min(½, sqrt(2·ln(2/α)/(σ̂²_{t−1}·t·ln(1+t)))); the bounds are
/// Σλx/Σλ ± (ln(2/α) + Σ(x_i − μ̂_{i−1})²·(−ln(1−λ_i) − λ_i))/Σλ, the narrowest seen so far.
/// The order of the values counts, so they are fed in an order that is fixed: as means of panes.
///
/// - Note: Waudby-Smith, Ramdas, JRSS B 86 (2024), arXiv:2010.09686.
public struct BernsteinSequence: Equatable, Sendable {
  private static let betMax = 0.5

  private let logLevel: Double
  private var count = 0.0
  private var sum = 0.0
  private var squares = 0.25
  private var mean = 0.5
  private var bets = 0.0
  private var betValues = 0.0
  private var penalty = 0.0

  /// The bounds; [0, 1] before the first value.
  public private(set) var interval = Interval(lower: 0, upper: 1)

  /// Makes bounds that have seen nothing.
  ///
  /// - Parameter level: α in (0, 1), for both sides together.
  public init(level: Double) {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    logLevel = log(2 / level)
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A number of [0, 1].
  /// - Complexity: O(1).
  public mutating func add(_ value: Double) {
    precondition((0...1).contains(value), "a bounded value lies between 0 and 1")
    let variance = squares / (count + 1)
    count += 1
    let bet = min(
      BernsteinSequence.betMax,
      (2 * logLevel / (variance * count * log1p(count))).squareRoot()
    )
    let surprise = value - mean
    penalty += surprise * surprise * (-log1p(-bet) - bet)
    bets += bet
    betValues += bet * value
    sum += value
    mean = (0.5 + sum) / (count + 1)
    squares += (value - mean) * (value - mean)
    let centre = betValues / bets
    let half = (logLevel + penalty) / bets
    interval = Interval(
      lower: max(interval.lower, centre - half),
      upper: min(interval.upper, centre + half)
    )
  }
}
