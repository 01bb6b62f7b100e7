extension Checker {
  mutating func checkComprehension(
    _ syntax: SyntaxComprehension,
    _ range: SourceRange
  ) -> CheckedNode {
    // The collection stands before the comprehension, not inside it.
    let collection = check(syntax.source)
    comprehensionDepth += 1
    defer { comprehensionDepth -= 1 }
    if comprehensionDepth == environment.limits.comprehensionNesting + 1 {
      reportLimit(
        "comprehensions are nested deeper than \(environment.limits.comprehensionNesting) levels",
        at: range
      )
    }
    let variables = variableTypes(of: collection, count: syntax.variables.count)
    for (name, type) in zip(syntax.variables, variables) { locals.append((name, type)) }
    let filter = syntax.filter.map { check($0) }
    if let filter { require(.bool, of: filter, as: "the filter of `\(syntax.kind.rawValue)`") }
    let body = check(syntax.body)
    locals.removeLast(syntax.variables.count)
    let comprehension = CheckedComprehension(
      kind: syntax.kind,
      source: collection,
      variables: syntax.variables.count,
      filter: filter,
      body: body
    )
    let type = resultType(syntax.kind, element: variables[0], body: body)
    return make(.comprehension(comprehension), type, range)
  }

  /// Types of the bound names: the element or key, or index and element, key and value.
  private mutating func variableTypes(of collection: CheckedNode, count: Int) -> [ExpressionType] {
    let type = self.type(of: collection)
    switch type {
    case .list(let element): return count == 1 ? [element] : [.int, element]
    case .map(let key, let value): return count == 1 ? [key] : [key, value]
    case .dynamic: return [.dynamic, .dynamic]
    case .variable:
      let element = bindings.fresh()
      _ = bindings.unify(type, .list(element))
      return count == 1 ? [element] : [.int, element]
    case .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .type,
      .optional,
      .object:
      if !reportObject([collection]) {
        report("a comprehension runs over a list or map, not \(type)", at: collection.range)
      }
      return [.dynamic, .dynamic]
    }
  }

  private mutating func resultType(
    _ kind: ComprehensionKind,
    element: ExpressionType,
    body: CheckedNode
  ) -> ExpressionType {
    switch kind {
    case .all, .exists, .existsOne:
      require(.bool, of: body, as: "the condition of `\(kind.rawValue)`")
      return .bool
    case .filter:
      require(.bool, of: body, as: "the condition of `filter`")
      return .list(element)
    case .map, .transformList: return .list(type(of: body))
    case .transformMap: return .map(element, type(of: body))
    }
  }
}
