/// Two bounds of an unknown number.
public struct Interval: Equatable, Sendable {
  /// The bound below.
  public var lower: Double
  /// The bound above.
  public var upper: Double

  /// Makes an interval.
  ///
  /// - Precondition: `lower` is at most `upper`.
  public init(lower: Double, upper: Double) {
    precondition(lower <= upper, "the lower bound is at most the upper one")
    self.lower = lower
    self.upper = upper
  }

  /// Whether a number lies between the bounds or on one.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
