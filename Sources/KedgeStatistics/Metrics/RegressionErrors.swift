/// Errors of a numeric prediction (prediction - truth), summed the same for every order.
public struct RegressionErrors: Equatable, Sendable {
  /// The errors themselves; their squares are about 0.
  public private(set) var errors: Moments
  /// The sum of their absolute values.
  public private(set) var absolute: ExactSum

  /// Makes empty sums.
  ///
  /// - Parameter spread: A typical error, which sets the units; 1 where nothing is known.
  public init(spread: Double = 1) {
    let scale = Moments.Scale(mean: 0, spread: spread)
    errors = Moments(scale: scale)
    absolute = ExactSum(unitExponent: scale.sumUnitExponent)
  }

  /// Makes sums from their state, the two properties.
  ///
  /// - Precondition: the shift of `errors` is 0.
  public init(errors: Moments, absolute: ExactSum) {
    precondition(errors.scale.shift == 0, "errors are summed about 0")
    self.errors = errors
    self.absolute = absolute
  }

  /// Adds one error.
  ///
  /// - Returns: `false`, counted as refused, when a number is not finite or the error too large.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func add(prediction: Double, truth: Double) -> Bool {
    let error = prediction - truth
    guard errors.add(error) else { return false }
    return absolute.add(abs(error))
  }

  /// Adds the errors of another, exactly.
  ///
  /// - Precondition: both have one spread.
  public mutating func merge(_ other: RegressionErrors) {
    errors.merge(other.errors)
    absolute.merge(other.absolute)
  }

  /// Takes out errors that were merged before, exactly.
  ///
  /// - Precondition: both have one spread, and `other` is a part of this.
  public mutating func subtract(_ other: RegressionErrors) {
    errors.subtract(other.errors)
    absolute.subtract(other.absolute)
  }

  /// Mean absolute error, `nil` when there is none.
  public var meanAbsoluteError: Double? {
    errors.count == 0 ? nil : absolute.value / Double(errors.count)
  }

  /// Square root of the mean squared error, `nil` when there is none.
  public var rootMeanSquareError: Double? { errors.meanSquare?.squareRoot() }

  /// Mean error, `nil` when there is none; positive when predictions are too high.
  public var meanError: Double? { errors.mean }
}
