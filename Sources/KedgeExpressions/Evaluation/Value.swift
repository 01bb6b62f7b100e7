/// A value of the language.
public enum Value: Sendable {
  /// `true` or `false`.
  case bool(Bool)
  /// A signed integer of 64 bits.
  case int(Int64)
  /// An unsigned integer of 64 bits.
  case uint(UInt64)
  /// A floating-point number of 64 bits.
  case double(Double)
  /// Code points; compared without any normalisation.
  case string(String)
  /// Octets.
  case bytes([UInt8])
  /// The value `null`.
  case null
  /// Values in order.
  case list([Value])
  /// Values by key.
  case map(MapValue)
  /// A point in time.
  case timestamp(TimestampValue)
  /// A length of time.
  case duration(DurationValue)
  /// A type as a value, such as `int` or the answer of `type(1)`.
  case type(TypeValue)
  /// A value, or none.
  indirect case optional(Value?)
  /// Something that belongs to the host.
  case object(ObjectValue)

  /// The type of this value, as `type(x)` answers it.
  public var type: TypeValue {
    switch self {
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .null: .null
    case .list: .list
    case .map: .map
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    case .optional: .optional
    case .object(let object): TypeValue(name: object.type)
    }
  }
}

/// Sameness of representation: `1`, `1u` and `1.0` differ, a NaN is the same as a NaN, and the
/// order of a map's entries does not count. The operator `==` of the language is another relation.
extension Value: Equatable {
  /// Whether both are the same value of the same type.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.null, .null): true
    case (.list(let a), .list(let b)): a == b
    case (.map(let a), .map(let b)): a == b
    case (.timestamp(let a), .timestamp(let b)): a == b
    case (.duration(let a), .duration(let b)): a == b
    case (.type(let a), .type(let b)): a == b
    case (.optional(let a), .optional(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}

/// An opaque value of the host: the host knows what its handle stands for.
public struct ObjectValue: Hashable, Sendable {
  /// Name of the declared object type.
  public let type: String

  /// The host's number for it.
  public let handle: Int

  /// Makes a handle of a declared type.
  public init(type: String, handle: Int) {
    self.type = type
    self.handle = handle
  }
}

/// The name of a type as a value of the language.
public struct TypeValue: Hashable, Sendable {
  /// The name, for example `int` or `google.protobuf.Timestamp`.
  public let name: String

  static let bool = TypeValue(name: "bool")
  static let int = TypeValue(name: "int")
  static let uint = TypeValue(name: "uint")
  static let double = TypeValue(name: "double")
  static let string = TypeValue(name: "string")
  static let bytes = TypeValue(name: "bytes")
  static let null = TypeValue(name: "null_type")
  static let list = TypeValue(name: "list")
  static let map = TypeValue(name: "map")
  static let timestamp = TypeValue(name: "google.protobuf.Timestamp")
  static let duration = TypeValue(name: "google.protobuf.Duration")
  static let type = TypeValue(name: "type")
  static let optional = TypeValue(name: "optional_type")

  /// Types that an expression may name.
  static let named: [TypeValue] = [
    bool, bytes, double, duration, int, list, map, null, optional, string, timestamp, type,
    uint,
  ]

  /// Names a type; meant for object types, the others exist already.
  public init(name: String) {
    self.name = name
  }
}
