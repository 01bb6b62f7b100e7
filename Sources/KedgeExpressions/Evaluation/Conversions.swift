/// A function with one argument that makes or names a type; the raw value is the name.
enum ConversionFunction: String, Hashable, Sendable {
  case bool
  case bytes
  case double
  case duration
  case dyn
  case int
  case string
  case timestamp
  case type
  case uint
}

/// The conversions between types, with `dyn` and `type`.
struct Conversions {
  let dialect: Dialect

  /// Applies a function.
  ///
  /// - Throws: `noMatchingOverload`, `invalidConversion`, and `notFinite` in rules.
  func apply(
    _ function: ConversionFunction,
    _ argument: Value
  ) throws(EvaluationError) -> Value {
    switch function {
    case .bool: return try bool(argument)
    case .bytes: return try bytes(argument)
    case .double: return try double(argument)
    case .duration: return try duration(argument)
    case .dyn: return argument
    case .int: return try int(argument)
    case .string: return try string(argument)
    case .timestamp: return try timestamp(argument)
    case .type: return .type(argument.type)
    case .uint: return try uint(argument)
    }
  }

  private func bool(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .bool: return value
    case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"),
      .string("True"):
      return .bool(true)
    case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"),
      .string("False"):
      return .bool(false)
    case .string: throw refusal(value, "bool")
    case .int, .uint, .double, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      throw .noOverload("bool", value)
    }
  }

  private func int(_ value: Value) throws(EvaluationError) -> Value {
    let result: Int64?
    switch value {
    case .int: return value
    case .uint(let number): result = Int64(exactly: number)
    // The smallest int is excluded: as a double it stands for a range that begins below it.
    case .double(let number):
      result = number > -0x1p63 ? Int64(exactly: number.rounded(.towardZero)) : nil
    case .string(let text): result = Int64(text)
    case .timestamp(let time): result = time.seconds
    case .bool, .bytes, .null, .list, .map, .duration, .type, .optional, .object:
      throw .noOverload("int", value)
    }
    guard let result else { throw refusal(value, "int") }
    return .int(result)
  }

  private func uint(_ value: Value) throws(EvaluationError) -> Value {
    let result: UInt64?
    switch value {
    case .uint: return value
    case .int(let number): result = UInt64(exactly: number)
    case .double(let number):
      result = number >= 0 ? UInt64(exactly: number.rounded(.towardZero)) : nil
    case .string(let text): result = UInt64(text)
    case .bool, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional, .object:
      throw .noOverload("uint", value)
    }
    guard let result else { throw refusal(value, "uint") }
    return .uint(result)
  }

  private func double(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text):
      guard let number = Double(text) else { throw refusal(value, "double") }
      guard dialect == .specification || number.isFinite else {
        throw EvaluationError(.notFinite, "\(LiteralText.short(value)) is not a finite number")
      }
      return .double(number)
    case .bool, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional, .object:
      throw .noOverload("double", value)
    }
  }

  private func string(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .string: return value
    case .bool(let value): return .string(value ? "true" : "false")
    case .int(let number): return .string("\(number)")
    case .uint(let number): return .string("\(number)")
    case .double(let number): return .string(DoubleText.text(of: number))
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw EvaluationError(.invalidConversion, "the bytes are not valid UTF-8")
      }
      return .string(text)
    case .timestamp(let time): return .string(time.description)
    case .duration(let length): return .string(length.description)
    case .null, .list, .map, .type, .optional, .object: throw .noOverload("string", value)
    }
  }

  private func bytes(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .bytes: return value
    case .string(let text): return .bytes(Array(text.utf8))
    case .bool, .int, .uint, .double, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      throw .noOverload("bytes", value)
    }
  }

  private func timestamp(_ value: Value) throws(EvaluationError) -> Value {
    let result: TimestampValue?
    switch value {
    case .timestamp: return value
    case .int(let seconds): result = TimestampValue(seconds: seconds)
    case .string(let text): result = TimestampValue(parsing: text)
    case .bool, .uint, .double, .bytes, .null, .list, .map, .duration, .type, .optional, .object:
      throw .noOverload("timestamp", value)
    }
    guard let result else { throw refusal(value, "timestamp") }
    return .timestamp(result)
  }

  private func duration(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .duration: return value
    case .string(let text):
      guard let result = DurationValue(parsing: text) else { throw refusal(value, "duration") }
      return .duration(result)
    case .bool, .int, .uint, .double, .bytes, .null, .list, .map, .timestamp, .type, .optional,
      .object:
      throw .noOverload("duration", value)
    }
  }

  private func refusal(_ value: Value, _ type: String) -> EvaluationError {
    EvaluationError(
      .invalidConversion,
      "\(LiteralText.short(value)) is not a value of type \(type)"
    )
  }
}
