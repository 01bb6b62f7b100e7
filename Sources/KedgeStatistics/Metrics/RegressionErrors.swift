import func Glibc.log1p

/// Errors of a numeric prediction (prediction - truth), summed exactly: any order, and taking out
/// what was put in, leaves the same sums.
public struct RegressionErrors: Equatable, Sendable {
  /// Truths nearer to 0 than this have no relative error.
  public static let truthMin = 1e-9

  /// Pairs of prediction and truth.
  public private(set) var count: UInt64 = 0
  /// Σ|e|.
  public private(set) var absolute = ExactSum()
  /// Σe².
  public private(set) var squared = ExactSum()
  /// Σy of the truths.
  public private(set) var truths = ExactSum()
  /// Σy².
  public private(set) var truthSquares = ExactSum()
  /// Pairs whose truth is far enough from 0 for a relative error.
  public private(set) var relativeCount: UInt64 = 0
  /// Σ|e/y| over them.
  public private(set) var relative = ExactSum()
  /// Pairs without a negative number.
  public private(set) var logCount: UInt64 = 0
  /// Σ(ln(1+prediction) − ln(1+truth))² over them.
  public private(set) var logSquared = ExactSum()

  /// Makes empty sums.
  public init() {}

  /// The counts and sums, for snapshots.
  public var state: (counts: [UInt64], sums: [ExactSum]) {
    (
      [count, relativeCount, logCount],
      [absolute, squared, truths, truthSquares, relative, logSquared]
    )
  }

  /// Makes sums from their state.
  ///
  /// - Precondition: there are three counts and six sums.
  public init(counts: [UInt64], sums: [ExactSum]) {
    precondition(counts.count == 3 && sums.count == 6, "three counts and six sums")
    (count, relativeCount, logCount) = (counts[0], counts[1], counts[2])
    (absolute, squared, truths) = (sums[0], sums[1], sums[2])
    (truthSquares, relative, logSquared) = (sums[3], sums[4], sums[5])
  }

  /// Puts a pair in, or takes out one that was put in.
  ///
  /// - Parameters:
  ///   - prediction: Finite.
  ///   - truth: Finite.
  ///   - isRemoval: Whether it is taken out.
  /// - Complexity: O(1).
  public mutating func add(prediction: Double, truth: Double, isRemoval: Bool = false) {
    let sign = isRemoval ? -1.0 : 1.0
    let error = abs(prediction - truth)
    RegressionErrors.count(&count, isRemoval)
    absolute.add(sign * error)
    squared.add(sign * error * error)
    truths.add(sign * truth)
    truthSquares.add(sign * truth * truth)
    if abs(truth) >= RegressionErrors.truthMin {
      RegressionErrors.count(&relativeCount, isRemoval)
      relative.add(sign * error / abs(truth))
    }
    if prediction >= 0, truth >= 0 {
      RegressionErrors.count(&logCount, isRemoval)
      let distance = log1p(prediction) - log1p(truth)
      logSquared.add(sign * distance * distance)
    }
  }

  private static func count(_ counter: inout UInt64, _ isRemoval: Bool) {
    if isRemoval {
      // What a lost part of a state has forgotten cannot be taken out.
      if counter > 0 { counter -= 1 }
    } else {
      counter += 1
    }
  }

  /// Adds the errors of another, exactly.
  public mutating func merge(_ other: RegressionErrors) {
    count += other.count
    relativeCount += other.relativeCount
    logCount += other.logCount
    absolute.merge(other.absolute)
    squared.merge(other.squared)
    truths.merge(other.truths)
    truthSquares.merge(other.truthSquares)
    relative.merge(other.relative)
    logSquared.merge(other.logSquared)
  }
}

extension RegressionErrors {
  /// MAE: mean of |e|; `nil` when there is none.
  public var meanAbsoluteError: Double? { mean(absolute, count) }

  /// MSE: mean of e².
  public var meanSquareError: Double? { mean(squared, count) }

  /// RMSE: its square root.
  public var rootMeanSquareError: Double? { meanSquareError?.squareRoot() }

  /// MAPE: mean of |e/y|, as a share, over truths that are not about 0.
  public var meanAbsolutePercentageError: Double? { mean(relative, relativeCount) }

  /// RMSLE: root of the mean squared difference of ln(1+y), over pairs without a negative number.
  public var rootMeanSquareLogError: Double? { mean(logSquared, logCount)?.squareRoot() }

  /// Mean of the truths.
  public var truthMean: Double? { mean(truths, count) }

  /// Variance of |e| with the divisor n.
  public var absoluteVariance: Double? {
    guard let mean = meanAbsoluteError, let square = meanSquareError else { return nil }
    return max(0, square - mean * mean)
  }

  /// R²: 1 − Σe²/Σ(y − c)².
  ///
  /// - Parameter center: c, such as the mean of the baseline's truths; `nil`: the mean of these.
  /// - Returns: At most 1; `nil` when all truths are c.
  public func determination(about center: Double? = nil) -> Double? {
    guard let mean = truthMean else { return nil }
    let size = Double(count)
    let inner = truthSquares.value - size * mean * mean
    let distance = center.map { $0 - mean } ?? 0
    let total = inner + size * distance * distance
    return total > 1e-12 * max(1, truthSquares.value) ? 1 - squared.value / total : nil
  }

  private func mean(_ sum: ExactSum, _ count: UInt64) -> Double? {
    count == 0 ? nil : sum.value / Double(count)
  }
}
