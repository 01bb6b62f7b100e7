/// Squared maximum mean discrepancy of a window and a baseline, in linear time.
///
/// MMD² = E k(x, x′) + E k(y, y′) − 2·E k(x, y) is 0 exactly for equal distributions. It is
/// estimated without bias by the mean of h over disjoint pairs of the window, each against one
/// stored pair of the baseline; without a change the mean is asymptotically normal. A stored pair
/// serves many pairs of the window: with its own k(y, y′) its luck would be counted as often, and a
/// long window would alarm without a change; so `KernelBaseline` puts the best guess of it from all
/// its vectors there.
///
/// h enters in units of 2^-64, so the sums have the same bits for every order. About 80 bytes.
///
/// - Note: Gretton, Borgwardt, Rasch, Schölkopf and Smola, "A kernel two-sample test", J. Mach.
///   Learn. Res. 13 (2012), section 6.
public struct MeanDiscrepancy: Equatable, Sendable {
  private static let unitExponent = -64

  /// Pairs of the window that entered.
  public private(set) var count: UInt64 = 0
  /// Pairs that did not.
  public private(set) var refused: UInt64 = 0
  /// Σh.
  public private(set) var total = ExactSum(unitExponent: unitExponent)
  /// Σh².
  public private(set) var squares = ExactSum(unitExponent: unitExponent)

  /// Makes empty sums.
  public init() {}

  /// The counts and sums, for snapshots.
  public var state: (counts: [UInt64], sums: [ExactSum]) { ([count, refused], [total, squares]) }

  /// Makes sums from their state.
  ///
  /// - Precondition: there are two counts and two sums in units of 2^-64.
  public init(counts: [UInt64], sums: [ExactSum]) {
    precondition(counts.count == 2 && sums.count == 2, "two counts and two sums")
    precondition(sums.allSatisfy { $0.unitExponent == Self.unitExponent }, "sums of one unit")
    (count, refused, total, squares) = (counts[0], counts[1], sums[0], sums[1])
  }

  /// Adds one pair of vectors of the window.
  ///
  /// - Parameters:
  ///   - first: A vector.
  ///   - second: Another, which is in no other pair.
  ///   - number: The number of the pair in the window; it is compared with the stored pair of that
  ///     number, counted round.
  ///   - baseline: The stored pairs; the same for all pairs.
  /// - Returns: `false`, and the pair is counted as refused, for another dimension than the
  ///   baseline's or a number that is not finite.
  /// - Complexity: O(d), no allocation.
  @discardableResult
  public mutating func add(
    _ first: Span<Double>,
    _ second: Span<Double>,
    number: UInt64,
    baseline: KernelBaseline
  ) -> Bool {
    let pair = Int(number % UInt64(baseline.pairs))
    guard let term = baseline.term(first, second, pair: pair) else {
      refused += 1
      return false
    }
    count += 1
    total.add(term)
    squares.add(term * term)
    return true
  }

  /// Adds the pairs of another, exactly.
  ///
  /// - Precondition: both were compared with one baseline.
  public mutating func merge(_ other: MeanDiscrepancy) {
    count += other.count
    refused += other.refused
    total.merge(other.total)
    squares.merge(other.squares)
  }

  /// Takes out pairs that were merged before, exactly.
  ///
  /// - Precondition: `other` is a part of this.
  public mutating func subtract(_ other: MeanDiscrepancy) {
    precondition(count >= other.count && refused >= other.refused, "only a part is subtracted")
    count -= other.count
    refused -= other.refused
    total.subtract(other.total)
    squares.subtract(other.squares)
  }
}

extension MeanDiscrepancy {
  /// The estimate of MMD², in −3...3 and below 0 by chance alone; `nil` when there is no pair.
  public var value: Double? { count == 0 ? nil : total.value / Double(count) }

  /// Variance of h with divisor n − 1, not negative; `nil` below two pairs.
  public var variance: Double? {
    guard count > 1 else { return nil }
    let (number, sum) = (Double(count), total.value)
    return max(0, squares.value - sum * sum / number) / (number - 1)
  }

  /// Standard error of the estimate where nothing has changed.
  ///
  /// s²·(1/n + 2/(3c(c − 1))) with n pairs of the window and c vectors of the baseline; their part
  /// is below a tenth up to n = c²/6.
  /// - Returns: `nil` below two pairs.
  public func standardError(baseline: KernelBaseline) -> Double? {
    variance.map { ($0 * (1 / Double(count) + baseline.varianceShare)).squareRoot() }
  }

  /// Bounds that hold at every moment where nothing has changed: a lower one above 0 is a change.
  ///
  /// `MeanSequence` with that standard error, to be trusted from its `minimumCount` on. After a
  /// change the error of the stored vectors is larger, so these are no bounds of the new MMD².
  /// - Parameters:
  ///   - level: α in (0, 1), for both sides together.
  ///   - expectedCount: The expected pairs of a window, positive.
  ///   - baseline: The stored pairs that the window was compared with.
  /// - Returns: `nil` below two pairs.
  /// - Complexity: O(1).
  public func interval(
    level: Double,
    expectedCount: Double,
    baseline: KernelBaseline
  ) -> Interval? {
    guard let value, let error = standardError(baseline: baseline) else { return nil }
    let width = MeanSequence.halfWidth(
      standardError: error,
      count: Double(count),
      level: level,
      expectedCount: expectedCount
    )
    return Interval(lower: value - width, upper: value + width)
  }

  /// Probability of such an estimate or a larger one without a change, for one look at a closed
  /// window: the upper tail of a normal law.
  ///
  /// - Returns: `nil` below two pairs; 1 where h does not vary and is not above 0, else 0.
  public func pValue(baseline: KernelBaseline) -> Double? {
    guard let value, let error = standardError(baseline: baseline) else { return nil }
    guard error > 0 else { return value > 0 ? 0 : 1 }
    return NormalDistribution.survival(at: value / error)
  }
}
