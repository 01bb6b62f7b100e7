/// The test of Page and Hinkley: cumulative deviations from the running mean, on both sides.
///
/// With x̄ the mean of all values, rise S ← α·S + (x − x̄) − δ and alarm where S − min S > λ; fall
/// D ← α·D + (x − x̄) + δ and alarm where max D − D > λ.
///
/// - Note: Page, "Continuous inspection schemes", Biometrika 41, 1954.
public struct PageHinkley: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// Values before the first alarm at least.
    public var countMin = 30
    /// δ: the deviation that is let pass.
    public var delta = 0.005
    /// λ: the sum that is an alarm.
    public var threshold = 50.0
    /// α in (0, 1]: how much of the sums each value leaves.
    public var fading = 0.9999

    /// The defaults of the field.
    public init() {}
  }

  /// Which way a value moved.
  public enum Direction: UInt8, Equatable, Sendable {
    case rise, fall
  }

  private let settings: Settings
  private var count = 0
  private var mean = 0.0
  private var rise = 0.0
  private var fall = 0.0
  private var riseMin = Double.infinity
  private var fallMax = -Double.infinity
  /// Values since the sums stood at their extremes.
  private var sinceRiseMin = 0
  private var sinceFallMax = 0
  private var hasChanged = false

  /// Values since the change began, with the last alarm: since the sum stood at its extreme.
  public private(set) var changeLength = 0
  /// Which way the last alarm went.
  public private(set) var direction = Direction.rise

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.fading > 0 && settings.fading <= 1, "what is left of a sum is a share")
    self.settings = settings
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A finite number.
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged { self = PageHinkley(settings) }
    count += 1
    mean += (value - mean) / Double(count)
    let distance = value - mean
    rise = settings.fading * rise + distance - settings.delta
    fall = settings.fading * fall + distance + settings.delta
    sinceRiseMin += 1
    sinceFallMax += 1
    if rise < riseMin { (riseMin, sinceRiseMin) = (rise, 0) }
    if fall > fallMax { (fallMax, sinceFallMax) = (fall, 0) }
    guard count >= settings.countMin else { return .none }
    if rise - riseMin > settings.threshold {
      (hasChanged, direction, changeLength) = (true, .rise, sinceRiseMin)
    } else if fallMax - fall > settings.threshold {
      (hasChanged, direction, changeLength) = (true, .fall, sinceFallMax)
    }
    return hasChanged ? .change : .none
  }
}
