extension Evaluator {
  mutating func select(
    _ operand: CheckedNode,
    _ field: String,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(operand) {
    case .value(.optional(let value)): return optionalField(field, of: value, range)
    case .value(.map(let map)):
      if let value = map[.string(field)] { return .value(value) }
      return .error(EvaluationError(.noSuchKey, "no key `\(field)`", range: range))
    case .value(.object(let object)):
      guard declares(field, object) else { return noField(field, object.type, range) }
      return accepted(host.field(field, of: object), range)
    case .value(let other): return noField(field, other.type.name, range)
    case .error(let error): return .error(error)
    case .unknown(let causes): return .unknown(causes)
    }
  }

  mutating func has(
    _ operand: CheckedNode,
    _ field: String,
    isObject: Bool,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(operand) {
    case .value(.optional(let value)):
      switch optionalField(field, of: value, range) {
      case .value(.optional(let found)): return .value(.bool(found != nil))
      case let other: return other
      }
    case .value(.map(let map)): return .value(.bool(map[.string(field)] != nil))
    case .value(.object(let object)):
      guard declares(field, object) else { return noField(field, object.type, range) }
      return .value(.bool(host.has(field, of: object)))
    case .value(let other): return noField(field, other.type.name, range)
    case .error(let error): return .error(error)
    case .unknown(let causes): return isObject ? .value(.bool(false)) : .unknown(causes)
    }
  }

  func declares(_ field: String, _ object: ObjectValue) -> Bool {
    environment.object(object.type)?.fields.contains { $0.name == field } ?? false
  }

  func noField(_ field: String, _ type: String, _ range: SourceRange) -> Outcome {
    .error(EvaluationError(.noSuchField, "\(type) has no field `\(field)`", range: range))
  }

  /// `operand[key]` and, where it is optional, `operand[?key]`.
  mutating func index(
    _ operand: CheckedNode,
    _ key: CheckedNode,
    isOptional: Bool = false,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    try values([operand, key]) { values in
      Evaluator.outcome(at: range) { () throws(EvaluationError) in
        if case .optional(let inner) = values[0] {
          return try Evaluator.optionalElement(of: inner, at: values[1])
        }
        return isOptional
          ? try Evaluator.optionalElement(of: values[0], at: values[1])
          : try Evaluator.element(of: values[0], at: values[1])
      }
    }
  }

  /// What stands at an index or key.
  static func element(of collection: Value, at key: Value) throws(EvaluationError) -> Value {
    switch collection {
    case .list(let elements): try element(of: elements, at: key)
    case .map(let map): try entry(of: map, at: key)
    default: throw .noOverload("[]", collection, key)
    }
  }

  private static func element(
    of elements: [Value],
    at key: Value
  ) throws(EvaluationError) -> Value {
    let position: Int?
    switch key {
    case .int(let number): position = Int(exactly: number)
    case .uint(let number): position = Int(exactly: number)
    case .double(let number): position = Int(exactly: number)
    case .bool, .string, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      throw .noOverload("[]", .list(elements), key)
    }
    guard let position, elements.indices.contains(position) else {
      throw EvaluationError(
        .indexOutOfRange,
        "no element \(LiteralText.short(key)) in a list of \(elements.count)"
      )
    }
    return elements[position]
  }

  private static func entry(of map: MapValue, at key: Value) throws(EvaluationError) -> Value {
    switch key {
    case .bool, .int, .uint, .double, .string:
      guard let value = map[key] else {
        throw EvaluationError(.noSuchKey, "no key \(LiteralText.short(key))")
      }
      return value
    case .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional, .object:
      throw .noOverload("[]", .map(map), key)
    }
  }
}
