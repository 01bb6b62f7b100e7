/// KSWIN: whether the newest values of a window have the distribution of the older ones.
///
/// The window holds the newest n values. With each value r of its n − r older ones are drawn
/// without replacement and compared with its r newest: a change where the distance D of Kolmogorov
/// and Smirnov has a probability of at most α under the exact law of two samples of r, and exceeds
/// 0.1. The least such D is found once, so that a value costs no probability. After a change the r
/// newest values stay.
///
/// The draws come from a generator with the seed of the settings, so one stream always gives the
/// same answers. α bounds the rate of single tests, of which each shares most values with the one
/// before: with the defaults a stationary stream of different values alarms about once in 700
/// values, so this is no test to act upon. Values are only compared; equal ones make alarms rarer.
///
/// - Note: Raab, Heusinger, Schleif, "Reactive soft prototype computing for concept drift streams",
///   Neurocomputing 416, 2020, doi:10.1016/j.neucom.2019.11.111; the exact law and the least
///   distance are those of river's `KSWIN`, which forgets the newest values too.
public struct KolmogorovSmirnovWindow: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// α, in (0, 1).
    public var level = 0.005
    /// n: values of the window, from 2r up to `KolmogorovSmirnovWindow.windowCountMax`.
    public var windowCount = 100
    /// r: values of each sample; at least 1.
    public var recentCount = 30
    /// What the draws depend on, beside the number of the value.
    public var seed: UInt64 = 0

    /// The defaults of the field.
    public init() {}
  }

  /// A window has at most so many values.
  public static let windowCountMax = 10_000

  private let settings: Settings
  /// r·D of the least distance that is a change; above r where none is.
  private let leastSteps: Int
  private var numbers: SeededNumbers
  /// The values by slot; the newest stands before the slot `next`.
  private var values: [Double]
  /// What a slot adds to the difference of the two counts: 1 for the newest r, −1 where drawn.
  private var weights: [Int8]
  /// Slots in use, by increasing value.
  private var order: [UInt16] = []
  private var next = 0
  /// r·D of the last test; `nil` where the last value made none.
  private var steps: Int?

  /// Makes a detector that has seen nothing.
  ///
  /// - Precondition: The settings are in their ranges.
  /// - Complexity: O(n + r²·log r), for the least distance; 11 bytes a value of the window.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.level > 0 && settings.level < 1, "a level lies between 0 and 1")
    precondition(settings.recentCount > 0, "a sample has a value")
    precondition(
      settings.windowCount >= 2 * settings.recentCount
        && settings.windowCount <= KolmogorovSmirnovWindow.windowCountMax,
      "a window holds both samples, and 10,000 values at most"
    )
    self.settings = settings
    leastSteps = KolmogorovSmirnovWindow.leastSteps(settings)
    numbers = SeededNumbers(seed: settings.seed)
    values = Array(repeating: 0, count: settings.windowCount)
    weights = Array(repeating: 0, count: settings.windowCount)
    order.reserveCapacity(settings.windowCount)
  }

  /// Values in the window.
  public var count: Int { order.count }

  /// D of the test that the last value made, in [0, 1]; `nil` where it made none.
  public var distance: Double? { steps.map { Double($0) / Double(settings.recentCount) } }

  /// The probability of such a distance or a larger one without a change.
  ///
  /// - Returns: `nil` where the last value made no test.
  /// - Complexity: O(r²).
  public var pValue: Double? {
    steps.map { KolmogorovSmirnovWindow.probability(steps: $0, count: settings.recentCount) }
  }

  /// Takes the next value.
  ///
  /// - Parameter value: A finite number.
  /// - Returns: `.change` where the newest values differ; the older ones are forgotten at once.
  ///   `.none` while the window is not full.
  /// - Precondition: `value` is finite.
  /// - Complexity: O(n), some hundred nanoseconds at 100; no allocation.
  public mutating func update(_ value: Double) -> ChangeSignal {
    precondition(value.isFinite, "a value is a finite number")
    insert(value)
    guard order.count == settings.windowCount else {
      steps = nil
      return .none
    }
    draw()
    let found = largestDifference()
    steps = found
    clearDraws()
    guard found >= leastSteps else { return .none }
    forgetOlder()
    return .change
  }

  /// The slot so many values before the next.
  private func slot(before age: Int) -> Int {
    next >= age ? next - age : next + settings.windowCount - age
  }

  private mutating func insert(_ value: Double) {
    if order.count == settings.windowCount { remove(next) }
    values[next] = value
    weights[next] = 1
    order.insert(UInt16(next), at: place { $0 <= value })
    next = next + 1 == settings.windowCount ? 0 : next + 1
    if order.count > settings.recentCount { weights[slot(before: settings.recentCount + 1)] = 0 }
  }

  private mutating func remove(_ slot: Int) {
    let value = values[slot]
    var place = place { $0 < value }
    while order[place] != UInt16(slot) { place += 1 }
    order.remove(at: place)
  }

  /// The first place of `order` whose value does not precede.
  @inline(__always)
  private func place(_ precedes: (Double) -> Bool) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if precedes(values[Int(order[middle])]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Marks r of the older values, each set of them as probable as another.
  ///
  /// - Note: Bentley and Floyd, "A sample of brilliance", Commun. ACM 30 (1987).
  private mutating func draw() {
    let older = settings.windowCount - settings.recentCount
    for last in (older - settings.recentCount)..<older {
      let drawn = slot(before: settings.windowCount - numbers.below(last + 1))
      let isFree = weights[drawn] == 0
      weights[isFree ? drawn : slot(before: settings.windowCount - last)] = -1
    }
  }

  /// The largest difference of the two counts of values up to any number, equal values together.
  private func largestDifference() -> Int {
    var (difference, largest) = (0, 0)
    var value = values[Int(order[0])]
    for place in 0..<order.count {
      difference += Int(weights[Int(order[place])])
      let following = place + 1 < order.count ? values[Int(order[place + 1])] : .infinity
      largest = max(largest, following == value ? 0 : abs(difference))
      value = following
    }
    return largest
  }

  private mutating func clearDraws() {
    for slot in weights.indices { weights[slot] = max(0, weights[slot]) }
  }

  private mutating func forgetOlder() {
    order.removeAll { weights[Int($0)] == 0 }
  }

  /// The least r·D that is a change.
  private static func leastSteps(_ settings: Settings) -> Int {
    let count = settings.recentCount
    // D above 0.1.
    var (low, high) = (count / 10 + 1, count + 1)
    while low < high {
      let middle = (low + high) / 2
      if probability(steps: middle, count: count) <= settings.level {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  private static func probability(steps: Int, count: Int) -> Double {
    KolmogorovSmirnovLaw.exact(steps: steps * count, n: count, m: count)
  }

  /// Checks what must always hold.
  func checkInvariants() {
    let sorted = order.map { values[Int($0)] }
    precondition(zip(sorted, sorted.dropFirst()).allSatisfy { $0 <= $1 }, "values are in order")
    precondition(Set(order).count == order.count, "a slot is in use once")
    let recent = order.count { weights[Int($0)] == 1 }
    precondition(recent == min(order.count, settings.recentCount), "the newest values are known")
    precondition(weights.allSatisfy { $0 >= 0 }, "no draw outlasts its test")
  }
}
