import func Glibc.log

/// HDDM_A: the mean of all values against the lowest mean that was ever likely, by Hoeffding's bound.
///
/// A change is a rise: z̄ − x̄ ≥ sqrt(m/2·ln(2/δ)) with m = (n_z − n_x)/(n_x·n_z), x the prefix with
/// the least x̄ + sqrt(ln(1/δ)/(2n)).
///
/// - Note: Frías-Blanco and others, IEEE TKDE 27(3), 2014, doi:10.1109/TKDE.2014.2345382.
public struct HoeffdingDrift: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// δ of a change, in (0, 1).
    public var changeLevel = 0.001
    /// δ of a warning, in (0, 1), at least that of a change.
    public var warningLevel = 0.005

    /// The defaults of the field.
    public init() {}

    var isSound: Bool {
      changeLevel > 0 && changeLevel <= warningLevel && warningLevel < 1
    }
  }

  private let settings: Settings
  private var count = 0.0
  private var sum = 0.0
  private var leastCount = 0.0
  private var leastSum = 0.0
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.isSound, "levels lie between 0 and 1")
    self.settings = settings
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A number of [0, 1].
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged { self = HoeffdingDrift(settings) }
    count += 1
    sum += value
    if leastCount == 0 { (leastCount, leastSum) = (count, sum) }
    if leastSum / leastCount + bound(leastCount) >= sum / count + bound(count) {
      (leastCount, leastSum) = (count, sum)
    }
    hasChanged = hasRisen(settings.changeLevel)
    return hasChanged ? .change : hasRisen(settings.warningLevel) ? .warning : .none
  }

  private func bound(_ count: Double) -> Double {
    (1 / (2 * count) * log(1 / settings.changeLevel)).squareRoot()
  }

  private func hasRisen(_ level: Double) -> Bool {
    guard leastCount != count else { return false }
    let weight = (count - leastCount) / leastCount * (1 / count)
    return sum / count - leastSum / leastCount >= (weight / 2 * log(2 / level)).squareRoot()
  }
}

/// HDDM_W: like HDDM_A with weighted means, so that old values fade.
///
/// - Note: Frías-Blanco and others, IEEE TKDE 27(3), 2014, doi:10.1109/TKDE.2014.2345382.
public struct WeightedHoeffdingDrift: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// δ of changes and warnings.
    public var levels = HoeffdingDrift.Settings()
    /// λ in (0, 1], the weight of a new value.
    public var weight = 0.05

    /// The defaults of the field.
    public init() {}
  }

  private let settings: Settings
  private var all: Sample?
  private var before: Sample?
  private var since: Sample?
  private var cut = Double.infinity
  private var hasChanged = false

  /// A weighted mean, and the sum of its squared weights as the published method has it: from 1 on,
  /// already before the first value.
  private struct Sample: Equatable {
    var mean: Double
    var squares: Double

    init(_ value: Double, weight: Double) {
      mean = value
      squares = weight * weight + (1 - weight) * (1 - weight)
    }

    mutating func add(_ value: Double, weight: Double) {
      let rest = 1 - weight
      mean = weight * value + rest * mean
      squares = weight * weight + rest * rest * squares
    }
  }

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.levels.isSound, "levels lie between 0 and 1")
    precondition(settings.weight > 0 && settings.weight <= 1, "a weight is a share")
    self.settings = settings
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A number of [0, 1].
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged { self = WeightedHoeffdingDrift(settings) }
    let weight = settings.weight
    var total = all ?? Sample(value, weight: weight)
    if all != nil { total.add(value, weight: weight) }
    all = total
    let upper = total.mean + (total.squares * log(1 / settings.levels.changeLevel) / 2).squareRoot()
    if upper < cut {
      (cut, before, since) = (upper, total, nil)
    } else if since == nil {
      since = Sample(value, weight: weight)
    } else {
      since?.add(value, weight: weight)
    }
    hasChanged = hasRisen(settings.levels.changeLevel)
    return hasChanged ? .change : hasRisen(settings.levels.warningLevel) ? .warning : .none
  }

  private func hasRisen(_ level: Double) -> Bool {
    guard let before, let since else { return false }
    let bound = ((before.squares + since.squares) * log(1 / level) / 2).squareRoot()
    return since.mean - before.mean > bound
  }
}
