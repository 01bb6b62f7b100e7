extension Checker {
  /// `optMap` and `optFlatMap`: the name stands for the value inside.
  mutating func checkOptionalMap(
    _ operand: SyntaxNode,
    _ name: String,
    _ body: SyntaxNode,
    isFlat: Bool,
    _ range: SourceRange
  ) -> CheckedNode {
    let operand = check(operand)
    locals.append((name, valueType(of: operand, isOptional: true)))
    let body = check(body)
    locals.removeLast()
    let type: ExpressionType
    if isFlat {
      type = .optional(valueType(of: body, isOptional: true))
    } else {
      type = .optional(self.type(of: body))
    }
    return make(.optionalMap(operand, body, isFlat: isFlat), type, range)
  }

  /// The type of a node, or, where it has to be an optional value, of the value inside.
  mutating func valueType(of node: CheckedNode, isOptional: Bool) -> ExpressionType {
    guard isOptional else { return type(of: node) }
    let value = bindings.fresh()
    require(.optional(value), of: node, as: "an optional value")
    return bindings.resolved(value)
  }
}
