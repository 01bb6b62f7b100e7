/// A function of the mathematics extension; the raw value is the name.
enum MathFunction: String, Hashable, Sendable {
  case abs = "math.abs"
  case bitAnd = "math.bitAnd"
  case bitNot = "math.bitNot"
  case bitOr = "math.bitOr"
  case bitShiftLeft = "math.bitShiftLeft"
  case bitShiftRight = "math.bitShiftRight"
  case bitXor = "math.bitXor"
  case ceil = "math.ceil"
  case floor = "math.floor"
  case greatest = "math.greatest"
  case isFinite = "math.isFinite"
  case isInf = "math.isInf"
  case isNaN = "math.isNaN"
  case least = "math.least"
  case round = "math.round"
  case sign = "math.sign"
  case sqrt = "math.sqrt"
  case trunc = "math.trunc"
}

/// Rounding, signs, extremes and bits.
struct MathFunctions {
  let dialect: Dialect

  func apply(_ function: MathFunction, _ arguments: [Value]) throws(EvaluationError) -> Value {
    switch function {
    case .greatest: return try extreme(function, arguments, wanted: .greater)
    case .least: return try extreme(function, arguments, wanted: .less)
    case .abs, .sign, .bitNot:
      guard arguments.count == 1 else { throw .noOverload(function.rawValue, arguments) }
      return try unary(function, arguments[0])
    case .ceil, .floor, .round, .trunc, .sqrt, .isFinite, .isInf, .isNaN:
      guard arguments.count == 1 else { throw .noOverload(function.rawValue, arguments) }
      return try real(function, arguments[0])
    case .bitAnd, .bitOr, .bitXor, .bitShiftLeft, .bitShiftRight:
      guard arguments.count == 2 else { throw .noOverload(function.rawValue, arguments) }
      return try bits(function, arguments[0], arguments[1])
    }
  }

  /// The first of the largest or smallest numbers, given one by one or as one list.
  private func extreme(
    _ function: MathFunction,
    _ arguments: [Value],
    wanted: RelationOperator
  ) throws(EvaluationError) -> Value {
    var numbers = arguments
    if arguments.count == 1, case .list(let elements) = arguments[0] { numbers = elements }
    guard var best = numbers.first else { throw .noOverload(function.rawValue, arguments) }
    for number in numbers {
      guard number.isNumber else { throw .noOverload(function.rawValue, arguments) }
      if try Comparison.holds(wanted, number, best) { best = number }
    }
    return best
  }

  private func unary(_ function: MathFunction, _ value: Value) throws(EvaluationError) -> Value {
    switch (function, value) {
    case (.bitNot, .int(let number)): return .int(~number)
    case (.bitNot, .uint(let number)): return .uint(~number)
    case (.abs, .int(let number)):
      guard number != .min else {
        throw EvaluationError(.overflow, "the magnitude of \(number) does not fit into an int")
      }
      return .int(Swift.abs(number))
    case (.abs, .uint): return value
    case (.abs, .double(let number)): return .double(number.magnitude)
    case (.sign, .int(let number)): return .int(number.signum())
    case (.sign, .uint(let number)): return .uint(number == 0 ? 0 : 1)
    case (.sign, .double(let number)):
      return .double(number > 0 ? 1 : number < 0 ? -1 : number)
    default: throw .noOverload(function.rawValue, value)
    }
  }

  private func real(_ function: MathFunction, _ value: Value) throws(EvaluationError) -> Value {
    let promoted = dialect == .rules ? try Arithmetic(dialect: dialect).promoted(value) : value
    guard case .double(let number) = promoted else { throw .noOverload(function.rawValue, value) }
    switch function {
    case .ceil: return .double(number.rounded(.up))
    case .floor: return .double(number.rounded(.down))
    case .round: return .double(number.rounded(.toNearestOrAwayFromZero))
    case .trunc: return .double(number.rounded(.towardZero))
    case .sqrt: return .double(number.squareRoot())
    case .isFinite: return .bool(number.isFinite)
    case .isInf: return .bool(number.isInfinite)
    case .isNaN: return .bool(number.isNaN)
    case .abs, .sign, .greatest, .least, .bitAnd, .bitNot, .bitOr, .bitXor, .bitShiftLeft,
      .bitShiftRight:
      throw .noOverload(function.rawValue, value)
    }
  }

  private func bits(
    _ function: MathFunction,
    _ left: Value,
    _ right: Value
  ) throws(EvaluationError) -> Value {
    switch (function, left, right) {
    case (.bitAnd, .int(let a), .int(let b)): return .int(a & b)
    case (.bitOr, .int(let a), .int(let b)): return .int(a | b)
    case (.bitXor, .int(let a), .int(let b)): return .int(a ^ b)
    case (.bitAnd, .uint(let a), .uint(let b)): return .uint(a & b)
    case (.bitOr, .uint(let a), .uint(let b)): return .uint(a | b)
    case (.bitXor, .uint(let a), .uint(let b)): return .uint(a ^ b)
    case (.bitShiftLeft, .int(let a), .int(let distance)):
      return .int(Int64(bitPattern: try shifted(function, UInt64(bitPattern: a), distance)))
    case (.bitShiftRight, .int(let a), .int(let distance)):
      return .int(Int64(bitPattern: try shifted(function, UInt64(bitPattern: a), distance)))
    case (.bitShiftLeft, .uint(let a), .int(let distance)),
      (.bitShiftRight, .uint(let a), .int(let distance)):
      return .uint(try shifted(function, a, distance))
    default: throw .noOverload(function.rawValue, left, right)
    }
  }

  /// A logical shift: bits that leave are lost, zeros come in.
  private func shifted(
    _ function: MathFunction,
    _ bits: UInt64,
    _ distance: Int64
  ) throws(EvaluationError) -> UInt64 {
    guard distance >= 0 else {
      throw EvaluationError(.overflow, "a shift by \(distance) bits is negative")
    }
    return function == .bitShiftLeft ? bits << distance : bits >> distance
  }
}

extension Value {
  var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    case .bool, .string, .bytes, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      false
    }
  }
}
