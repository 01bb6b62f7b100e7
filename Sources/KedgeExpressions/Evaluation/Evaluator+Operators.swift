extension Evaluator {
  mutating func unary(
    _ operation: UnaryOperator,
    _ operand: CheckedNode,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    let arithmetic = arithmetic
    return try values([operand]) { values in
      Evaluator.outcome(at: range) { () throws(EvaluationError) in
        switch (operation, values[0]) {
        case (.not, .bool(let value)): return .bool(!value)
        case (.not, _): throw .noOverload("!", values[0])
        case (.negate, _): return try arithmetic.negated(values[0])
        }
      }
    }
  }

  mutating func binary(
    _ operation: BinaryOperator,
    _ left: CheckedNode,
    _ right: CheckedNode,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    let leftValue = abnormal.value(of: try evaluate(left))
    let rightValue = abnormal.value(of: try evaluate(right))
    guard let leftValue, let rightValue else {
      return abnormal.outcome ?? .value(.null)
    }
    try chargeBinary(operation, leftValue, rightValue)
    let result = Evaluator.outcome(at: range) { () throws(EvaluationError) in
      try apply(operation, leftValue, rightValue)
    }
    return bounded(result, range)
  }

  private func apply(
    _ operation: BinaryOperator,
    _ left: Value,
    _ right: Value
  ) throws(EvaluationError) -> Value {
    switch operation {
    case .arithmetic(let operation): return try arithmetic.apply(operation, left, right)
    case .relation(let relation): return .bool(try Comparison.holds(relation, left, right))
    }
  }

  /// What reading the operands and making the result cost.
  private mutating func chargeBinary(
    _ operation: BinaryOperator,
    _ left: Value,
    _ right: Value
  ) throws(OverBudget) {
    switch operation {
    case .arithmetic(.add):
      try charge(length(left) + length(right))
    case .relation(.within):
      try chargeReading(left)
      if case .list = right { try chargeReading(right) }
    case .relation:
      try chargeReading(left)
      try chargeReading(right)
    case .arithmetic: break
    }
  }

  /// Bytes or elements that a concatenation copies.
  func length(_ value: Value) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .list(let elements): elements.count
    case .bool, .int, .uint, .double, .null, .map, .timestamp, .duration, .type, .optional, .object:
      0
    }
  }

  /// Charges for all text and all elements inside a value; the walk itself ends with the budget.
  mutating func chargeReading(_ value: Value) throws(OverBudget) {
    switch value {
    case .string(let text): try charge((text.utf8.count + 9) / 10)
    case .bytes(let bytes): try charge((bytes.count + 9) / 10)
    case .list(let elements):
      try charge(elements.count)
      for element in elements { try chargeReading(element) }
    case .map(let map):
      try charge(map.count)
      for entry in map.entries {
        try chargeReading(entry.key)
        try chargeReading(entry.value)
      }
    case .bool, .int, .uint, .double, .null, .timestamp, .duration, .type, .optional, .object: break
    }
  }

  /// Refuses text over the limit.
  func bounded(_ outcome: Outcome, _ range: SourceRange) -> Outcome {
    guard case .value(let value) = outcome else { return outcome }
    let bytes: Int
    switch value {
    case .string(let text): bytes = text.utf8.count
    case .bytes(let octets): bytes = octets.count
    case .bool, .int, .uint, .double, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      return outcome
    }
    guard bytes > environment.limits.valueBytes else { return outcome }
    let message = "a text of \(bytes) bytes; \(environment.limits.valueBytes) are allowed"
    return .error(EvaluationError(.valueTooLarge, message, range: range))
  }

  /// Runs an operation on values and gives its error a place.
  static func outcome(
    at range: SourceRange,
    _ body: () throws(EvaluationError) -> Value
  ) -> Outcome {
    do {
      return .value(try body())
    } catch {
      return .error(error.located(at: range))
    }
  }
}
