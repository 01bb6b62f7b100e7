import func Glibc.log

/// ADWIN: a window that drops its older part when that part's mean differs from the newer part's.
///
/// The window is kept as rows of buckets; a bucket of row r sums 2^r values. Every `clock` values
/// each cut between two buckets, from the oldest on, is tested with
/// |μ0 − μ1| > sqrt(2·m·σ²·δ′) + ⅔·m·δ′, where δ′ = ln(2·ln(W)/δ) and
/// m = 1/(n0 − l + 1) + 1/(n1 − l + 1); where it holds, the oldest bucket goes and the test begins
/// anew. For values of [0, 1]; others are judged too, without the proof.
///
/// - Note: Bifet, Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007.
public struct AdaptiveWindow: Equatable, Sendable {
  /// The constants of the test.
  public struct Settings: Equatable, Sendable {
    /// δ, in (0, 1).
    public var delta = 0.002
    /// Values between two tests; at least 1.
    public var clock = 32
    /// Buckets of one row before two become one of the next; at least 1.
    public var bucketsMax = 5
    /// l: values on each side of a cut at least.
    public var lengthMin = 5
    /// Values in the window up to which nothing is tested.
    public var grace = 10

    /// The defaults of the field.
    public init() {}
  }

  private let settings: Settings
  /// Rows of buckets, the finest first; the oldest bucket of a row first.
  private var rows: [Row] = []
  private var taken = 0
  private var hasChanged = false
  /// Sum of the window.
  private var total = 0.0
  /// Sum of squared deviations of the window.
  private var deviation = 0.0

  /// Values in the window.
  public private(set) var width = 0.0

  private struct Bucket: Equatable {
    var total: Double
    var deviation: Double
  }

  /// A ring of at most `bucketsMax + 1` buckets.
  private struct Row: Equatable {
    var buckets: [Bucket]
    var first = 0
    var count = 0

    init(capacity: Int) {
      buckets = Array(repeating: Bucket(total: 0, deviation: 0), count: capacity)
    }

    subscript(place: Int) -> Bucket {
      let index = first + place
      return buckets[index < buckets.count ? index : index - buckets.count]
    }

    mutating func append(_ bucket: Bucket) {
      let index = first + count
      buckets[index < buckets.count ? index : index - buckets.count] = bucket
      count += 1
    }

    mutating func dropFirst(_ number: Int) {
      first += number
      if first >= buckets.count { first -= buckets.count }
      count -= number
    }
  }

  /// Makes a detector that has seen nothing.
  public init(_ settings: Settings = Settings()) {
    precondition(settings.delta > 0 && settings.delta < 1, "delta lies between 0 and 1")
    precondition(settings.clock > 0 && settings.bucketsMax > 0, "clock and buckets are positive")
    precondition(settings.lengthMin > 0, "a side of a cut has a value")
    self.settings = settings
    rows = [Row(capacity: settings.bucketsMax + 1)]
  }

  /// The mean of the window, or `nil` where it is empty.
  public var mean: Double? { width > 0 ? total / width : nil }

  /// The variance of the window, or `nil` where it is empty.
  public var variance: Double? { width > 0 ? deviation / width : nil }

  /// Takes the next value.
  ///
  /// - Parameter value: A finite number.
  /// - Returns: `.change` where the older part of the window was dropped; what is left of it is
  ///   the new level, and is forgotten with the next value.
  /// - Complexity: O(1) amortised; O(log W) every `clock` values.
  public mutating func update(_ value: Double) -> ChangeSignal {
    if hasChanged { self = AdaptiveWindow(settings) }
    insert(value)
    taken += 1
    guard taken % settings.clock == 0, width > Double(settings.grace) else { return .none }
    while hasCut() {
      hasChanged = true
      dropOldest()
    }
    return hasChanged ? .change : .none
  }

  private mutating func insert(_ value: Double) {
    rows[0].append(Bucket(total: value, deviation: 0))
    width += 1
    if width > 1 {
      let distance = value - total / (width - 1)
      deviation += (width - 1) * distance * distance / width
    }
    total += value
    var size = 1.0
    for row in 0... {
      guard rows[row].count > settings.bucketsMax else { break }
      if row + 1 == rows.count { rows.append(Row(capacity: settings.bucketsMax + 1)) }
      rows[row + 1].append(AdaptiveWindow.merged(rows[row][0], rows[row][1], size: size))
      rows[row].dropFirst(2)
      size *= 2
    }
  }

  private static func merged(_ left: Bucket, _ right: Bucket, size: Double) -> Bucket {
    let distance = left.total / size - right.total / size
    return Bucket(
      total: left.total + right.total,
      deviation: left.deviation + right.deviation
        + size * size * distance * distance / (size + size)
    )
  }

  private mutating func dropOldest() {
    let last = rows.count - 1
    let size = AdaptiveWindow.size(ofRow: last)
    let bucket = rows[last][0]
    width -= size
    total -= bucket.total
    let distance = bucket.total / size - total / width
    deviation -= bucket.deviation + size * width * distance * distance / (size + width)
    rows[last].dropFirst(1)
    while rows.count > 1, rows[rows.count - 1].count == 0 { rows.removeLast() }
  }

  private static func size(ofRow row: Int) -> Double {
    Double(sign: .plus, exponent: row, significand: 1)
  }

  /// Whether some cut of the window has two different sides.
  private func hasCut() -> Bool {
    let least = Double(settings.lengthMin)
    let tested = log(2 * log(width) / settings.delta)
    let spread = 2 * (deviation / width) * tested
    var (oldCount, oldTotal) = (0.0, 0.0)
    for row in rows.indices.reversed() {
      let size = AdaptiveWindow.size(ofRow: row)
      for place in 0..<rows[row].count {
        oldCount += size
        oldTotal += rows[row][place].total
        let newCount = width - oldCount
        guard newCount >= least else { return false }
        guard oldCount >= least else { continue }
        let weight = 1 / (oldCount - least + 1) + 1 / (newCount - least + 1)
        let difference = abs(oldTotal / oldCount - (total - oldTotal) / newCount)
        if difference > (weight * spread).squareRoot() + 2 / 3 * tested * weight { return true }
      }
    }
    return false
  }
}
