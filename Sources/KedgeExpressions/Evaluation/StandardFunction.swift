/// The functions that every environment has, by family.
enum StandardFunction: Hashable, Sendable {
  case conversion(ConversionFunction)
  case math(MathFunction)
  case optional(OptionalFunction)
  case string(StringFunction)
  case text(TextFunction)
  case time(TimeFunction)

  var name: String {
    switch self {
    case .conversion(let function): function.rawValue
    case .math(let function): function.rawValue
    case .optional(let function): function.rawValue
    case .string(let function): function.rawValue
    case .text(let function): function.rawValue
    case .time(let function): function.rawValue
    }
  }

  /// Whether the elements of a list that is an argument are read, which costs a unit each.
  var readsElements: Bool {
    switch self {
    case .math(.greatest), .math(.least), .string(.join), .string(.format), .optional(.unwrap),
      .optional(.unwrapOpt):
      true
    case .conversion, .math, .optional, .string, .text, .time: false
    }
  }
}

/// Applies standard functions to known values; the receiver is the first argument.
struct StandardLibrary {
  let dialect: Dialect
  let timeZones: TimeZones
  let textBytesMax: Int

  /// Applies a function other than `matches`, which the evaluator does itself.
  ///
  /// - Throws: `noMatchingOverload` for other types or counts, and what the function demands.
  func apply(
    _ function: StandardFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    switch function {
    case .conversion(let conversion):
      guard arguments.count == 1 else { throw .noOverload(function.name, arguments) }
      return try Conversions(dialect: dialect).apply(conversion, arguments[0])
    case .math(let function):
      let result = try MathFunctions(dialect: dialect).apply(function, arguments)
      if dialect == .rules, case .double(let number) = result, !number.isFinite {
        throw EvaluationError(.notFinite, "`\(function.rawValue)` has no finite result")
      }
      return result
    case .optional(let function): return try OptionalFunctions.apply(function, arguments)
    case .string(let function):
      return try StringFunctions(bytesMax: textBytesMax).apply(function, arguments)
    case .text(let function):
      return try TextFunctions.apply(function, arguments)
    case .time(let function):
      return try TimeFunctions(timeZones: timeZones).apply(function, arguments)
    }
  }
}
