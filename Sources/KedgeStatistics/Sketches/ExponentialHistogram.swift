/// A histogram of positive magnitudes with buckets of equal relative width.
///
/// OpenTelemetry's exponential histogram: bucket i of scale s holds (base^i, base^(i+1)] with
/// base = 2^(2^-s); zero has a count of its own. Begins at scale 5 (quantiles within 1.09 %) and
/// becomes coarser by whole scales when the values span more than 320 buckets. Counts are exact
/// and do not depend on order. At most 2.6 KB.
public struct ExponentialHistogram: Sendable {
  /// The raw state, for snapshots: buckets without empty ones at the ends.
  public struct State: Equatable, Sendable {
    /// Buckets for a factor of two, as a power of two.
    public var scale: Int
    /// Values that are 0.
    public var zeroCount: UInt64
    /// Index of the first bucket, 0 when there is none.
    public var firstIndex: Int
    /// Counts from the first to the last bucket that is not empty.
    public var buckets: [UInt64]

    /// Makes a state of its parts.
    public init(scale: Int, zeroCount: UInt64, firstIndex: Int, buckets: [UInt64]) {
      self.scale = scale
      self.zeroCount = zeroCount
      self.firstIndex = firstIndex
      self.buckets = buckets
    }
  }

  /// At most so many buckets from the first to the last that is not empty.
  public static let bucketsMax = 320

  /// The present scale, 5 or coarser.
  public private(set) var scale = HistogramScale.finest
  /// All values, zeros included.
  public private(set) var count: UInt64 = 0
  /// Values that are 0.
  public private(set) var zeroCount: UInt64 = 0
  private(set) var firstIndex = 0
  private(set) var buckets: [UInt64] = []

  /// Makes an empty histogram.
  public init() {}

  /// Makes a histogram from a snapshot.
  ///
  /// - Precondition: at most 320 buckets and a scale of at most 5.
  public init(state: State) {
    precondition(state.buckets.count <= Self.bucketsMax, "at most 320 buckets")
    precondition((-11...HistogramScale.finest).contains(state.scale), "a scale is in -11...5")
    scale = state.scale
    zeroCount = state.zeroCount
    firstIndex = state.firstIndex
    buckets = state.buckets
    count = state.buckets.reduce(state.zeroCount, +)
  }

  /// The raw state, for snapshots.
  public var state: State {
    let filled = filledPositions
    return State(
      scale: scale,
      zeroCount: zeroCount,
      firstIndex: filled.isEmpty ? 0 : firstIndex + filled.lowerBound,
      buckets: Array(buckets[filled])
    )
  }

  /// Adds one value.
  ///
  /// - Returns: `false`, with nothing changed, for a negative or non-finite value.
  /// - Complexity: O(1); O(buckets) when the range grows.
  @discardableResult
  @inline(__always)
  public mutating func add(_ value: Double) -> Bool {
    guard value > 0, value < .infinity else { return addWithoutBucket(value) }
    let index = HistogramScale.index(of: value) &>> (HistogramScale.finest &- scale)
    let position = index &- firstIndex
    count &+= 1
    if position >= 0, position < buckets.count {
      buckets[position] &+= 1
    } else {
      addOutsideBuckets(index)
    }
    return true
  }

  /// Adds many values.
  ///
  /// - Returns: How many were refused because they are negative or not finite.
  /// - Complexity: O(count); allocates only when the range grows.
  public mutating func add(_ values: Span<Double>) -> Int {
    var refused = 0
    var index = 0
    while true {
      index = addCovered(values, from: index)
      guard index < values.count else { return refused }
      if !add(values[index]) { refused += 1 }
      index += 1
    }
  }

  /// The hot path: adds values as long as the buckets cover them, with the counters held as one
  /// span, or each count would ask whether it owns them.
  ///
  /// - Returns: The index of the first value that was not added.
  private mutating func addCovered(_ values: Span<Double>, from start: Int) -> Int {
    let (first, shift) = (firstIndex, HistogramScale.finest &- scale)
    var counters = buckets.mutableSpan
    var (index, zeros) = (start, UInt64(0))
    while index < values.count {
      let value = values[index]
      if value > 0, value < .infinity {
        let position = (HistogramScale.index(of: value) &>> shift) &- first
        guard position >= 0, position < counters.count else { break }
        counters[position] &+= 1
      } else {
        guard value == 0 else { break }
        zeros &+= 1
      }
      index &+= 1
    }
    zeroCount &+= zeros
    count &+= UInt64(index &- start)
    return index
  }

  /// Adds the counts of another, exactly at the coarser of the scales.
  ///
  /// - Complexity: O(buckets).
  public mutating func merge(_ other: ExponentialHistogram) {
    let addend = other.scale > scale ? other.coarsened(to: scale) : other
    if addend.scale < scale { coarsen(to: addend.scale) }
    count += other.count
    zeroCount += other.zeroCount
    let filled = addend.filledPositions
    guard !filled.isEmpty else { return }
    let start = addend.firstIndex
    makeRoom(for: start + filled.lowerBound...start + filled.upperBound - 1)
    let shift = addend.scale - scale
    for position in filled {
      buckets[((addend.firstIndex + position) >> shift) - firstIndex] += addend.buckets[position]
    }
  }

  /// Takes out counts that were merged before, exactly.
  ///
  /// The scale stays as it is.
  /// - Precondition: `other` is a part of this and not coarser.
  public mutating func subtract(_ other: ExponentialHistogram) {
    precondition(other.scale >= scale && other.count <= count, "only a part is subtracted")
    let shift = other.scale - scale
    for position in other.filledPositions {
      buckets[((other.firstIndex + position) >> shift) - firstIndex] -= other.buckets[position]
    }
    count -= other.count
    zeroCount -= other.zeroCount
  }

  /// Checks what must always hold.
  func checkInvariants() {
    precondition(buckets.count <= Self.bucketsMax, "at most 320 buckets")
    precondition(buckets.reduce(zeroCount, +) == count, "the count is that of all buckets")
    precondition(scale <= HistogramScale.finest, "no scale is finer than 5")
  }

  private mutating func addWithoutBucket(_ value: Double) -> Bool {
    guard value == 0 else { return false }
    zeroCount &+= 1
    count &+= 1
    return true
  }

  private mutating func addOutsideBuckets(_ index: Int) {
    let before = scale
    makeRoom(for: index...index)
    buckets[(index >> (before - scale)) - firstIndex] += 1
  }
}

extension ExponentialHistogram {
  /// Positions from the first to the last bucket that is not empty.
  private var filledPositions: Range<Int> {
    guard let first = buckets.firstIndex(where: { $0 > 0 }),
      let last = buckets.lastIndex(where: { $0 > 0 })
    else { return 0..<0 }
    return first..<last + 1
  }

  /// Makes the buckets cover indexes of the present scale, at a coarser scale where it must be.
  private mutating func makeRoom(for indexes: ClosedRange<Int>) {
    let filled = filledPositions
    var (low, high) = (indexes.lowerBound, indexes.upperBound)
    if !filled.isEmpty {
      low = min(low, firstIndex + filled.lowerBound)
      high = max(high, firstIndex + filled.upperBound - 1)
    }
    var coarser = scale
    while high - low >= Self.bucketsMax {
      low >>= 1
      high >>= 1
      coarser -= 1
    }
    if coarser < scale { coarsen(to: coarser) }
    guard low < firstIndex || high >= firstIndex + buckets.count else { return }
    // A few spare buckets on either side save most of the later moves. A value may fill them
    // without a further look, so they count as well.
    let spare = min(16, Self.bucketsMax - (high - low + 1))
    let start = low - spare / 2
    var moved = [UInt64](repeating: 0, count: high - low + 1 + spare)
    for position in filledPositions { moved[firstIndex + position - start] = buckets[position] }
    firstIndex = start
    buckets = moved
  }

  private mutating func coarsen(to coarser: Int) {
    self = coarsened(to: coarser)
  }

  private func coarsened(to coarser: Int) -> ExponentialHistogram {
    var result = self
    let shift = scale - coarser
    let filled = filledPositions
    result.scale = coarser
    result.buckets = []
    result.firstIndex = 0
    guard let first = filled.first, let last = filled.last else { return result }
    result.firstIndex = (firstIndex + first) >> shift
    let lastIndex = (firstIndex + last) >> shift
    result.buckets = Array(repeating: 0, count: lastIndex - result.firstIndex + 1)
    for position in filled {
      result.buckets[((firstIndex + position) >> shift) - result.firstIndex] += buckets[position]
    }
    return result
  }
}

extension ExponentialHistogram: Equatable {
  /// Whether scale and all counts are equal.
  public static func == (left: ExponentialHistogram, right: ExponentialHistogram) -> Bool {
    left.state == right.state
  }
}
