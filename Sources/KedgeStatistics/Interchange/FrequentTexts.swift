/// The texts of a stream that came most often, with bounds of how often.
///
/// Keeps 64·¾ = 48 texts. When one more comes, the median of the counts is taken from all of them,
/// and those that are left with nothing go; what was taken is added up and bounds the error.
///
/// For the exchange with other tools, as bytes of Apache DataSketches.
///
/// - Note: Anderson and others, "A high-performance algorithm for identifying frequent items in data
///   streams", IMC 2017, arXiv:1705.07001.
public struct FrequentTexts: Equatable, Sendable {
  static let tableLog = 6
  /// Texts that are kept.
  public static let textsMax = 48

  /// One text with the bounds of how often it came.
  public struct Entry: Equatable, Sendable {
    /// The text.
    public var text: String
    /// At least so often.
    public var lower: UInt64
    /// At most so often.
    public var upper: UInt64
  }

  /// Counts by the bytes of a text.
  var counts: [[UInt8]: UInt64] = [:]
  /// Sum of all weights.
  public internal(set) var total: UInt64 = 0
  /// How much a text may have come more often than its lower bound says.
  public internal(set) var errorBound: UInt64 = 0

  /// Makes a sketch of nothing.
  public init() {}

  /// Takes a text that came so often.
  ///
  /// - Complexity: O(1) amortised.
  public mutating func add(_ text: String, count: UInt64 = 1) {
    guard count > 0 else { return }
    total += count
    counts[Array(text.utf8), default: 0] += count
    if counts.count > Self.textsMax { purge() }
  }

  /// Takes over what another sketch holds; the bounds hold for both streams together.
  ///
  /// - Complexity: O(texts).
  public mutating func merge(_ other: FrequentTexts) {
    let sum = total + other.total
    for entry in other.ordered { add(entry.text, count: entry.lower) }
    total = sum
    errorBound += other.errorBound
  }

  private mutating func purge() {
    let sorted = counts.values.sorted()
    let median = sorted[sorted.count / 2]
    counts = counts.compactMapValues { $0 > median ? $0 - median : nil }
    errorBound += median
  }

  /// The texts, those that came most often first, equal ones by their bytes.
  ///
  /// - Complexity: O(texts log texts).
  public var ordered: [Entry] {
    counts.sorted { left, right in
      left.value != right.value
        ? left.value > right.value : left.key.lexicographicallyPrecedes(right.key)
    }.map { text, count in
      Entry(text: String(decoding: text, as: UTF8.self), lower: count, upper: count + errorBound)
    }
  }
}

// The layout of Apache DataSketches: apache/datasketches-java, frequencies/PreambleUtil.java.
extension FrequentTexts {
  private static let family: UInt8 = 10
  private static let empty: UInt8 = 5

  /// The sketch as Apache DataSketches writes a `frequent_strings_sketch` with lgMax = 6.
  public var bytes: [UInt8] {
    let log = UInt8(Self.tableLog)
    guard total > 0 else { return [1, 1, Self.family, log, 3, Self.empty, 0, 0] }
    let entries = ordered
    var bytes: [UInt8] = [4, 1, Self.family, log, log, 0, 0, 0]
    bytes.append(littleEndian: UInt32(entries.count))
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: total)
    bytes.append(littleEndian: errorBound)
    for entry in entries { bytes.append(littleEndian: entry.lower) }
    for entry in entries {
      let text = Array(entry.text.utf8)
      bytes.append(littleEndian: UInt32(text.count))
      bytes += text
    }
    return bytes
  }

  /// Reads a `frequent_strings_sketch` of Apache DataSketches.
  ///
  /// - Parameter bytes: All of it; zeros behind it are let pass.
  /// - Throws: `SketchError`.
  public init(bytes: [UInt8]) throws(SketchError) {
    self.init()
    var reader = SketchReader(bytes)
    let head = Array(try reader.take(8))
    guard head[1] == 1, head[2] == Self.family else { throw .wrongKind }
    if head[5] & Self.empty != 0 { return }
    guard head[0] == 4 else { throw .wrongKind }
    let count = Int(try reader.number(UInt32.self))
    _ = try reader.number(UInt32.self)
    let stream = try reader.number(UInt64.self)
    let offset = try reader.number(UInt64.self)
    guard count * 12 <= reader.rest else { throw .truncated }
    var lower: [UInt64] = []
    for _ in 0..<count { lower.append(try reader.number()) }
    for weight in lower {
      let text = try reader.take(Int(try reader.number(UInt32.self)))
      guard String(validating: text, as: UTF8.self) != nil, weight > 0,
        counts.updateValue(weight, forKey: Array(text)) == nil
      else { throw .inconsistent }
    }
    let (kept, overflow) = lower.reduce((UInt64(0), false)) { sum, weight in
      let (next, isOver) = sum.0.addingReportingOverflow(weight)
      return (next, sum.1 || isOver)
    }
    guard !overflow, kept <= stream, offset <= stream, stream <= UInt64(Int64.max) else {
      throw .inconsistent
    }
    (total, errorBound) = (stream, offset)
    while counts.count > Self.textsMax { purge() }
  }
}
