import func Glibc.log

/// HDDM_A: the mean of all values against the lowest mean that was ever likely, by Hoeffding's bound.
///
/// A change is a rise: z̄ − x̄ ≥ sqrt(m/2·ln(2/δ)) with m = (n_z − n_x)/(n_x·n_z), x the prefix with
/// the least x̄ + sqrt(ln(1/δ)/(2n)).
///
/// - Note: Frías-Blanco and others, IEEE TKDE 27(3), 2014, doi:10.1109/TKDE.2014.2345382.
public struct HoeffdingDrift: Equatable, Sendable {
  private let changeLevel: Double
  private let warningLevel: Double
  private var count = 0.0
  private var sum = 0.0
  private var leastCount = 0.0
  private var leastSum = 0.0
  private var hasChanged = false

  /// Makes a detector that has seen nothing.
  ///
  /// - Parameters:
  ///   - changeLevel: δ of a change, in (0, 1).
  ///   - warningLevel: δ of a warning, in (0, 1), at least that of a change.
  public init(changeLevel: Double = 0.001, warningLevel: Double = 0.005) {
    self.changeLevel = changeLevel
    self.warningLevel = warningLevel
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A number of [0, 1].
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged { self = HoeffdingDrift(changeLevel: changeLevel, warningLevel: warningLevel) }
    count += 1
    sum += value
    if leastCount == 0 { (leastCount, leastSum) = (count, sum) }
    if leastSum / leastCount + bound(leastCount) >= sum / count + bound(count) {
      (leastCount, leastSum) = (count, sum)
    }
    hasChanged = hasRisen(changeLevel)
    return hasChanged ? .change : hasRisen(warningLevel) ? .warning : .none
  }

  private func bound(_ count: Double) -> Double {
    (1 / (2 * count) * log(1 / changeLevel)).squareRoot()
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
  private let changeLevel: Double
  private let warningLevel: Double
  private let weight: Double
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
  ///
  /// - Parameters:
  ///   - changeLevel: δ of a change, in (0, 1).
  ///   - warningLevel: δ of a warning, in (0, 1), at least that of a change.
  ///   - weight: λ in (0, 1], the weight of a new value.
  public init(changeLevel: Double = 0.001, warningLevel: Double = 0.005, weight: Double = 0.05) {
    self.changeLevel = changeLevel
    self.warningLevel = warningLevel
    self.weight = weight
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A number of [0, 1].
  /// - Returns: What it says of the value.
  /// - Complexity: O(1).
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged {
      self = WeightedHoeffdingDrift(
        changeLevel: changeLevel,
        warningLevel: warningLevel,
        weight: weight
      )
    }
    var total = all ?? Sample(value, weight: weight)
    if all != nil { total.add(value, weight: weight) }
    all = total
    let upper = total.mean + (total.squares * log(1 / changeLevel) / 2).squareRoot()
    if upper < cut {
      (cut, before, since) = (upper, total, nil)
    } else if since == nil {
      since = Sample(value, weight: weight)
    } else {
      since?.add(value, weight: weight)
    }
    hasChanged = hasRisen(changeLevel)
    return hasChanged ? .change : hasRisen(warningLevel) ? .warning : .none
  }

  private func hasRisen(_ level: Double) -> Bool {
    guard let before, let since else { return false }
    let bound = ((before.squares + since.squares) * log(1 / level) / 2).squareRoot()
    return since.mean - before.mean > bound
  }
}
