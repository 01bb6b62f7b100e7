/// The operators `+ - * / %` and unary minus over values.
struct Arithmetic {
  let dialect: Dialect

  /// Integers up to this magnitude are exact as doubles.
  private static let exactMax: UInt64 = 1 << 53

  /// Applies an operator.
  ///
  /// - Throws: `noMatchingOverload`, `overflow`, `divisionByZero`, and `notFinite` in rules.
  func apply(
    _ operation: ArithmeticOperator,
    _ left: Value,
    _ right: Value
  ) throws(EvaluationError) -> Value {
    switch (left, right) {
    case (.int(let a), .int(let b)): return .int(try integers(operation, a, b))
    case (.uint(let a), .uint(let b)): return .uint(try integers(operation, a, b))
    case (.double(let a), .double(let b)): return .double(try doubles(operation, a, b))
    case (.int, .double), (.uint, .double), (.double, .int), (.double, .uint):
      guard dialect == .rules else { throw .noOverload(operation.rawValue, left, right) }
      return try apply(operation, promoted(left), promoted(right))
    default:
      switch operation {
      case .add: return try sum(left, right)
      case .subtract: return try difference(left, right)
      case .multiply, .divide, .remainder: throw .noOverload(operation.rawValue, left, right)
      }
    }
  }

  /// Unary minus.
  func negated(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .int(let number):
      guard number != .min else { throw Arithmetic.overflow("-", "\(number)") }
      return .int(-number)
    case .double(let number): return .double(-number)
    case .bool, .uint, .string, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      throw .noOverload("-", value)
    }
  }

  /// An int or uint as double; other values as they are.
  func promoted(_ value: Value) throws(EvaluationError) -> Value {
    let magnitude: UInt64
    let result: Double
    switch value {
    case .int(let number): (magnitude, result) = (number.magnitude, Double(number))
    case .uint(let number): (magnitude, result) = (number, Double(number))
    case .bool, .double, .string, .bytes, .null, .list, .map, .timestamp, .duration, .type,
      .optional, .object:
      return value
    }
    guard magnitude <= Arithmetic.exactMax else {
      throw EvaluationError(
        .invalidConversion,
        "\(LiteralText.short(value)) is beyond 2^53 and not exact as a double"
      )
    }
    return .double(result)
  }

  private func integers<T: FixedWidthInteger>(
    _ operation: ArithmeticOperator,
    _ left: T,
    _ right: T
  ) throws(EvaluationError) -> T {
    if right == 0, operation == .divide || operation == .remainder {
      throw EvaluationError(.divisionByZero, "\(left) \(operation.rawValue) 0 has no value")
    }
    let (result, overflows): (T, Bool) =
      switch operation {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .divide: left.dividedReportingOverflow(by: right)
      case .remainder: left.remainderReportingOverflow(dividingBy: right)
      }
    guard !overflows else {
      throw Arithmetic.overflow("\(left) \(operation.rawValue)", "\(right)")
    }
    return result
  }

  private func doubles(
    _ operation: ArithmeticOperator,
    _ left: Double,
    _ right: Double
  ) throws(EvaluationError) -> Double {
    let result: Double
    switch operation {
    case .add: result = left + right
    case .subtract: result = left - right
    case .multiply: result = left * right
    case .divide: result = left / right
    case .remainder:
      guard dialect == .rules else { throw .noOverload("%", .double(left), .double(right)) }
      result = left.truncatingRemainder(dividingBy: right)
    }
    if dialect == .rules, !result.isFinite {
      let expression =
        "\(DoubleText.text(of: left)) \(operation.rawValue) \(DoubleText.text(of: right))"
      throw EvaluationError(.notFinite, "\(expression) is not a finite number")
    }
    return result
  }

  private func sum(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    switch (left, right) {
    case (.string(let a), .string(let b)): return .string(a + b)
    case (.bytes(let a), .bytes(let b)): return .bytes(a + b)
    case (.list(let a), .list(let b)): return .list(a + b)
    case (.duration(let a), .duration(let b)):
      return try Arithmetic.duration(a.totalNanoseconds + b.totalNanoseconds)
    case (.timestamp(let a), .duration(let b)), (.duration(let b), .timestamp(let a)):
      return try Arithmetic.timestamp(a.totalNanoseconds + b.totalNanoseconds)
    default: throw .noOverload("+", left, right)
    }
  }

  private func difference(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    switch (left, right) {
    case (.duration(let a), .duration(let b)):
      return try Arithmetic.duration(a.totalNanoseconds - b.totalNanoseconds)
    case (.timestamp(let a), .duration(let b)):
      return try Arithmetic.timestamp(a.totalNanoseconds - b.totalNanoseconds)
    case (.timestamp(let a), .timestamp(let b)):
      return try Arithmetic.duration(a.totalNanoseconds - b.totalNanoseconds)
    default: throw .noOverload("-", left, right)
    }
  }

  private static func duration(_ nanoseconds: Int128) throws(EvaluationError) -> Value {
    guard let value = DurationValue(totalNanoseconds: nanoseconds) else {
      throw EvaluationError(.overflow, "the duration is longer than 10,000 years")
    }
    return .duration(value)
  }

  private static func timestamp(_ nanoseconds: Int128) throws(EvaluationError) -> Value {
    guard let value = TimestampValue(totalNanoseconds: nanoseconds) else {
      throw EvaluationError(.overflow, "the timestamp is outside the years 1 to 9999")
    }
    return .timestamp(value)
  }

  private static func overflow(_ left: String, _ right: String) -> EvaluationError {
    EvaluationError(.overflow, "\(left) \(right) does not fit into 64 bits")
  }
}
