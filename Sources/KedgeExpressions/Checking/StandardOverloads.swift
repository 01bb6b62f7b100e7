/// The signatures of the standard functions and operators.
enum StandardOverloads {
  private static let a = ExpressionType.variable(0)
  private static let b = ExpressionType.variable(1)

  static let functions: [Overload] = sizes + searches + conversions + accessors

  private static let sizes: [Overload] = [false, true].flatMap { isMember in
    [
      Overload(.text(.size), isMember: isMember, [.string], .int),
      Overload(.text(.size), isMember: isMember, [.bytes], .int),
      Overload(.text(.size), isMember: isMember, [.list(a)], .int, variables: 1),
      Overload(.text(.size), isMember: isMember, [.map(a, b)], .int, variables: 2),
    ]
  }

  private static let searches: [Overload] = [
    Overload(.text(.contains), isMember: true, [.string, .string], .bool),
    Overload(.text(.startsWith), isMember: true, [.string, .string], .bool),
    Overload(.text(.endsWith), isMember: true, [.string, .string], .bool),
    Overload(.text(.matches), isMember: true, [.string, .string], .bool),
    Overload(.text(.matches), [.string, .string], .bool),
  ]

  private static let conversions: [Overload] =
    [
      Overload(.conversion(.dyn), [a], .dynamic, variables: 1),
      Overload(.conversion(.type), [a], .type, variables: 1),
    ]
    + unary(.bool, [.bool, .string], .bool)
    + unary(.bytes, [.bytes, .string], .bytes)
    + unary(.double, [.double, .int, .uint, .string], .double)
    + unary(.duration, [.duration, .string], .duration)
    + unary(.int, [.int, .uint, .double, .string, .timestamp], .int)
    + unary(
      .string,
      [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration],
      .string
    )
    + unary(.timestamp, [.timestamp, .int, .string], .timestamp)
    + unary(.uint, [.uint, .int, .double, .string], .uint)

  private static let accessors: [Overload] =
    [
      TimeFunction.getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek,
      .getDayOfYear, .getHours, .getMinutes, .getSeconds, .getMilliseconds,
    ].flatMap { function in
      [
        Overload(.time(function), isMember: true, [.timestamp], .int),
        Overload(.time(function), isMember: true, [.timestamp, .string], .int),
      ]
    }
    + [TimeFunction.getHours, .getMinutes, .getSeconds, .getMilliseconds].map { function in
      Overload(.time(function), isMember: true, [.duration], .int)
    }

  private static func unary(
    _ function: ConversionFunction,
    _ parameters: [ExpressionType],
    _ result: ExpressionType
  ) -> [Overload] {
    parameters.map { Overload(.conversion(function), [$0], result) }
  }

  static func overloads(of operation: BinaryOperator, dialect: Dialect) -> [OperatorOverload] {
    switch operation {
    case .arithmetic(.add): same([.int, .uint, .double, .string, .bytes, .duration]) + sums
    case .arithmetic(.subtract): same([.int, .uint, .double, .duration]) + differences
    case .arithmetic(.multiply), .arithmetic(.divide): same([.int, .uint, .double])
    case .arithmetic(.remainder):
      same(dialect == .rules ? [.int, .uint, .double] : [.int, .uint])
    case .relation(.equal), .relation(.notEqual): [OperatorOverload([a, a], .bool, variables: 1)]
    case .relation(.less), .relation(.lessOrEqual), .relation(.greater),
      .relation(.greaterOrEqual):
      orders
    case .relation(.within):
      [
        OperatorOverload([a, .list(a)], .bool, variables: 1),
        OperatorOverload([a, .map(a, b)], .bool, variables: 2),
      ]
    }
  }

  private static func same(_ types: [ExpressionType]) -> [OperatorOverload] {
    types.map { OperatorOverload([$0, $0], $0) }
  }

  private static let sums = [
    OperatorOverload([.list(a), .list(a)], .list(a), variables: 1),
    OperatorOverload([.timestamp, .duration], .timestamp),
    OperatorOverload([.duration, .timestamp], .timestamp),
  ]

  private static let differences = [
    OperatorOverload([.timestamp, .timestamp], .duration),
    OperatorOverload([.timestamp, .duration], .timestamp),
  ]

  private static let orders: [OperatorOverload] = {
    let numbers: [ExpressionType] = [.int, .uint, .double]
    let mixed = numbers.flatMap { left in
      numbers.map { OperatorOverload([left, $0], .bool) }
    }
    let others: [ExpressionType] = [.bool, .string, .bytes, .timestamp, .duration]
    return mixed + others.map { OperatorOverload([$0, $0], .bool) }
  }()

  static func overloads(of operation: UnaryOperator) -> [OperatorOverload] {
    switch operation {
    case .not: [OperatorOverload([.bool], .bool)]
    case .negate: [OperatorOverload([.int], .int), OperatorOverload([.double], .double)]
    }
  }
}
