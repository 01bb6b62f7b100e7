/// The signatures of the mathematics, strings, encoders and optional types extensions.
enum ExtensionOverloads {
  static let functions: [Overload] = extremes + mathematics + bits + strings + optionals

  private static let optionals: [Overload] = {
    let value = ExpressionType.variable(0)
    let optional = ExpressionType.optional(value)
    func function(
      _ function: OptionalFunction,
      isMember: Bool = false,
      _ parameters: [ExpressionType],
      _ result: ExpressionType
    ) -> Overload {
      Overload(.optional(function), isMember: isMember, parameters, result, variables: 1)
    }
    return [
      function(.of, [value], optional),
      function(.ofNonZeroValue, [value], optional),
      function(.none, [], optional),
      function(.unwrap, [.list(optional)], .list(value)),
      function(.unwrapOpt, isMember: true, [.list(optional)], .list(value)),
      function(.hasValue, isMember: true, [optional], .bool),
      function(.value, isMember: true, [optional], value),
      function(.or, isMember: true, [optional, optional], optional),
      function(.orValue, isMember: true, [optional, value], value),
    ]
  }()

  private static let numbers: [ExpressionType] = [.int, .uint, .double]

  /// `greatest` and `least` take up to this many single numbers, or a list of any length.
  private static let extremesMax = 8

  /// Overloads of one type come first, since the first that fits gives the result.
  private static let extremes: [Overload] = [MathFunction.greatest, .least].flatMap { function in
    (1...extremesMax).flatMap { count in
      (numbers + [.dynamic]).map { type in
        Overload(.math(function), [ExpressionType](repeating: type, count: count), type)
      }
    }
      + (numbers + [.dynamic]).map { Overload(.math(function), [.list($0)], $0) }
  }

  private static let mathematics: [Overload] =
    [MathFunction.ceil, .floor, .round, .trunc, .sqrt].map { function in
      Overload(.math(function), [.double], .double)
    }
    + [MathFunction.isFinite, .isInf, .isNaN].map { function in
      Overload(.math(function), [.double], .bool)
    }
    + [MathFunction.abs, .sign].flatMap { function in
      numbers.map { Overload(.math(function), [$0], $0) }
    }

  private static let bits: [Overload] = [ExpressionType.int, .uint].flatMap { type in
    [MathFunction.bitAnd, .bitOr, .bitXor].map { Overload(.math($0), [type, type], type) }
      + [MathFunction.bitShiftLeft, .bitShiftRight].map {
        Overload(.math($0), [type, .int], type)
      }
      + [Overload(.math(.bitNot), [type], type)]
  }

  private static let strings: [Overload] =
    [
      member(.charAt, [.string, .int], .string),
      member(.indexOf, [.string, .string], .int),
      member(.indexOf, [.string, .string, .int], .int),
      member(.lastIndexOf, [.string, .string], .int),
      member(.lastIndexOf, [.string, .string, .int], .int),
      member(.replace, [.string, .string, .string], .string),
      member(.replace, [.string, .string, .string, .int], .string),
      member(.split, [.string, .string], .list(.string)),
      member(.split, [.string, .string, .int], .list(.string)),
      member(.substring, [.string, .int], .string),
      member(.substring, [.string, .int, .int], .string),
      member(.join, [.list(.string)], .string),
      member(.join, [.list(.string), .string], .string),
      member(.format, [.string, .list(.dynamic)], .string),
      Overload(.string(.quote), [.string], .string),
      Overload(.string(.decode), [.string], .bytes),
      Overload(.string(.encode), [.bytes], .string),
    ]
    + [StringFunction.lowerAscii, .upperAscii, .reverse, .trim].map { function in
      member(function, [.string], .string)
    }

  private static func member(
    _ function: StringFunction,
    _ parameters: [ExpressionType],
    _ result: ExpressionType
  ) -> Overload {
    Overload(.string(function), isMember: true, parameters, result)
  }
}
