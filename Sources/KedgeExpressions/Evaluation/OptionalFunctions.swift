/// A function of optional values; the raw value is its name.
enum OptionalFunction: String, Hashable, Sendable {
  case of = "optional.of"
  case ofNonZeroValue = "optional.ofNonZeroValue"
  case none = "optional.none"
  case unwrap = "optional.unwrap"
  case unwrapOpt
  case hasValue
  case value
  case or
  case orValue
}

/// The functions of optional values; `or` and `orValue` look at their second argument only where they
/// need it, which the evaluator sees to.
enum OptionalFunctions {
  /// Applies a function.
  ///
  /// - Throws: `noMatchingOverload` for other types or counts, `noValue` of `value()`.
  static func apply(
    _ function: OptionalFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    switch (function, arguments.count) {
    case (.none, 0): return .optional(nil)
    case (.of, 1): return .optional(arguments[0])
    case (.ofNonZeroValue, 1): return .optional(arguments[0].isZero ? nil : arguments[0])
    case (.unwrap, 1), (.unwrapOpt, 1): return .list(try unwrapped(function, arguments[0]))
    case (.hasValue, 1):
      if case .optional(let value) = arguments[0] { return .bool(value != nil) }
    case (.value, 1):
      guard case .optional(let value) = arguments[0] else { break }
      guard let value else { throw EvaluationError(.noValue, "the optional value is none") }
      return value
    default: break
    }
    throw .noOverload(function.rawValue, arguments)
  }

  private static func unwrapped(
    _ function: OptionalFunction,
    _ argument: Value
  ) throws(EvaluationError) -> [Value] {
    guard case .list(let elements) = argument else {
      throw .noOverload(function.rawValue, argument)
    }
    var values: [Value] = []
    for element in elements {
      guard case .optional(let value) = element else {
        throw .noOverload(function.rawValue, argument)
      }
      if let value { values.append(value) }
    }
    return values
  }
}

extension Value {
  /// Whether it is the value that its type has where nobody says another.
  var isZero: Bool {
    switch self {
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .null: true
    case .list(let value): value.isEmpty
    case .map(let value): value.count == 0
    case .timestamp(let value): value.seconds == 0 && value.nanoseconds == 0
    case .duration(let value): value.seconds == 0 && value.nanoseconds == 0
    case .optional(let value): value == nil
    case .type, .object: false
    }
  }
}
