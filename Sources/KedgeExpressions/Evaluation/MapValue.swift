/// A map of the language: keys are bool, int, uint or string, and `1` and `1u` are the same key.
///
/// Entries keep the order in which they were added, so everything made from a map is repeatable.
public struct MapValue: Sendable {
  /// One key with its value.
  public struct Entry: Equatable, Sendable {
    /// The key as written.
    public let key: Value
    /// What the key leads to.
    public let value: Value
  }

  /// The entries in the order of their addition.
  public private(set) var entries: [Entry] = []

  private var positions: [MapKey: Int] = [:]

  /// An empty map.
  public init() {}

  /// A map from strings, in the order given; a key that repeats keeps its first value.
  public init(_ pairs: [(String, Value)]) {
    for (key, value) in pairs { _ = insert(.string(key), value) }
  }

  /// Number of entries.
  public var count: Int { entries.count }

  /// Adds an entry.
  ///
  /// - Returns: `false`, with nothing changed, when the key exists or is of no key type.
  public mutating func insert(_ key: Value, _ value: Value) -> Bool {
    guard let mapKey = MapKey(key), positions[mapKey] == nil else { return false }
    positions[mapKey] = entries.count
    entries.append(Entry(key: key, value: value))
    return true
  }

  /// The value of a key; doubles that are whole numbers find the integer key.
  public subscript(key: Value) -> Value? {
    MapKey(lookup: key).flatMap { positions[$0] }.map { entries[$0].value }
  }
}

extension MapValue: Equatable {
  /// Whether both hold the same keys with the same values, in any order.
  public static func == (left: MapValue, right: MapValue) -> Bool {
    left.count == right.count && left.entries.allSatisfy { right[$0.key] == $0.value }
  }
}

/// A key in the form in which equal keys are the same.
enum MapKey: Hashable {
  case bool(Bool)
  case int(Int64)
  /// A value above the range of int.
  case uint(UInt64)
  /// UTF-8 rather than String, whose equality normalises.
  case string([UInt8])

  init?(_ key: Value) {
    switch key {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = Int64(exactly: value).map(MapKey.int) ?? .uint(value)
    case .string(let value): self = .string(Array(value.utf8))
    case .double, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional, .object:
      return nil
    }
  }

  init?(lookup key: Value) {
    guard case .double(let number) = key else {
      self.init(key)
      return
    }
    if let value = Int64(exactly: number) {
      self = .int(value)
    } else if let value = UInt64(exactly: number) {
      self = .uint(value)
    } else {
      return nil
    }
  }
}
