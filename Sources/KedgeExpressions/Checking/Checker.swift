/// Resolves names and checks types.
///
/// Unchecked expressions pass through the same code: names are resolved, but what does not fit is
/// left to the evaluation instead of being a finding.
struct Checker {
  let environment: Environment
  let source: SourceText
  let isChecked: Bool
  private(set) var findings: [Diagnostic] = []
  private(set) var types: [ExpressionType] = []
  var calls: [CallSite] = []
  var bindings = TypeBindings()
  /// Names bound by comprehensions around the current node.
  var locals: [(name: String, type: ExpressionType)] = []
  var comprehensionDepth = 0

  init(environment: Environment, source: SourceText, isChecked: Bool) {
    self.environment = environment
    self.source = source
    self.isChecked = isChecked
  }

  /// The types of all nodes by id, without variables.
  var finalTypes: [ExpressionType] { types.map { bindings.final($0) } }

  mutating func check(_ node: SyntaxNode) -> CheckedNode {
    switch node.kind {
    case .literal(let value):
      return make(.literal(value), literalType(value), node.range)
    case .identifier, .select:
      return checkName(node)
    case .has(let operand, let field):
      return checkHas(operand, field, node.range)
    case .index(let operand, let key):
      return checkIndex(operand, key, node.range)
    case .unary(let operation, let operand):
      let operand = check(operand)
      let overloads = StandardOverloads.overloads(of: operation)
      let type = resolve(operation.rawValue, overloads, [operand], at: node.range)
      return make(.unary(operation, operand), type, node.range)
    case .binary(let operation, let left, let right):
      return checkBinary(operation, left, right, node.range)
    case .conditional(let condition, let whenTrue, let whenFalse):
      return checkConditional(condition, whenTrue, whenFalse, node.range)
    case .and(let operands):
      return make(.and(checkLogical(operands, "&&")), .bool, node.range)
    case .or(let operands):
      return make(.or(checkLogical(operands, "||")), .bool, node.range)
    case .optionalSelect(let operand, let field):
      return checkSelect(operand, field, isOptional: true, node.range)
    case .optionalIndex(let operand, let key):
      return checkIndex(operand, key, isOptional: true, node.range)
    case .optionalMap(let operand, let name, let body, let isFlat):
      return checkOptionalMap(operand, name, body, isFlat: isFlat, node.range)
    case .list(let elements):
      let elements = elements.map {
        CheckedElement(node: check($0.node), isOptional: $0.isOptional)
      }
      let types = elements.map { valueType(of: $0.node, isOptional: $0.isOptional) }
      return make(.list(elements), .list(joined(types)), node.range)
    case .map(let entries):
      return checkMap(entries, node.range)
    case .call(let call):
      return checkCall(call, node.range)
    case .comprehension(let comprehension):
      return checkComprehension(comprehension, node.range)
    case .bind(let name, let value, let body):
      let value = check(value)
      locals.append((name, type(of: value)))
      let body = check(body)
      locals.removeLast()
      return make(.bind(value, body), type(of: body), node.range)
    }
  }

  mutating func make(
    _ kind: CheckedNode.Kind,
    _ type: ExpressionType,
    _ range: SourceRange
  ) -> CheckedNode {
    types.append(type)
    return CheckedNode(id: types.count - 1, kind: kind, range: range)
  }

  func type(of node: CheckedNode) -> ExpressionType {
    bindings.resolved(types[node.id])
  }

  mutating func report(_ message: String, suggestion: String? = nil, at range: SourceRange) {
    guard isChecked else { return }
    findings.append(Diagnostic(message, suggestion: suggestion, at: range, in: source))
  }

  /// Notes a finding that stands whether or not types are checked.
  mutating func reportLimit(_ message: String, at range: SourceRange) {
    findings.append(Diagnostic(message, at: range, in: source))
  }

  /// Notes a finding unless a node can have the type.
  mutating func require(_ expected: ExpressionType, of node: CheckedNode, as role: String) {
    let actual = type(of: node)
    var trial = bindings
    if trial.unify(expected, actual) {
      bindings = trial
    } else if !reportObject([node]) {
      report("\(role) must be \(expected), not \(actual)", at: node.range)
    }
  }

  /// Notes the hint of the host when an object stands where another type is needed.
  ///
  /// - Returns: whether one of the nodes is such an object.
  mutating func reportObject(_ nodes: [CheckedNode]) -> Bool {
    for node in nodes {
      guard case .object(let name) = type(of: node), let hint = environment.object(name)?.hint
      else { continue }
      var note = ""
      if case .host(let call) = node.kind { note = environment.functions[call.function].note }
      let article = name.first.map { "AEIOUaeiou".contains($0) } == true ? "an" : "a"
      let text = source.text(of: node.range)
      report(
        "`\(text)` is \(article) \(name)\(note.isEmpty ? "" : " " + note)",
        suggestion: hint,
        at: node.range
      )
      return true
    }
    return false
  }
}

extension Checker {
  private func literalType(_ value: Value) -> ExpressionType {
    switch value {
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .null: .null
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    case .list, .map, .optional, .object: .dynamic
    }
  }

  private mutating func checkLogical(
    _ operands: [SyntaxNode],
    _ operation: String
  ) -> [CheckedNode] {
    operands.map { operand in
      let node = check(operand)
      require(.bool, of: node, as: "an operand of `\(operation)`")
      return node
    }
  }

  private mutating func checkConditional(
    _ condition: SyntaxNode,
    _ whenTrue: SyntaxNode,
    _ whenFalse: SyntaxNode,
    _ range: SourceRange
  ) -> CheckedNode {
    let condition = check(condition)
    require(.bool, of: condition, as: "the condition before `?`")
    let (whenTrue, whenFalse) = (check(whenTrue), check(whenFalse))
    let joined = bindings.join(type(of: whenTrue), type(of: whenFalse))
    if joined == nil {
      report(
        "the branches of `? :` are \(type(of: whenTrue)) and \(type(of: whenFalse))",
        suggestion: "convert one of them",
        at: range
      )
    }
    return make(.conditional(condition, whenTrue, whenFalse), joined ?? .dynamic, range)
  }

  private mutating func checkMap(_ entries: [SyntaxEntry], _ range: SourceRange) -> CheckedNode {
    let entries = entries.map {
      CheckedEntry(isOptional: $0.isOptional, key: check($0.key), value: check($0.value))
    }
    var keys = joined(entries.map { type(of: $0.key) })
    for entry in entries {
      switch type(of: entry.key) {
      case .bool, .int, .uint, .string: break
      case .dynamic, .variable: keys = .dynamic
      case .double, .bytes, .null, .timestamp, .duration, .type, .list, .map, .optional,
        .object:
        report(
          "a key must be bool, int, uint or string, not \(type(of: entry.key))",
          at: entry.key.range
        )
        // A key type that grows with the values would double at each level of nesting.
        keys = .dynamic
      }
    }
    let values = entries.map { valueType(of: $0.value, isOptional: $0.isOptional) }
    return make(.map(entries), .map(keys, joined(values)), range)
  }

  /// The type that all share, else `dyn`; a fresh variable for none.
  private mutating func joined(_ types: [ExpressionType]) -> ExpressionType {
    var joined: ExpressionType?
    for type in types {
      joined = joined.map { bindings.join($0, type) ?? .dynamic } ?? type
    }
    return joined ?? bindings.fresh()
  }
}
