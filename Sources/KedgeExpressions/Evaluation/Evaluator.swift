/// Walks a checked expression.
struct Evaluator<Source: Host> {
  let host: Source
  let arithmetic: Arithmetic
  let library: StandardLibrary
  let environment: Environment
  private(set) var remaining: Int
  /// Values of the names bound by comprehensions around the current node.
  var locals: [Outcome] = []
  /// The last outcome of each node, when somebody wants to know.
  var trace: [Outcome?]?

  init(host: Source, environment: Environment, timeZones: TimeZones, budget: Int) {
    self.host = host
    self.environment = environment
    arithmetic = Arithmetic(dialect: environment.dialect)
    library = StandardLibrary(
      dialect: environment.dialect,
      timeZones: timeZones,
      textBytesMax: environment.limits.valueBytes
    )
    remaining = max(budget, 0)
  }

  mutating func run(_ root: CheckedNode) -> Outcome {
    do {
      return try evaluate(root)
    } catch {
      return .error(
        EvaluationError(
          .costExceeded,
          "the evaluation costs more than its budget",
          range: root.range
        )
      )
    }
  }

  mutating func charge(_ cost: Int) throws(OverBudget) {
    guard cost <= remaining else {
      remaining = 0
      throw OverBudget()
    }
    remaining -= cost
  }

  mutating func evaluate(_ node: CheckedNode) throws(OverBudget) -> Outcome {
    try charge(1)
    let outcome = try outcome(of: node)
    if trace != nil { trace?[node.id] = outcome }
    return outcome
  }

  private mutating func outcome(of node: CheckedNode) throws(OverBudget) -> Outcome {
    switch node.kind {
    case .literal(let value): return .value(value)
    case .variable(let name): return accepted(host.variable(name), node.range)
    case .local(let position): return locals[position]
    case .failure(let error): return .error(error)
    case .select(let operand, let field): return try select(operand, field, node.range)
    case .has(let operand, let field, let isObject):
      return try has(operand, field, isObject: isObject, node.range)
    case .index(let operand, let key): return try index(operand, key, node.range)
    case .unary(let operation, let operand): return try unary(operation, operand, node.range)
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, node.range)
    case .conditional(let condition, let whenTrue, let whenFalse):
      return try conditional(condition, whenTrue, whenFalse)
    case .and(let operands): return try connect(operands, absorbing: false, node.range)
    case .or(let operands): return try connect(operands, absorbing: true, node.range)
    case .optionalSelect(let operand, let field):
      return try optionalSelect(operand, field, node.range)
    case .optionalIndex(let operand, let key):
      return try index(operand, key, isOptional: true, node.range)
    case .optionalMap(let operand, let body, let isFlat):
      return try optionalMap(operand, body, isFlat: isFlat)
    case .list(let elements): return try list(elements)
    case .map(let entries): return try map(entries, node.range)
    case .standard(let function, let arguments):
      return try standard(function, arguments, node.range)
    case .matches(let operand, let pattern): return try matches(operand, pattern, node.range)
    case .host(let call): return try self.call(call, node.range)
    case .comprehension(let comprehension): return try self.comprehension(comprehension)
    case .bind(let value, let body):
      locals.append(try evaluate(value))
      defer { locals.removeLast() }
      return try evaluate(body)
    }
  }

  /// Evaluates all nodes and goes on with their values, unless one is abnormal.
  mutating func values(
    _ nodes: [CheckedNode],
    _ body: ([Value]) -> Outcome
  ) throws(OverBudget) -> Outcome {
    var values: [Value] = []
    var abnormal = Abnormal()
    values.reserveCapacity(nodes.count)
    for node in nodes {
      if let value = abnormal.value(of: try evaluate(node)) { values.append(value) }
    }
    return abnormal.outcome ?? body(values)
  }

  /// An answer of the host: its errors get a place, and in rules numbers must be finite.
  func accepted(_ outcome: Outcome, _ range: SourceRange) -> Outcome {
    switch outcome {
    case .value(.double(let number)) where environment.dialect == .rules && !number.isFinite:
      .error(EvaluationError(.notFinite, "the host answered with a NaN or infinity", range: range))
    case .value, .unknown: outcome
    case .error(let error): .error(error.located(at: range))
    }
  }
}

extension Evaluator {
  private mutating func conditional(
    _ condition: CheckedNode,
    _ whenTrue: CheckedNode,
    _ whenFalse: CheckedNode
  ) throws(OverBudget) -> Outcome {
    switch try evaluate(condition) {
    case .value(.bool(let value)): return try evaluate(value ? whenTrue : whenFalse)
    case .value(let other):
      return .error(.noOverload("? :", other).located(at: condition.range))
    case .error(let error): return .error(error)
    case .unknown(let causes): return .unknown(causes)
    }
  }

  /// `&&` (absorbed by false) and `||` (absorbed by true) over any number of operands.
  private mutating func connect(
    _ operands: [CheckedNode],
    absorbing: Bool,
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    for operand in operands {
      let outcome = try evaluate(operand)
      if outcome == .value(.bool(absorbing)) { return outcome }
      note(outcome, in: &abnormal, absorbing ? "||" : "&&", operand.range)
    }
    return abnormal.outcome ?? .value(.bool(!absorbing))
  }

  /// Notes an operand of a logical operator that is no bool.
  func note(
    _ outcome: Outcome,
    in abnormal: inout Abnormal,
    _ operation: String,
    _ range: SourceRange
  ) {
    guard let value = abnormal.value(of: outcome) else { return }
    if case .bool = value { return }
    abnormal.add(EvaluationError.noOverload(operation, value).located(at: range))
  }

  private mutating func list(_ elements: [CheckedElement]) throws(OverBudget) -> Outcome {
    try values(elements.map(\.node)) { values in
      var list: [Value] = []
      for (element, value) in zip(elements, values) {
        guard element.isOptional else {
          list.append(value)
          continue
        }
        guard case .optional(let inner) = value else {
          return .error(.noOverload("[?]", value).located(at: element.node.range))
        }
        if let inner { list.append(inner) }
      }
      return .value(.list(list))
    }
  }

  private mutating func map(
    _ entries: [CheckedEntry],
    _ range: SourceRange
  ) throws(OverBudget) -> Outcome {
    try values(entries.flatMap { [$0.key, $0.value] }) { values in
      var map = MapValue()
      for (position, entry) in entries.enumerated() {
        let key = values[2 * position]
        var value = values[2 * position + 1]
        guard MapKey(key) != nil else {
          let message = "\(key.type.name) cannot be the key of a map"
          return .error(EvaluationError(.invalidKey, message, range: entry.key.range))
        }
        if entry.isOptional {
          guard case .optional(let inner) = value else {
            return .error(.noOverload("{?}", value).located(at: entry.value.range))
          }
          guard let inner else { continue }
          value = inner
        }
        guard map.insert(key, value) else {
          let message = "the key \(LiteralText.short(key)) is there twice"
          return .error(EvaluationError(.duplicateKey, message, range: entry.key.range))
        }
      }
      return .value(.map(map))
    }
  }
}

/// The budget of cost units is used up.
///
/// Stands outside of the generic evaluator: as a nested type it crashes the optimiser of Swift 6.3.
struct OverBudget: Error {}
