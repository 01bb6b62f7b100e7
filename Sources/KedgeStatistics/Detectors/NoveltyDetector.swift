import func Glibc.exp
import func Glibc.log

/// A sequential test whether the share of new values has risen above the baseline's.
///
/// Since it was last 0 the evidence is the logarithm of a likelihood ratio: a mixture of shares that
/// are higher by the limit times 1, 2, 4 and so on up to 0.98, against the share of the baseline, whose own
/// error is integrated out (the beta-binomial law of what is to come, by Jeffreys' prior). It begins
/// anew where it falls to 0. Under no change a stretch reaches h with a probability of at most e^−h,
/// so with h = −ln α at most a share α of the updates begins an alarm.
///
/// - Note: Page, Biometrika 41, 1954; the bound is Ville's for each stretch, as in Lorden, "Procedures
///   for reacting to a change in distribution", Annals of Mathematical Statistics 42, 1971.
public struct NoveltyDetector: Equatable, Sendable {
  /// What the baseline held.
  public struct Baseline: Equatable, Sendable {
    /// Its values.
    public var values: Double
    /// How many of them were new.
    public var novel: Double
    /// By how much counts of new values vary more than if each came by itself, at least 1.
    public var inflation: Double

    /// Makes a baseline.
    public init(values: Double, novel: Double, inflation: Double) {
      self.values = values
      self.novel = novel
      self.inflation = inflation
    }

    /// Expected share of new values.
    public var share: Double { (novel + 0.5) / (values + 1) }
  }

  /// How far above the threshold the evidence is let grow, in nats: an alarm ends soon after its cause.
  private static let headroom = 8.0
  private static let shareMax = 0.98

  /// Evidence, in nats.
  public private(set) var evidence: Double
  /// Values since it was 0.
  public private(set) var values: Double
  /// How many of them were new.
  public private(set) var novel: Double
  /// Values and new ones that the evidence was made of, until it reached its cap.
  public private(set) var weighed: (values: Double, novel: Double)
  /// Whether the evidence has reached the threshold.
  public private(set) var isAlarm: Bool

  /// Makes a detector, by default one that has seen nothing.
  public init(
    evidence: Double = 0,
    values: Double = 0,
    novel: Double = 0,
    weighed: (values: Double, novel: Double) = (0, 0),
    isAlarm: Bool = false
  ) {
    self.evidence = evidence
    self.values = values
    self.novel = novel
    self.weighed = weighed
    self.isAlarm = isAlarm
  }

  /// Share of new values since the evidence was 0; the change is taken to have begun there.
  public var share: Double { values > 0 ? novel / values : 0 }

  /// Takes the next values.
  ///
  /// - Parameters:
  ///   - more: How many were new.
  ///   - added: How many there were, at least as many.
  ///   - baseline: What the baseline held.
  ///   - limit: The least rise of the share that matters, above 0.
  ///   - level: α > 0, the share of updates that may begin an alarm where nothing changed.
  /// - Complexity: O(1).
  public mutating func update(
    novel more: UInt64,
    of added: UInt64,
    baseline: Baseline,
    limit: Double,
    level: Double
  ) {
    precondition(more <= added, "new values are values")
    guard added > 0 else { return }
    values += Double(added)
    novel += Double(more)
    let now = (values: weighed.values + Double(added), novel: weighed.novel + Double(more))
    let threshold = -log(level)
    let most = threshold + NoveltyDetector.headroom
    evidence += ratio(now, baseline, limit) - ratio(weighed, baseline, limit)
    // What goes on beyond the cap would in the end look like the baseline's own error.
    if evidence <= most || weighed.values == 0 { weighed = now }
    evidence = min(evidence, most)
    isAlarm = evidence >= threshold
    if evidence <= 0 { self = NoveltyDetector() }
  }

  /// Logarithm of the likelihood ratio of values of which some are new.
  private func ratio(
    _ counts: (values: Double, novel: Double),
    _ baseline: Baseline,
    _ limit: Double
  ) -> Double {
    guard counts.values > 0 else { return 0 }
    let new = counts.novel / baseline.inflation
    let known = (counts.values - counts.novel) / baseline.inflation
    let a = (baseline.novel / baseline.inflation) + 0.5
    let b = (baseline.values - baseline.novel) / baseline.inflation + 0.5
    let null = BetaFunction.logarithm(a + new, b + known) - BetaFunction.logarithm(a, b)
    let alternatives = NoveltyDetector.shares(above: baseline.share, limit).map { share in
      new * log(share) + known * log(1 - share)
    }
    let highest = alternatives.max() ?? 0
    let sum = alternatives.reduce(0) { $0 + exp($1 - highest) }
    return highest + log(sum / Double(alternatives.count)) - null
  }

  private static func shares(above share: Double, _ limit: Double) -> [Double] {
    let most = max(shareMax, (1 + share) / 2)
    var shares: [Double] = []
    var rise = limit
    while share + rise < most {
      shares.append(share + rise)
      rise *= 2
    }
    return shares + [most]
  }

  /// Whether both hold the same.
  public static func == (left: NoveltyDetector, right: NoveltyDetector) -> Bool {
    left.evidence == right.evidence && left.values == right.values && left.novel == right.novel
      && left.weighed == right.weighed && left.isAlarm == right.isAlarm
  }
}
