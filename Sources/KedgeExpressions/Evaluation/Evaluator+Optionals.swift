extension Evaluator {
  /// `operand.?field`.
  mutating func optionalSelect(
    _ operand: CheckedNode,
    _ field: String,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(operand) {
    case .value(.optional(let value)): optionalField(field, of: value, range)
    case .value(let value): optionalField(field, of: value, range)
    case .error(let error): .error(error)
    case .unknown(let causes): .unknown(causes)
    }
  }

  /// The field of a value as an optional value; none of none.
  func optionalField(_ field: String, of value: Value?, _ range: SourceRange) -> Outcome {
    switch value {
    case nil: return .value(.optional(nil))
    case .map(let map): return .value(.optional(map[.string(field)]))
    case .object(let object):
      guard declares(field, object) else { return noField(field, object.type, range) }
      guard host.has(field, of: object) else { return .value(.optional(nil)) }
      let found = accepted(host.field(field, of: object), range)
      guard case .value(let value) = found else { return found }
      return .value(.optional(value))
    case let other?: return noField(field, other.type.name, range)
    }
  }

  /// What stands at an index or key as an optional value; none of none.
  static func optionalElement(
    of collection: Value?,
    at key: Value
  ) throws(EvaluationError) -> Value {
    guard let collection else { return .optional(nil) }
    do {
      return .optional(try element(of: collection, at: key))
    } catch {
      guard error.code == .noSuchKey || error.code == .indexOutOfRange else { throw error }
      return .optional(nil)
    }
  }

  /// `optMap` and `optFlatMap`: the body sees the value inside; none stays none.
  mutating func optionalMap(
    _ operand: CheckedNode,
    _ body: CheckedNode,
    isFlat: Bool
  ) throws(OverBudget) -> Outcome {
    let name = isFlat ? "optFlatMap" : "optMap"
    switch try evaluate(operand) {
    case .value(.optional(nil)): return .value(.optional(nil))
    case .value(.optional(let value?)):
      locals.append(.value(value))
      defer { locals.removeLast() }
      switch try evaluate(body) {
      case .value(.optional(let inner)) where isFlat: return .value(.optional(inner))
      case .value(let other) where isFlat:
        return .error(.noOverload(name, other).located(at: body.range))
      case .value(let inner): return .value(.optional(inner))
      case let other: return other
      }
    case .value(let other): return .error(.noOverload(name, other).located(at: operand.range))
    case .error(let error): return .error(error)
    case .unknown(let causes): return .unknown(causes)
    }
  }

  /// `or` and `orValue`: the second argument counts only where the first is none.
  mutating func alternative(
    _ function: OptionalFunction,
    _ arguments: [CheckedNode],
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    guard arguments.count == 2 else {
      return try values(arguments) { .error(.noOverload(function.rawValue, $0).located(at: range)) }
    }
    let first = try evaluate(arguments[0])
    guard case .value(let value) = first else { return first }
    guard case .optional(let inner) = value else {
      return .error(.noOverload(function.rawValue, value).located(at: range))
    }
    if let inner { return .value(function == .or ? value : inner) }
    let second = try evaluate(arguments[1])
    guard function == .or, case .value(let other) = second else { return second }
    if case .optional = other { return second }
    return .error(.noOverload(function.rawValue, value, other).located(at: range))
  }
}
