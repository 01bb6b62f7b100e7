/// A type as the checker sees it; lists and maps know what they hold.
public indirect enum ExpressionType: Hashable, Sendable {
  /// Anything; what is done with it is checked at evaluation.
  case dynamic
  /// `bool`.
  case bool
  /// `int`.
  case int
  /// `uint`.
  case uint
  /// `double`.
  case double
  /// `string`.
  case string
  /// `bytes`.
  case bytes
  /// The type of `null`.
  case null
  /// `timestamp`.
  case timestamp
  /// `duration`.
  case duration
  /// The type of types.
  case type
  /// A list of one type.
  case list(ExpressionType)
  /// A map from one type to another.
  case map(ExpressionType, ExpressionType)
  /// A value of one type, or none.
  case optional(ExpressionType)
  /// A type the host declared, by name.
  case object(String)
  /// A type not yet known, by number; never in the answer of a check.
  case variable(Int)
}

extension ExpressionType: CustomStringConvertible {
  /// The type as messages write it, for example `map(string, int)`.
  public var description: String {
    switch self {
    case .dynamic: "dyn"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .null: "null"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .type: "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let value): "optional_type(\(value))"
    case .object(let name): name
    case .variable: "any type"
    }
  }

  var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    case .dynamic, .bool, .string, .bytes, .null, .timestamp, .duration, .type, .list, .map,
      .optional, .object, .variable:
      false
    }
  }

  /// The same type with its variables counted from `offset` on.
  func renumbered(from offset: Int) -> ExpressionType {
    switch self {
    case .variable(let number): .variable(number + offset)
    case .list(let element): .list(element.renumbered(from: offset))
    case .map(let key, let value):
      .map(key.renumbered(from: offset), value.renumbered(from: offset))
    case .optional(let value): .optional(value.renumbered(from: offset))
    case .dynamic, .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration,
      .type, .object:
      self
    }
  }
}
