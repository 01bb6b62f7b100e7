/// What comparing a window with its baseline gave.
public struct DistanceResult: Equatable, Sendable {
  /// The indicator's value.
  public var value: Double
  /// The size of the change on the indicator's own effect scale; what limits are set on.
  public var effect: Double
  /// The test statistic, where the distance has a test of its own.
  public var statistic: Double?
  /// Probability of such a statistic or a larger one without a change; `nil` where it has no law.
  public var pValue: Double?
  /// Lower bound of the true value at the level asked for; `nil` where none is proved.
  public var lower: Double?
  /// Upper bound of the true value at the level asked for; `nil` where none is proved.
  public var upper: Double?
  /// By how much the value may miss that of the samples themselves, because they were counted in
  /// cells; 0 for exact forms.
  public var errorBound: Double
  /// Observations of the baseline.
  public var baselineCount: UInt64
  /// Observations of the window.
  public var windowCount: UInt64

  /// Makes a result of its parts.
  public init(
    value: Double,
    effect: Double,
    statistic: Double? = nil,
    pValue: Double? = nil,
    lower: Double? = nil,
    upper: Double? = nil,
    errorBound: Double = 0,
    baselineCount: UInt64,
    windowCount: UInt64
  ) {
    self.value = value
    self.effect = effect
    self.statistic = statistic
    self.pValue = pValue
    self.lower = lower
    self.upper = upper
    self.errorBound = errorBound
    self.baselineCount = baselineCount
    self.windowCount = windowCount
  }
}
