import func Glibc.log2

/// Gains of rankings by the rank of the one item that was accepted, summed exactly: any order, and
/// taking out what was put in, leaves the same sums.
///
/// An accepted item at rank r ≥ 1 has the reciprocal rank 1/r and the gain 1/log2(1 + r), which is
/// the discounted gain over that of the best ranking, where the item comes first. Where nothing was
/// accepted, or only beyond the cutoff, the gain is 0; the reciprocal rank has no cutoff. A rank is
/// a place as it was shown, so there are no ties: items of equal scores count as they stand. All
/// numbers lie in 0...1; each sum is held in units of 2^-64.
///
/// - Note: Järvelin and Kekäläinen, ACM Trans. Inf. Syst. 20 (2002), doi:10.1145/582415.582418;
///   Voorhees, "The TREC-8 question answering track report", 1999.
public struct RankingSums: Equatable, Sendable {
  private static let unitExponent = -64

  /// k: the last rank that has a gain.
  public let cutoff: UInt64
  /// Rankings.
  public private(set) var count: UInt64 = 0
  /// Rankings whose accepted item stands at the cutoff or before it.
  public private(set) var hits: UInt64 = 0
  /// Σ1/r.
  public private(set) var reciprocal = ExactSum(unitExponent: unitExponent)
  /// Σ1/r².
  public private(set) var reciprocalSquares = ExactSum(unitExponent: unitExponent)
  /// Σ1/log2(1 + r) up to the cutoff.
  public private(set) var gain = ExactSum(unitExponent: unitExponent)
  /// Σ of its squares.
  public private(set) var gainSquares = ExactSum(unitExponent: unitExponent)

  /// Makes empty sums.
  ///
  /// - Precondition: `cutoff` is positive.
  public init(cutoff: UInt64) {
    precondition(cutoff > 0, "the first rank has a gain")
    self.cutoff = cutoff
  }

  /// The counts and sums, for snapshots.
  public var state: (counts: [UInt64], sums: [ExactSum]) {
    ([count, hits], [reciprocal, reciprocalSquares, gain, gainSquares])
  }

  /// Makes sums from their state.
  ///
  /// - Precondition: `cutoff` is positive; there are two counts and four sums in units of 2^-64.
  public init(cutoff: UInt64, counts: [UInt64], sums: [ExactSum]) {
    self.init(cutoff: cutoff)
    precondition(counts.count == 2 && sums.count == 4, "two counts and four sums")
    precondition(sums.allSatisfy { $0.unitExponent == Self.unitExponent }, "sums of one unit")
    (count, hits) = (counts[0], counts[1])
    (reciprocal, reciprocalSquares) = (sums[0], sums[1])
    (gain, gainSquares) = (sums[2], sums[3])
  }

  /// Puts a ranking in, or takes out one that was put in.
  ///
  /// - Parameters:
  ///   - rank: Where the accepted item stood, from 1 on; `nil` where nothing was accepted.
  ///   - isRemoval: Whether it is taken out.
  /// - Precondition: `rank` is positive.
  /// - Complexity: O(1).
  public mutating func add(rank: UInt64?, isRemoval: Bool = false) {
    precondition(rank != 0, "ranks begin with 1")
    RankingSums.count(&count, isRemoval)
    guard let rank else { return }
    let sign = isRemoval ? -1.0 : 1.0
    let inverse = 1 / Double(rank)
    reciprocal.add(sign * inverse)
    reciprocalSquares.add(sign * inverse * inverse)
    guard rank <= cutoff else { return }
    RankingSums.count(&hits, isRemoval)
    let discounted = 1 / log2(1 + Double(rank))
    gain.add(sign * discounted)
    gainSquares.add(sign * discounted * discounted)
  }

  /// The sums among so many rankings: in those beyond the ones put in, nothing was accepted.
  ///
  /// - Precondition: there are at least as many.
  public func among(_ rankings: UInt64) -> RankingSums {
    precondition(rankings >= count, "those put in are among them")
    var all = self
    all.count = rankings
    return all
  }

  private static func count(_ counter: inout UInt64, _ isRemoval: Bool) {
    if isRemoval {
      // What a lost part of a state has forgotten cannot be taken out.
      if counter > 0 { counter -= 1 }
    } else {
      counter += 1
    }
  }

  /// Adds the rankings of another, exactly.
  ///
  /// - Precondition: both have one cutoff.
  public mutating func merge(_ other: RankingSums) {
    precondition(cutoff == other.cutoff, "only sums of one cutoff are merged")
    count += other.count
    hits += other.hits
    reciprocal.merge(other.reciprocal)
    reciprocalSquares.merge(other.reciprocalSquares)
    gain.merge(other.gain)
    gainSquares.merge(other.gainSquares)
  }
}

extension RankingSums {
  /// NDCG@k: mean gain; `nil` when there is no ranking.
  public var normalizedGain: Double? { mean(gain) }

  /// MRR: mean of 1/r, 0 where nothing was accepted; `nil` when there is no ranking.
  public var meanReciprocalRank: Double? { mean(reciprocal) }

  /// hit@k: share of rankings with the accepted item up to the cutoff; `nil` when there is none.
  public var hitRate: Double? { count == 0 ? nil : Double(hits) / Double(count) }

  /// Variance of the gains with the divisor n; `nil` when there is no ranking.
  public var gainVariance: Double? { variance(gain, gainSquares) }

  /// Variance of 1/r with the divisor n; `nil` when there is no ranking.
  public var reciprocalVariance: Double? { variance(reciprocal, reciprocalSquares) }

  private func mean(_ sum: ExactSum) -> Double? {
    count == 0 ? nil : sum.value / Double(count)
  }

  private func variance(_ sum: ExactSum, _ squares: ExactSum) -> Double? {
    guard let mean = mean(sum), let square = self.mean(squares) else { return nil }
    return max(0, square - mean * mean)
  }

  /// Checks what must always hold.
  func checkInvariants() {
    precondition(hits <= count, "a hit is a ranking")
    precondition(gainSquares.units <= gain.units, "a gain is at most 1")
    precondition(reciprocalSquares.units <= reciprocal.units, "a reciprocal is at most 1")
  }
}
