/// What a series is keyed by: the model, its version, and one combination of segment values.
public struct SeriesKey: Hashable, Comparable, Sendable {
  /// The name under which everything beyond a limit is counted.
  public static let others = "__other__"

  /// Name of the model.
  public var model: String
  /// Version of the model; empty where the records name none.
  public var version: String
  /// Segment values, sorted by key; empty for the total.
  public var segment: [SegmentValue]

  /// Makes a key; `segment` is sorted by its keys.
  public init(model: String, version: String, segment: [SegmentValue] = []) {
    self.model = model
    self.version = version
    self.segment = segment.sorted()
  }

  /// The segment as one word: `*` for the total, else `key=value` joined by commas.
  public var segmentText: String {
    segment.isEmpty ? "*" : segment.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// Orders by model, then version, then segment, the total first; by bytes, not by locale.
  public static func < (left: SeriesKey, right: SeriesKey) -> Bool {
    if !left.model.equalsByBytes(right.model) { return left.model.precedesByBytes(right.model) }
    if !left.version.equalsByBytes(right.version) {
      return left.version.precedesByBytes(right.version)
    }
    return left.segment.lexicographicallyPrecedes(right.segment)
  }

  /// Whether both have the same bytes; texts that only look the same are different names.
  public static func == (left: SeriesKey, right: SeriesKey) -> Bool {
    left.model.equalsByBytes(right.model) && left.version.equalsByBytes(right.version)
      && left.segment == right.segment
  }
}

/// One key and value of a segment.
public struct SegmentValue: Hashable, Comparable, Sendable {
  /// Name of the segment's key, such as `language`.
  public var key: String
  /// Its value, such as `en`.
  public var value: String

  /// Makes a pair.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// Orders by key, then by value.
  public static func < (left: SegmentValue, right: SegmentValue) -> Bool {
    left.key.equalsByBytes(right.key)
      ? left.value.precedesByBytes(right.value) : left.key.precedesByBytes(right.key)
  }

  /// Whether both have the same bytes.
  public static func == (left: SegmentValue, right: SegmentValue) -> Bool {
    left.key.equalsByBytes(right.key) && left.value.equalsByBytes(right.value)
  }
}

extension String {
  /// Whether the UTF-8 bytes of this text come before those of `other`.
  public func precedesByBytes(_ other: String) -> Bool {
    let (left, right) = (utf8.span, other.utf8.span)
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index]
    }
    return left.count < right.count
  }

  /// Whether both have the same UTF-8 bytes; `==` also holds for other spellings of a character.
  public func equalsByBytes(_ other: String) -> Bool {
    let (left, right) = (utf8.span, other.utf8.span)
    return left.count == right.count && left.indices.allSatisfy { left[$0] == right[$0] }
  }
}
