/// A sample of a stream from which ranks and quantiles are estimated: KLL of 32-bit numbers.
///
/// Levels of items; an item of level l stands for 2^l values. A level that is full is sorted and
/// every second item goes up, the first or the second of each pair as a coin says. The coin is a
/// function of the seed and of how often it was thrown, so the same stream gives the same bytes. The
/// rank of any value is off by 1.33 % of the count at most, with probability 99 %; two ranks that are
/// asked for together by 1.65 %.
///
/// For the exchange with other tools, as bytes of Apache DataSketches; Kedge's own quantiles come
/// from `ExponentialHistogram`.
///
/// - Note: Karnin, Lang, Liberty, "Optimal quantile approximation in streams", FOCS 2016.
public struct QuantilesSketch: Equatable, Sendable {
  /// Items of the widest level.
  public static let width = 200
  /// Items of the narrowest level.
  static let levelCapacityMin = 8

  /// Values taken.
  public internal(set) var count: UInt64 = 0
  /// The least value, or `nil`.
  public internal(set) var min: Float?
  /// The greatest value, or `nil`.
  public internal(set) var max: Float?
  /// Items of each level, level 0 in the order of arrival, the others sorted.
  var levels: [[Float]] = [[]]
  /// Whether the items of level 0 are sorted.
  var isBottomSorted = false
  /// The least width of the sketches that were merged into this one.
  var widthMin = QuantilesSketch.width

  private let seed: UInt64
  private var coins: UInt64 = 0

  /// Makes a sketch of nothing.
  ///
  /// - Parameter seed: Makes the coins of one series other ones than those of another.
  public init(seed: UInt64 = 0) {
    self.seed = seed
  }

  /// Takes a value; one that is not a number is left out.
  ///
  /// - Complexity: O(1) amortised.
  public mutating func add(_ value: Float) {
    guard !value.isNaN else { return }
    min = min.map { Swift.min($0, value) } ?? value
    max = max.map { Swift.max($0, value) } ?? value
    if retained == QuantilesSketch.capacity(levels: levels.count) { compactOnce() }
    levels[0].append(value)
    isBottomSorted = false
    count += 1
  }

  /// Takes over what another sketch holds; ranks stay within the same error.
  ///
  /// - Complexity: O(items).
  public mutating func merge(_ other: QuantilesSketch) {
    guard other.count > 0 else { return }
    let total = count + other.count
    for value in other.levels[0] { add(value) }
    for level in other.levels.indices.dropFirst() {
      if level == levels.count { levels.append([]) }
      levels[level] = QuantilesSketch.merged(levels[level], other.levels[level])
    }
    while retained > QuantilesSketch.capacity(levels: levels.count) { compactOnce() }
    count = total
    min = [min, other.min].compactMap(\.self).min()
    max = [max, other.max].compactMap(\.self).max()
    widthMin = Swift.min(widthMin, other.widthMin)
  }

  /// The share of values that are not above a value; `nil` where there are none.
  ///
  /// - Complexity: O(items).
  public func rank(of value: Float) -> Double? {
    guard count > 0 else { return nil }
    var below: UInt64 = 0
    for (level, items) in levels.enumerated() {
      below += UInt64(items.count { $0 <= value }) << UInt64(level)
    }
    return Double(below) / Double(count)
  }

  /// The least item that a share of the values does not exceed; `nil` where there are none.
  ///
  /// - Parameter share: In [0, 1]; 0 is the least value and 1 the greatest.
  /// - Returns: One of the values.
  /// - Complexity: O(items log items).
  public func quantile(_ share: Double) -> Float? {
    precondition((0...1).contains(share), "a share lies between 0 and 1")
    guard let min, let max else { return nil }
    if share == 0 { return min }
    if share == 1 { return max }
    let weighted = levels.enumerated().flatMap { level, items in
      items.map { (item: $0, weight: UInt64(1) << UInt64(level)) }
    }.sorted { $0.item < $1.item }
    let wanted = share * Double(count)
    var below: UInt64 = 0
    for (item, weight) in weighted {
      below += weight
      if Double(below) >= wanted { return item }
    }
    return max
  }

  /// Items that are kept.
  var retained: Int { levels.reduce(0) { $0 + $1.count } }
}

extension QuantilesSketch {
  /// Items that all levels hold together.
  static func capacity(levels: Int) -> Int {
    (0..<levels).reduce(0) { $0 + capacity(of: $1, levels: levels) }
  }

  /// Items that one level holds: max(8, round(k·(2/3)^d)) with d its distance from the top.
  private static func capacity(of level: Int, levels: Int) -> Int {
    let depth = levels - level - 1
    // Far from the top all have the least, and the powers would not fit.
    guard depth < 20 else { return levelCapacityMin }
    var cubes = 1
    for _ in 0..<depth { cubes *= 3 }
    let rounded = ((width << 1) << depth / cubes + 1) >> 1
    return Swift.max(levelCapacityMin, rounded)
  }

  /// Halves the lowest level that is full.
  private mutating func compactOnce() {
    let level = levels.indices.first {
      levels[$0].count >= QuantilesSketch.capacity(of: $0, levels: levels.count)
    }
    guard let level else { return }
    if level == levels.count - 1 { levels.append([]) }
    var items = levels[level]
    // The odd one stays.
    let rest = items.count % 2 == 1 ? [items.removeFirst()] : []
    if level == 0 && !isBottomSorted { items.sort() }
    let first = throwCoin() ? 1 : 0
    let risen = stride(from: first, to: items.count, by: 2).map { items[$0] }
    levels[level] = rest
    levels[level + 1] = QuantilesSketch.merged(levels[level + 1], risen)
  }

  private static func merged(_ left: [Float], _ right: [Float]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(left.count + right.count)
    var (first, second) = (0, 0)
    while first < left.count && second < right.count {
      if right[second] < left[first] {
        result.append(right[second])
        second += 1
      } else {
        result.append(left[first])
        first += 1
      }
    }
    result += left[first...]
    result += right[second...]
    return result
  }

  private mutating func throwCoin() -> Bool {
    coins += 1
    var mixed = seed &+ coins &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ mixed >> 31) & 1 == 1
  }
}
