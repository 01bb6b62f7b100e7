extension Parser {
  /// Turns a call into the macro it names, or answers `nil` when it names none.
  mutating func macro(
    _ call: SyntaxCall,
    range: SourceRange
  ) throws(Diagnostic) -> SyntaxNode? {
    guard let receiver = call.receiver else {
      return call.name == "has" && call.arguments.count == 1
        ? try hasMacro(call.arguments[0], range: range)
        : nil
    }
    if case .identifier("cel", isAbsolute: false) = receiver.kind,
      call.name == "bind", call.arguments.count == 3
    {
      let name = try variableName(call.arguments[0])
      let (value, body) = (call.arguments[1], call.arguments[2])
      return try node(.bind(name, value, body), range, children: [value, body])
    }
    if call.name == "optMap" || call.name == "optFlatMap", call.arguments.count == 2 {
      let name = try variableName(call.arguments[0])
      let body = call.arguments[1]
      return try node(
        .optionalMap(receiver, name, body, isFlat: call.name == "optFlatMap"),
        range,
        children: [receiver, body]
      )
    }
    guard let shape = Parser.shape(of: call) else { return nil }
    return try comprehension(shape, call: call, receiver: receiver, range: range)
  }

  /// How many names the macro binds and whether a filter stands before its body.
  private struct Shape {
    let kind: ComprehensionKind
    let variables: Int
    let hasFilter: Bool
  }

  private static func shape(of call: SyntaxCall) -> Shape? {
    let name = call.name == "existsOne" ? ComprehensionKind.existsOne.rawValue : call.name
    guard let kind = ComprehensionKind(rawValue: name) else { return nil }
    switch (kind, call.arguments.count) {
    case (.all, 2...3), (.exists, 2...3), (.existsOne, 2...3):
      return Shape(kind: kind, variables: call.arguments.count - 1, hasFilter: false)
    case (.filter, 2): return Shape(kind: kind, variables: 1, hasFilter: false)
    case (.map, 2...3):
      return Shape(kind: kind, variables: 1, hasFilter: call.arguments.count == 3)
    case (.transformList, 3...4), (.transformMap, 3...4):
      return Shape(kind: kind, variables: 2, hasFilter: call.arguments.count == 4)
    default: return nil
    }
  }

  private mutating func comprehension(
    _ shape: Shape,
    call: SyntaxCall,
    receiver: SyntaxNode,
    range: SourceRange
  ) throws(Diagnostic) -> SyntaxNode {
    var variables: [String] = []
    for argument in call.arguments.prefix(shape.variables) {
      let name = try variableName(argument)
      guard !variables.contains(name) else {
        throw failure("`\(name)` is bound twice", at: argument.range)
      }
      variables.append(name)
    }
    let rest = Array(call.arguments.dropFirst(shape.variables))
    let comprehension = SyntaxComprehension(
      kind: shape.kind,
      source: receiver,
      variables: variables,
      filter: shape.hasFilter ? rest[0] : nil,
      body: rest[rest.count - 1]
    )
    return try node(.comprehension(comprehension), range, children: [receiver] + rest)
  }

  private mutating func hasMacro(
    _ argument: SyntaxNode,
    range: SourceRange
  ) throws(Diagnostic) -> SyntaxNode {
    guard case .select(let operand, let field) = argument.kind else {
      throw failure(
        "`has` takes the selection of a field",
        suggestion: "write `has(x.field)`",
        at: argument.range
      )
    }
    return try node(.has(operand, field: field), range, children: [operand])
  }

  private func variableName(_ node: SyntaxNode) throws(Diagnostic) -> String {
    guard case .identifier(let name, isAbsolute: false) = node.kind else {
      throw failure("expected the name of a variable", at: node.range)
    }
    return name
  }
}
