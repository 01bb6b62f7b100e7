/// Count, mean, variance, smallest and largest of a feature, the same for every order of values.
///
/// Holds exact sums of x - c and of (x - c)², with the shift c and the units frozen by a `Scale`;
/// the shift keeps the variance from cancelling. x - c is rounded once, towards 0, to 2^-40 of the
/// spread, and its square once more. A value that is not finite or 2^23 spreads or more away from
/// the shift is counted as `refused` and enters nothing else; so no sum overflows before 2^40
/// values. 120 bytes.
public struct Moments: Equatable, Sendable {
  /// The shift and the unit, frozen with the baseline.
  public struct Scale: Hashable, Sendable {
    /// What is subtracted from each value.
    public let shift: Double
    /// The binary exponent of the unit of the sum; squares have the unit of twice the spread.
    public let spreadExponent: Int

    /// The scale for a feature of which nothing is known: no shift, spread 1.
    public static let unknown = Scale(shift: 0, spreadExponent: 0)

    /// Makes a scale from its state.
    ///
    /// - Precondition: `shift` is finite, `spreadExponent` in -400...400.
    public init(shift: Double, spreadExponent: Int) {
      precondition(shift.isFinite, "a shift is finite")
      precondition((-400...400).contains(spreadExponent), "a spread exponent is in -400...400")
      self.shift = shift
      self.spreadExponent = spreadExponent
    }

    /// Chooses a scale for values with this mean and this spread (a standard deviation).
    ///
    /// The unit of the sum is 2^-40 of the power of two below the spread. A spread below
    /// |mean|·2^-20 is raised to that, so that a narrow feature that moves stays in range; a
    /// constant has its own size as spread, and 0 has 1.
    public init(mean: Double, spread: Double) {
      let centre = mean.isFinite ? mean : 0
      let isKnown = spread.isFinite && spread > 0
      let measured = isKnown ? Swift.max(spread, abs(centre) * 0x1p-20) : abs(centre)
      let known = measured > 0 ? measured : 1
      self.init(shift: centre, spreadExponent: Swift.max(-400, Swift.min(400, Int(known.exponent))))
    }

    var sumUnitExponent: Int { spreadExponent - 40 }
    var squareUnitExponent: Int { 2 * spreadExponent - 40 }
    /// The first distance from the shift that is refused.
    var limit: Double { Double(sign: .plus, exponent: spreadExponent + 23, significand: 1) }
    /// What turns a distance into units of the sum; a power of two, so nothing is rounded.
    var unitsPerOne: Double { Double(sign: .plus, exponent: 40 - spreadExponent, significand: 1) }
  }

  /// The raw state, for snapshots.
  public struct State: Equatable, Sendable {
    /// Values that entered.
    public var count: UInt64
    /// Values that did not.
    public var refused: UInt64
    /// Sum of x - c in units of 2^(spreadExponent - 40).
    public var sumUnits: Int128
    /// Sum of (x - c)² in units of 2^(2·spreadExponent - 40).
    public var squareUnits: Int128
    /// Smallest value, infinity when there is none.
    public var min: Double
    /// Largest value, minus infinity when there is none.
    public var max: Double

    /// Makes a state of its parts.
    public init(
      count: UInt64,
      refused: UInt64,
      sumUnits: Int128,
      squareUnits: Int128,
      min: Double,
      max: Double
    ) {
      self.count = count
      self.refused = refused
      self.sumUnits = sumUnits
      self.squareUnits = squareUnits
      self.min = min
      self.max = max
    }
  }

  /// Shift and units; only moments of one scale are merged.
  public let scale: Scale
  /// How many values entered.
  public private(set) var count: UInt64 = 0
  /// How many values were not finite or out of range.
  public private(set) var refused: UInt64 = 0
  private var sumUnits: Int128 = 0
  private var squareUnits: Int128 = 0
  private var smallest = Double.infinity
  private var largest = -Double.infinity

  /// Makes empty moments.
  public init(scale: Scale = .unknown) {
    self.scale = scale
  }

  /// Makes moments from a snapshot.
  public init(scale: Scale, state: State) {
    self.scale = scale
    count = state.count
    refused = state.refused
    sumUnits = state.sumUnits
    squareUnits = state.squareUnits
    smallest = state.min
    largest = state.max
  }

  /// The raw state, for snapshots.
  public var state: State {
    State(
      count: count,
      refused: refused,
      sumUnits: sumUnits,
      squareUnits: squareUnits,
      min: smallest,
      max: largest
    )
  }

  /// Adds one value.
  ///
  /// - Returns: `false` when the value is refused.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func add(_ value: Double) -> Bool {
    add(value, limit: scale.limit, unitsPerOne: scale.unitsPerOne)
  }

  /// Adds many values.
  ///
  /// - Complexity: O(count), no allocation.
  public mutating func add(_ values: Span<Double>) {
    var moments = self
    let (limit, unitsPerOne) = (scale.limit, scale.unitsPerOne)
    for index in values.indices {
      moments.add(values[index], limit: limit, unitsPerOne: unitsPerOne)
    }
    self = moments
  }

  @discardableResult
  @inline(__always)
  private mutating func add(_ value: Double, limit: Double, unitsPerOne: Double) -> Bool {
    let distance = value - scale.shift
    guard abs(distance) < limit else {
      refused &+= 1
      return false
    }
    // Below 2^63 by the guard; the square is below 2^126 and loses 40 bits to its unit.
    let units = Int128(Int64(distance * unitsPerOne))
    sumUnits &+= units
    squareUnits &+= (units &* units) &>> 40
    count &+= 1
    smallest = value < smallest ? value : smallest
    largest = value > largest ? value : largest
    return true
  }

  /// Adds the values of another, exactly.
  ///
  /// - Precondition: both have one scale.
  public mutating func merge(_ other: Moments) {
    precondition(scale == other.scale, "only moments of one scale are merged")
    sumUnits &+= other.sumUnits
    squareUnits &+= other.squareUnits
    count += other.count
    refused += other.refused
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
  }

  /// Takes out values that were merged before, exactly.
  ///
  /// Smallest and largest cannot be taken out: they stay those of all that was ever merged,
  /// until the count is 0.
  /// - Precondition: both have one scale, and `other` is a part of this.
  public mutating func subtract(_ other: Moments) {
    precondition(scale == other.scale, "only moments of one scale are subtracted")
    precondition(count >= other.count && refused >= other.refused, "only a part is subtracted")
    sumUnits &-= other.sumUnits
    squareUnits &-= other.squareUnits
    count -= other.count
    refused -= other.refused
    if count == 0 {
      smallest = .infinity
      largest = -.infinity
    }
  }

  /// Smallest value, `nil` when there is none.
  public var min: Double? { count == 0 ? nil : smallest }
  /// Largest value, `nil` when there is none.
  public var max: Double? { count == 0 ? nil : largest }

  /// Sum of the values, c·count + Σ(x - c).
  public var total: Double { scale.shift * Double(count) + sumOfDistances }

  private var sumOfDistances: Double {
    ExactSum(units: sumUnits, unitExponent: scale.sumUnitExponent).value
  }

  private var sumOfSquares: Double {
    ExactSum(units: squareUnits, unitExponent: scale.squareUnitExponent).value
  }

  /// Mean of the values, `nil` when there is none.
  public var mean: Double? {
    count == 0 ? nil : scale.shift + sumOfDistances / Double(count)
  }

  /// Variance with divisor n - 1, not negative; `nil` below two values.
  ///
  /// (Σ(x-c)² - (Σ(x-c))²/n)/(n - 1).
  public var variance: Double? {
    guard count > 1 else { return nil }
    let number = Double(count)
    let sum = sumOfDistances
    return Swift.max(0, sumOfSquares - sum * sum / number) / (number - 1)
  }

  /// Square root of `variance`.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// Mean of the squares of x - c, `nil` when there is no value.
  public var meanSquare: Double? {
    count == 0 ? nil : sumOfSquares / Double(count)
  }

  /// Checks what must always hold.
  func checkInvariants() {
    precondition(squareUnits >= 0, "a sum of squares is not negative")
    precondition(count == 0 || smallest <= largest, "smallest is at most largest")
  }
}
