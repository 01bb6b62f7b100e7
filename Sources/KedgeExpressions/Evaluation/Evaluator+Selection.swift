extension Evaluator {
  mutating func select(
    _ operand: CheckedNode,
    _ field: String,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(operand) {
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
    case .value(.map(let map)): return .value(.bool(map[.string(field)] != nil))
    case .value(.object(let object)):
      guard declares(field, object) else { return noField(field, object.type, range) }
      return .value(.bool(host.has(field, of: object)))
    case .value(let other): return noField(field, other.type.name, range)
    case .error(let error): return .error(error)
    case .unknown(let causes): return isObject ? .value(.bool(false)) : .unknown(causes)
    }
  }

  private func declares(_ field: String, _ object: ObjectValue) -> Bool {
    environment.object(object.type)?.fields.contains { $0.name == field } ?? false
  }

  private func noField(_ field: String, _ type: String, _ range: SourceRange) -> Outcome {
    .error(EvaluationError(.noSuchField, "\(type) has no field `\(field)`", range: range))
  }

  mutating func index(
    _ operand: CheckedNode,
    _ key: CheckedNode,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    try values([operand, key]) { values in
      Evaluator.outcome(at: range) { () throws(EvaluationError) in
        if case .list(let elements) = values[0] {
          return try Evaluator.element(of: elements, at: values[1])
        }
        guard case .map(let map) = values[0] else { throw .noOverload("[]", values) }
        return try Evaluator.entry(of: map, at: values[1])
      }
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
    case .bool, .string, .bytes, .null, .list, .map, .timestamp, .duration, .type, .object:
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
    case .bytes, .null, .list, .map, .timestamp, .duration, .type, .object:
      throw .noOverload("[]", .map(map), key)
    }
  }
}
