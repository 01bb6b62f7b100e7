extension Evaluator {
  mutating func standard(
    _ function: StandardFunction,
    _ arguments: [CheckedNode],
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    if case .optional(let alternative) = function, alternative == .or || alternative == .orValue {
      return try self.alternative(alternative, arguments, range)
    }
    var values: [Value] = []
    var abnormal = Abnormal()
    for argument in arguments {
      guard let value = abnormal.value(of: try evaluate(argument)) else { continue }
      try chargeText(value)
      if function.readsElements, case .list(let elements) = value { try charge(elements.count) }
      values.append(value)
    }
    if let outcome = abnormal.outcome { return outcome }
    if function == .text(.matches) { return try matches(values, range) }
    let library = library
    let result = Evaluator.outcome(at: range) { () throws(EvaluationError) in
      try library.apply(function, values)
    }
    if case .string = function, case .value(let value) = result { try charge(length(value)) }
    return bounded(result, range)
  }

  private mutating func chargeText(_ value: Value) throws(OverBudget) {
    switch value {
    case .string, .bytes: try chargeReading(value)
    case .bool, .int, .uint, .double, .null, .list, .map, .timestamp, .duration, .type, .optional,
      .object:
      break
    }
  }

  /// `matches` with a pattern known since the check.
  mutating func matches(
    _ operand: CheckedNode,
    _ pattern: Pattern,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(operand) {
    case .value(.string(let text)): return try search(text, pattern, range)
    case .value(let other):
      return .error(.noOverload("matches", other, .string(pattern.text)).located(at: range))
    case .error(let error): return .error(error)
    case .unknown(let causes): return .unknown(causes)
    }
  }

  /// `matches` with a pattern that is computed.
  private mutating func matches(
    _ values: [Value],
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    guard values.count == 2, case .string(let text) = values[0],
      case .string(let source) = values[1]
    else { return .error(.noOverload("matches", values).located(at: range)) }
    // Compiling reads the pattern and makes at most the allowed number of states.
    try charge(source.utf8.count + environment.limits.patternStates / 64)
    do {
      let pattern = try Pattern(source, statesMax: environment.limits.patternStates)
      return try search(text, pattern, range)
    } catch let error as EvaluationError {
      return .error(error.located(at: range))
    } catch {
      throw OverBudget()
    }
  }

  private mutating func search(
    _ text: String,
    _ pattern: Pattern,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    let bytes = text.utf8.count
    guard bytes <= environment.limits.patternInputBytes else {
      let message =
        "a search through \(bytes) bytes; \(environment.limits.patternInputBytes) are allowed"
      return .error(EvaluationError(.valueTooLarge, message, range: range))
    }
    try charge(bytes * ((pattern.states + 63) / 64))
    return .value(.bool(pattern.matches(text)))
  }

  mutating func call(_ call: CheckedCall, _ range: SourceRange) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    var receiver: Value?
    if let node = call.receiver { receiver = abnormal.value(of: try evaluate(node)) }
    var arguments: [Value] = []
    let parameters = environment.functions[call.function].parameters
    for (position, node) in call.arguments.enumerated() {
      guard let value = abnormal.value(of: try evaluate(node)) else { continue }
      guard position < parameters.count, parameters[position].type == .double,
        environment.dialect == .rules
      else {
        arguments.append(value)
        continue
      }
      do {
        arguments.append(try arithmetic.promoted(value))
      } catch {
        abnormal.add(error.located(at: node.range))
      }
    }
    if let outcome = abnormal.outcome { return outcome }
    let hostCall = HostCall(
      function: call.function,
      name: call.name,
      receiver: receiver,
      arguments: arguments,
      range: range
    )
    if let error = mismatch(hostCall) { return .error(error.located(at: range)) }
    return accepted(host.call(hostCall), range)
  }

  /// The host is only asked with values of the types it declared.
  private func mismatch(_ call: HostCall) -> EvaluationError? {
    let declaration = environment.functions[call.function]
    let values = (call.receiver.map { [$0] } ?? []) + call.arguments
    let types = (declaration.receiver.map { [$0] } ?? []) + declaration.parameters.map(\.type)
    let fits = values.count == types.count && zip(values, types).allSatisfy { $0.fits($1) }
    return fits ? nil : .noOverload(call.name, values)
  }
}

extension Value {
  /// Whether the value may stand where the type is declared; what a list or map holds is not
  /// looked at.
  func fits(_ type: ExpressionType) -> Bool {
    switch (self, type) {
    case (_, .dynamic), (_, .variable), (.bool, .bool), (.int, .int), (.uint, .uint),
      (.double, .double), (.string, .string), (.bytes, .bytes), (.null, .null), (.list, .list),
      (.map, .map), (.timestamp, .timestamp), (.duration, .duration), (.type, .type),
      (.optional, .optional):
      true
    case (.object(let object), .object(let name)): object.type == name
    default: false
    }
  }
}
