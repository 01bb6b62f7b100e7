extension Checker {
  /// An identifier or a selection: the longest prefix that names a variable is the variable.
  mutating func checkName(_ node: SyntaxNode) -> CheckedNode {
    if let path = path(of: node) {
      if let position = local(path) {
        if path.names.count == 1 {
          return make(.local(position), locals[position].type, node.range)
        }
      } else if let global = global(path, node.range) {
        return global
      }
    }
    if let name = unknownMember(node) { return unresolved(name, node.range) }
    if case .select(let operand, let field) = node.kind {
      return checkSelect(operand, field, node.range)
    }
    guard case .identifier(let name, _) = node.kind else { return check(node) }
    return unresolved(name, node.range)
  }

  /// The dotted name when no part of it is a variable but variables with the same beginning exist,
  /// so that a message can speak of the whole name.
  private func unknownMember(_ node: SyntaxNode) -> String? {
    guard let path = path(of: node), path.names.count > 1, local(path) == nil else { return nil }
    let isKnown = (1...path.names.count).contains { count in
      environment.type(ofVariable: path.names.prefix(count).joined(separator: ".")) != nil
    }
    let isBeginning = environment.variables.contains { $0.name.hasPrefix(path.names[0] + ".") }
    return !isKnown && isBeginning ? path.text : nil
  }

  /// The dotted name that a chain of selections spells.
  struct Path {
    var names: [String]
    let isAbsolute: Bool

    var text: String { names.joined(separator: ".") }
  }

  func path(of node: SyntaxNode) -> Path? {
    if case .identifier(let name, let isAbsolute) = node.kind {
      return Path(names: [name], isAbsolute: isAbsolute)
    }
    guard case .select(let operand, let field) = node.kind, var path = path(of: operand) else {
      return nil
    }
    path.names.append(field)
    return path
  }

  /// The position of the bound name that a path begins with.
  func local(_ path: Path) -> Int? {
    path.isAbsolute ? nil : locals.lastIndex { $0.name == path.names[0] }
  }

  private mutating func global(_ path: Path, _ range: SourceRange) -> CheckedNode? {
    let name = path.text
    if let type = environment.type(ofVariable: name) {
      return make(.variable(name), type, range)
    }
    if let type = TypeValue.named.first(where: { $0.name == name }) {
      return make(.literal(.type(type)), .type, range)
    }
    return nil
  }

  private mutating func unresolved(_ name: String, _ range: SourceRange) -> CheckedNode {
    let names = environment.variables.map(\.name) + locals.map(\.name)
    let isFunction = !environment.overloads(named: name, isMember: false).isEmpty
    report(
      "no variable `\(name)`",
      suggestion: isFunction
        ? "`\(name)` is a function; call it as `\(name)(...)`"
        : NameSuggestion.suggestion(for: name, among: names),
      at: range
    )
    let error = EvaluationError(.noSuchVariable, "no variable `\(name)`", range: range)
    return make(.failure(error), .dynamic, range)
  }

  /// `operand.field` and, where it is optional, `operand.?field`.
  mutating func checkSelect(
    _ operand: SyntaxNode,
    _ field: String,
    isOptional: Bool = false,
    _ range: SourceRange
  ) -> CheckedNode {
    let operand = check(operand)
    var type = fieldType(field, of: operand, range)
    guard isOptional else { return make(.select(operand, field: field), type, range) }
    if case .optional = type {} else { type = .optional(type) }
    return make(.optionalSelect(operand, field: field), type, range)
  }

  mutating func checkHas(
    _ operand: SyntaxNode,
    _ field: String,
    _ range: SourceRange
  ) -> CheckedNode {
    let operand = check(operand)
    _ = fieldType(field, of: operand, range)
    var isObject = false
    if case .object = type(of: operand) { isObject = true }
    return make(.has(operand, field: field, isObject: isObject), .bool, range)
  }

  private mutating func fieldType(
    _ field: String,
    of operand: CheckedNode,
    _ range: SourceRange
  ) -> ExpressionType {
    fieldType(field, ofType: type(of: operand), range)
  }

  private mutating func fieldType(
    _ field: String,
    ofType operandType: ExpressionType,
    _ range: SourceRange
  ) -> ExpressionType {
    switch bindings.resolved(operandType) {
    case .dynamic, .variable:
      return .dynamic
    case .optional(let inner):
      return .optional(fieldType(field, ofType: inner, range))
    case .map(let key, let value):
      if !bindings.unify(key, .string) {
        report("a map with keys of type \(key) has no fields", at: range)
      }
      return value
    case .object(let name):
      let fields = environment.object(name)?.fields ?? []
      if let declared = fields.first(where: { $0.name == field }) { return declared.type }
      let isMember = !environment.overloads(named: field, isMember: true).isEmpty
      report(
        "\(name) has no field `\(field)`",
        suggestion: isMember
          ? "`\(field)` is a function; call it as `.\(field)(...)`"
          : NameSuggestion.suggestion(for: field, among: fields.map(\.name)),
        at: SourceRange(start: max(range.end - field.unicodeScalars.count, 0), end: range.end)
      )
      return .dynamic
    case .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .type, .list:
      report("\(operandType) has no field `\(field)`", at: range)
      return .dynamic
    }
  }

  mutating func checkIndex(
    _ operand: SyntaxNode,
    _ key: SyntaxNode,
    isOptional: Bool = false,
    _ range: SourceRange
  ) -> CheckedNode {
    let (operand, key) = (check(operand), check(key))
    var operandType = type(of: operand)
    var givesOptional = isOptional
    if case .optional(let inner) = operandType {
      (operandType, givesOptional) = (bindings.resolved(inner), true)
    }
    var result = ExpressionType.dynamic
    switch operandType {
    case .dynamic, .variable: break
    case .list(let element):
      require(.int, of: key, as: "the index of a list")
      result = element
    case .map(let keyType, let valueType):
      let isNumberInRules = environment.dialect == .rules && type(of: key).isNumber
      if !(isNumberInRules && keyType.isNumber) {
        require(keyType, of: key, as: "the key of this map")
      }
      result = valueType
    case .optional, .object, .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp,
      .duration, .type:
      if !reportObject([operand]) {
        report("\(operandType) has no elements to index", at: range)
      }
    }
    if givesOptional { result = .optional(result) }
    return make(isOptional ? .optionalIndex(operand, key) : .index(operand, key), result, range)
  }
}
