import KedgeExpressions

/// A small host in the shape of the rules engine: indicators by the call that names them.
struct IndicatorHost: Host {
  struct Indicator {
    var value: Outcome = .unknown("psi", "needs 312 more")
    var n: Int64 = 0
  }

  static let indicator = ObjectDeclaration(
    "Indicator",
    [
      FieldDeclaration("value", .double), FieldDeclaration("n", .int),
      FieldDeclaration("verdict", .string), FieldDeclaration("breach", .bool),
    ],
    hint: "compare its field, e.g. `.above(1.5)`"
  )

  static let series = ObjectDeclaration(
    "Series",
    [FieldDeclaration("model", .string), FieldDeclaration("segment", .map(.string, .string))]
  )

  static let functions = [
    FunctionDeclaration(
      "psi",
      [ParameterDeclaration("the feature", .string, mustBeConstant: true)],
      result: .object("Indicator")
    ),
    FunctionDeclaration(
      "latency",
      [ParameterDeclaration("the quantile", .double, mustBeConstant: true)],
      result: .object("Indicator"),
      note: "in seconds"
    ),
    FunctionDeclaration("error_rate", result: .object("Indicator")),
    FunctionDeclaration(
      "error_rate",
      [ParameterDeclaration("the class", .string, mustBeConstant: true)],
      result: .object("Indicator")
    ),
    FunctionDeclaration(
      "above",
      receiver: .object("Indicator"),
      [ParameterDeclaration("the limit", .double)],
      result: .bool
    ),
    FunctionDeclaration(
      "drifted",
      [ParameterDeclaration("the kind", .string, mustBeConstant: true)],
      result: .list(.string)
    ),
    FunctionDeclaration("infinite", result: .double),
  ]

  static func environment(_ dialect: Dialect = .rules) -> Environment {
    Environment(
      dialect: dialect,
      variables: [
        VariableDeclaration("series", .object("Series")), VariableDeclaration("now", .timestamp),
        VariableDeclaration("variables", .map(.string, .dynamic)),
      ],
      functions: functions,
      objects: [indicator, series]
    )
  }

  var indicators: [String: Indicator] = [:]

  /// The key of an indicator, such as `psi(amount)`.
  static func name(_ function: String, _ arguments: [Value]) -> String {
    guard case .string(let text)? = arguments.first else { return "\(function)()" }
    return "\(function)(\(text))"
  }

  private var names: [String] { indicators.keys.sorted() }

  func variable(_ name: String) -> Outcome {
    switch name {
    case "series": .value(.object(ObjectValue(type: "Series", handle: 0)))
    case "now": TimestampValue(seconds: 1_000_000_000).map { .value(.timestamp($0)) } ?? missing
    default: .unknown(name, "not bound")
    }
  }

  private var missing: Outcome { .error(EvaluationError(.host, "missing")) }

  func call(_ call: HostCall) -> Outcome {
    switch (call.name, call.receiver, call.arguments) {
    case ("psi", _, let arguments), ("latency", _, let arguments), ("error_rate", _, let arguments):
      let name = IndicatorHost.name(call.name, arguments)
      return names.firstIndex(of: name).map {
        .value(.object(ObjectValue(type: "Indicator", handle: $0)))
      } ?? .unknown(call.name, "no such indicator")
    case ("above", .object(let object)?, let arguments):
      guard case .double(let limit)? = arguments.first else { return missing }
      switch field("value", of: object) {
      case .value(.double(let value)): return .value(.bool(value >= limit))
      case let other: return other
      }
    case ("drifted", _, _): return .value(.list([.string("amount"), .string("age")]))
    case ("infinite", _, _): return .value(.double(.infinity))
    default: return missing
    }
  }

  func field(_ name: String, of object: ObjectValue) -> Outcome {
    if object.type == "Series" {
      return name == "model"
        ? .value(.string("fraud-clf"))
        : .value(.map(MapValue([("region", .string("eu"))])))
    }
    guard let indicator = indicators[names[object.handle]] else { return missing }
    switch name {
    case "value": return indicator.value
    case "n": return .value(.int(indicator.n))
    case "verdict": return .value(.string("ok"))
    default: return .unknown(names[object.handle], "insufficient")
    }
  }

  func has(_ name: String, of object: ObjectValue) -> Bool {
    if case .value = field(name, of: object) { true } else { false }
  }

  /// A host that knows one drift and does not know another.
  static let example = IndicatorHost(indicators: [
    "psi(amount)": Indicator(value: .value(.double(0.31)), n: 5_000),
    "psi(age)": Indicator(n: 88),
    "error_rate()": Indicator(value: .value(.double(0.02)), n: 10),
  ])
}

extension Environment {
  /// The outcome of an expression with variables only.
  func outcome(_ source: String, _ bindings: [String: Value] = [:]) throws -> Outcome {
    try check(source).evaluate(with: Bindings(bindings), budget: 100_000).outcome
  }
}
