/// DDM: the error rate against its lowest level, in standard deviations.
///
/// With p the share of errors and s = sqrt(p(1−p)/n): a warning above p_min + 2·s_min, a change above
/// p_min + 3·s_min, taken where p + s was least. Offered for comparison: it alarms on many
/// stationary streams.
///
/// - Note: Gama and others, "Learning with drift detection", SBIA 2004.
public struct ErrorRateDrift: Equatable, Sendable {
  private let countMin: Int
  private let warningDeviations: Double
  private let changeDeviations: Double
  private var count = 0
  private var share = 0.0
  private var leastShare = 0.0
  private var leastDeviation = 0.0
  private var leastSum = Double.infinity
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - countMin: Values before the first alarm at least.
  ///   - warningDeviations: Standard deviations of a warning.
  ///   - changeDeviations: Standard deviations of a change.
  public init(countMin: Int = 30, warningDeviations: Double = 2, changeDeviations: Double = 3) {
    self.countMin = countMin
    self.warningDeviations = warningDeviations
    self.changeDeviations = changeDeviations
  }

  /// Takes the next value.
  ///
  /// - Parameter isError: Whether it is an error.
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ isError: Bool) -> ChangeSignal {
    if hasChanged {
      self = ErrorRateDrift(
        countMin: countMin,
        warningDeviations: warningDeviations,
        changeDeviations: changeDeviations
      )
    }
    count += 1
    share += ((isError ? 1 : 0) - share) / Double(count)
    guard count > countMin else { return .none }
    let deviation = (share * (1 - share) / Double(count)).squareRoot()
    let sum = share + deviation
    if sum <= leastSum { (leastShare, leastDeviation, leastSum) = (share, deviation, sum) }
    hasChanged = sum > leastShare + changeDeviations * leastDeviation
    if hasChanged { return .change }
    return sum > leastShare + warningDeviations * leastDeviation ? .warning : .none
  }
}

/// EDDM: the distance between errors against its greatest level.
///
/// Offered for comparison: it alarms on many stationary streams.
///
/// - Note: Baena-García and others, "Early drift detection method", IWKDDS 2006.
public struct ErrorDistanceDrift: Equatable, Sendable {
  private let countMin: Int
  private let warningShare: Double
  private let changeShare: Double
  private var count = 0
  private var errors = 0
  private var lastError = 0
  private var mean = 0.0
  private var deviation = 0.0
  private var greatest = -1.0
  private var isWarning = false
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - countMin: Values, and errors, before the first alarm at least.
  ///   - warningShare: Share of the greatest level below which it warns.
  ///   - changeShare: Share of the greatest level below which it is a change.
  public init(countMin: Int = 30, warningShare: Double = 0.95, changeShare: Double = 0.9) {
    self.countMin = countMin
    self.warningShare = warningShare
    self.changeShare = changeShare
  }

  /// Takes the next value.
  ///
  /// - Parameter isError: Whether it is an error.
  /// - Returns: `.warning` from the error that warns up to the next one.
  /// - Complexity: O(1).
  public mutating func update(_ isError: Bool) -> ChangeSignal {
    if hasChanged {
      self = ErrorDistanceDrift(
        countMin: countMin,
        warningShare: warningShare,
        changeShare: changeShare
      )
    }
    count += 1
    guard isError else { return isWarning ? .warning : .none }
    errors += 1
    let distance = Double(count - lastError)
    lastError = count
    let before = mean
    mean += (distance - mean) / Double(errors)
    deviation += (distance - before) * (distance - mean)
    guard count > countMin else { return .none }
    let variance = errors > 1 ? deviation / Double(errors - 1) : 0
    let level = mean + 2 * variance.squareRoot()
    if level > greatest {
      greatest = level
    } else if errors > countMin {
      hasChanged = level / greatest < changeShare
      if !hasChanged { isWarning = level / greatest < warningShare }
    }
    return hasChanged ? .change : isWarning ? .warning : .none
  }
}
