/// DDM: the error rate against its lowest level, in standard deviations.
///
/// With p the share of errors and s = sqrt(p(1−p)/n): a warning above p_min + 2·s_min, a change above
/// p_min + 3·s_min, taken where p + s was least. Offered for comparison: it alarms on many
/// stationary streams.
///
/// - Note: Gama and others, "Learning with drift detection", SBIA 2004.
public struct ErrorRateDrift: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// Values before the first alarm at least.
    public var countMin = 30
    /// Standard deviations of a warning.
    public var warningDeviations = 2.0
    /// Standard deviations of a change, at least those of a warning.
    public var changeDeviations = 3.0

    /// The defaults of the field.
    public init() {}
  }

  private let settings: Settings
  private var count = 0
  private var share = 0.0
  private var leastShare = 0.0
  private var leastDeviation = 0.0
  private var leastSum = Double.infinity
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.warningDeviations <= settings.changeDeviations, "a warning comes first")
    self.settings = settings
  }

  /// Takes the next value.
  ///
  /// - Parameter isError: Whether it is an error.
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ isError: Bool) -> ChangeSignal {
    if hasChanged { self = ErrorRateDrift(settings) }
    count += 1
    share += ((isError ? 1 : 0) - share) / Double(count)
    guard count > settings.countMin else { return .none }
    let deviation = (share * (1 - share) / Double(count)).squareRoot()
    let sum = share + deviation
    if sum <= leastSum { (leastShare, leastDeviation, leastSum) = (share, deviation, sum) }
    hasChanged = sum > leastShare + settings.changeDeviations * leastDeviation
    if hasChanged { return .change }
    return sum > leastShare + settings.warningDeviations * leastDeviation ? .warning : .none
  }
}

/// EDDM: the distance between errors against its greatest level.
///
/// Offered for comparison: it alarms on many stationary streams.
///
/// - Note: Baena-García and others, "Early drift detection method", IWKDDS 2006.
public struct ErrorDistanceDrift: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// Values, and errors, before the first alarm at least.
    public var countMin = 30
    /// Share of the greatest level below which it warns.
    public var warningShare = 0.95
    /// Share of the greatest level below which it is a change, at most that of a warning.
    public var changeShare = 0.9

    /// The defaults of the field.
    public init() {}
  }

  private let settings: Settings
  private var count = 0
  private var errors = 0
  private var lastError = 0
  private var mean = 0.0
  private var deviation = 0.0
  private var greatest = -1.0
  private var isWarning = false
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.changeShare <= settings.warningShare, "a warning comes first")
    self.settings = settings
  }

  /// Takes the next value.
  ///
  /// - Parameter isError: Whether it is an error.
  /// - Returns: `.warning` from the error that warns up to the next one.
  /// - Complexity: O(1).
  public mutating func update(_ isError: Bool) -> ChangeSignal {
    if hasChanged { self = ErrorDistanceDrift(settings) }
    count += 1
    guard isError else { return isWarning ? .warning : .none }
    errors += 1
    let distance = Double(count - lastError)
    lastError = count
    let before = mean
    mean += (distance - mean) / Double(errors)
    deviation += (distance - before) * (distance - mean)
    guard count > settings.countMin else { return .none }
    let variance = errors > 1 ? deviation / Double(errors - 1) : 0
    let level = mean + 2 * variance.squareRoot()
    if level > greatest {
      greatest = level
    } else if errors > settings.countMin {
      hasChanged = level / greatest < settings.changeShare
      if !hasChanged { isWarning = level / greatest < settings.warningShare }
    }
    return hasChanged ? .change : isWarning ? .warning : .none
  }
}
