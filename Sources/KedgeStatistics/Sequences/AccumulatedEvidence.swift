import func Glibc.exp
import func Glibc.log

/// Evidence that shares differ from those of a baseline, accumulated over windows.
///
/// Each window gives a number e whose mean is 1 at most, whatever came before, where nothing changed;
/// Rₜ = (Rₜ₋₁ + 1)·eₜ proves a change where it reaches a threshold, and starts anew. Over N windows
/// without a change the expected number of such proofs is N/threshold at most.
///
/// e is the probability of the window's counts under what the windows before it suggest, divided by
/// the largest one under any shares that the baseline allows. What they suggest is the mean of three
/// Dirichlet laws about the baseline's shares: as firm as the window is large, and with the counts of
/// earlier windows put in, of which an eighth, or a sixty-fourth, is forgotten with each. The shares
/// that the baseline allows are those with n·KL(p̂‖p) ≤ x, where e^(-x)·(e·x/(B-1))^(B-1) is the level
/// of the baseline: they hold the true ones but with that probability, once and for all windows.
///
/// A proof holds as long as the newest windows, an eighth forgotten with each, fit no shares that the
/// baseline allows: m·KL of their shares from the nearest of them is above B-1, twice what chance
/// makes of it.
///
/// - Note: Shin, Ramdas, Rinaldo, "E-detectors", arXiv:2203.03532; R. Agrawal, arXiv:1904.02291 for x.
public struct AccumulatedEvidence: Equatable, Sendable {
  /// What is left of earlier windows' counts after each further one.
  static let memories = [7.0 / 8, 63.0 / 64]

  /// Counts of the windows so far, by memory.
  public private(set) var past: [[Double]]
  /// R.
  public private(set) var sum: Double
  /// Whether a change was proved and holds.
  public private(set) var isProved: Bool

  /// Evidence of no window, or as it was stored.
  public init(past: [[Double]] = [], sum: Double = 0, isProved: Bool = false) {
    self.past = past
    self.sum = sum
    self.isProved = isProved
  }

  /// Takes a window that shares no record with those before it.
  ///
  /// - Parameters:
  ///   - window: Counts of its cells.
  ///   - baseline: Counts of the same cells in the baseline.
  ///   - baselineLevel: Probability, in (0, 1), that the true shares are not among those that the
  ///     baseline allows.
  ///   - threshold: What R has to reach, at least 1.
  /// - Complexity: O(cells), about a hundred times.
  public mutating func take(
    window: [UInt64],
    baseline: [UInt64],
    baselineLevel: Double,
    threshold: Double
  ) {
    precondition(window.count == baseline.count, "both sides have the same cells")
    if past.count != Self.memories.count || past.contains(where: { $0.count != window.count }) {
      self = AccumulatedEvidence(
        past: Self.memories.map { _ in Array(repeating: 0, count: window.count) }
      )
    }
    let now = window.map { Double($0) }
    let evidence = exp(min(logEvidence(now, baseline.map { Double($0) }, baselineLevel), 700))
    for (memory, share) in Self.memories.enumerated() {
      for cell in now.indices { past[memory][cell] = past[memory][cell] * share + now[cell] }
    }
    if isProved, fits(baseline.map { Double($0) }, baselineLevel) { isProved = false }
    sum = (sum + 1) * evidence
    guard sum >= threshold else { return }
    isProved = true
    sum = 0
  }

  /// Whether the newest windows fit shares that the baseline allows.
  private func fits(_ baseline: [Double], _ baselineLevel: Double) -> Bool {
    let counts = past[0]
    let total = counts.reduce(0, +)
    guard total > 0, counts.count > 1 else { return true }
    let allowed = Self.nearestShares(to: counts, baseline, baselineLevel)
    let distance = zip(counts, allowed).reduce(0) {
      $0 + NaturalLogarithm.relativeEntropy($1.0, total * $1.1)
    }
    return distance <= Double(counts.count - 1)
  }

  /// ln e of a window, before it is put to the past.
  func logEvidence(_ window: [Double], _ baseline: [Double], _ baselineLevel: Double) -> Double {
    let (m, n) = (window.reduce(0, +), baseline.reduce(0, +))
    guard m > 0, n > 0, window.count > 1 else { return 0 }
    let center = baseline.map { m * ($0 + 0.5) / (n + Double(baseline.count) / 2) }
    let laws =
      [center] + past.map { counts in zip(center, counts).map { $0 + $1 } }
    let scores = laws.map { Self.logProbability(window, prior: $0) }
    let highest = scores.max() ?? 0
    let mean = scores.reduce(0) { $0 + exp($1 - highest) } / Double(scores.count)
    let allowed = Self.nearestShares(to: window, baseline, baselineLevel)
    let null = zip(window, allowed).reduce(0) { $1.0 > 0 ? $0 + $1.0 * log($1.1) : $0 }
    return highest + log(mean) - null
  }

  /// ln of the probability of a sequence with these counts under a Dirichlet-multinomial law.
  static func logProbability(_ counts: [Double], prior: [Double]) -> Double {
    let (total, strength) = (counts.reduce(0, +), prior.reduce(0, +))
    var sum =
      GammaFunction.logarithm(strength) - GammaFunction.logarithm(strength + total)
    for (count, weight) in zip(counts, prior) where count > 0 {
      sum += GammaFunction.logarithm(weight + count) - GammaFunction.logarithm(weight)
    }
    return sum
  }

  /// Among the shares that a baseline allows, those under which a window is most probable.
  ///
  /// They are (d + μ·c)/(m + μ·n) with the least μ ≥ 0 that the baseline allows.
  static func nearestShares(
    to window: [Double],
    _ baseline: [Double],
    _ level: Double
  ) -> [Double] {
    let (m, n) = (window.reduce(0, +), baseline.reduce(0, +))
    let radius = RelativeEntropyBound.halfStatistic(
      power: Double(window.count - 1),
      level: level
    )
    func shares(_ weight: Double) -> [Double] {
      zip(window, baseline).map { ($0 + weight * $1) / (m + weight * n) }
    }
    /// n·KL of the baseline's own shares from those of a weight, less what is allowed.
    func excess(_ weight: Double) -> Double {
      zip(baseline, shares(weight)).reduce(-radius) { sum, cell in
        sum + NaturalLogarithm.relativeEntropy(cell.0, n * cell.1)
      }
    }
    guard excess(0) > 0 else { return shares(0) }
    // The weight lies between 0 and infinity; its logarithm is looked for.
    let least = Bisection.border(inside: 60, outside: -60) { excess(exp($0)) <= 0 }
    return shares(exp(least))
  }
}
