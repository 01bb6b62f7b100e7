extension Parser {
  /// A primary followed by any number of selections, calls and indexes.
  mutating func member() throws(Diagnostic) -> SyntaxNode {
    var operand = try primary()
    while true {
      if accept(.dot) {
        operand = try selectionOrCall(on: operand)
      } else if accept(.leftBracket) {
        let isOptional = accept(.question)
        let key = try expression()
        let end = current.range
        try expect(.rightBracket, "after the index")
        operand = try node(
          isOptional ? .optionalIndex(operand, key) : .index(operand, key),
          operand.range.through(end),
          children: [operand, key]
        )
      } else {
        return operand
      }
    }
  }

  private mutating func selectionOrCall(on operand: SyntaxNode) throws(Diagnostic) -> SyntaxNode {
    if accept(.question) { return try optionalSelection(on: operand) }
    let token = current
    switch token.kind {
    case .quotedIdentifier(let field):
      index += 1
      return try node(
        .select(operand, field: field),
        operand.range.through(token.range),
        children: [operand]
      )
    case .identifier(let field) where !Parser.literalNames.contains(field):
      index += 1
      guard accept(.leftParenthesis) else {
        return try node(
          .select(operand, field: field),
          operand.range.through(token.range),
          children: [operand]
        )
      }
      return try call(field, nameToken: token, receiver: operand)
    case .identifier, .int, .uint, .double, .string, .bytes, .symbol, .end:
      throw failure("expected the name of a field or function, found \(token.description)")
    }
  }

  private mutating func optionalSelection(
    on operand: SyntaxNode
  ) throws(Diagnostic) -> SyntaxNode {
    let token = current
    switch token.kind {
    case .quotedIdentifier(let field): return try optionalSelection(on: operand, field, token)
    case .identifier(let field) where !Parser.literalNames.contains(field):
      return try optionalSelection(on: operand, field, token)
    case .identifier, .int, .uint, .double, .string, .bytes, .symbol, .end:
      throw failure("expected the name of a field after `.?`, found \(token.description)")
    }
  }

  private mutating func optionalSelection(
    on operand: SyntaxNode,
    _ field: String,
    _ token: Token
  ) throws(Diagnostic) -> SyntaxNode {
    index += 1
    return try node(
      .optionalSelect(operand, field: field),
      operand.range.through(token.range),
      children: [operand]
    )
  }

  /// The arguments of a call whose opening parenthesis has been read.
  mutating func call(
    _ name: String,
    nameToken: Token,
    receiver: SyntaxNode?,
    isAbsolute: Bool = false
  ) throws(Diagnostic) -> SyntaxNode {
    let arguments = try expressions(until: .rightParenthesis)
    let end = tokens[index - 1].range
    let call = SyntaxCall(
      name: name,
      nameRange: nameToken.range,
      receiver: receiver,
      arguments: arguments
    )
    let range = (receiver?.range ?? nameToken.range).through(end)
    if !isAbsolute, let expanded = try macro(call, range: range) { return expanded }
    return try node(
      .call(call),
      range,
      children: arguments + (receiver.map { [$0] } ?? [])
    )
  }

  private mutating func primary() throws(Diagnostic) -> SyntaxNode {
    let token = current
    switch token.kind {
    case .symbol(.minus): return try signedNumber()
    case .symbol(.leftParenthesis): return try parenthesized()
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try map()
    case .symbol(.dot): return try absoluteName()
    case .identifier(let name): return try named(name)
    case .quotedIdentifier, .symbol, .end:
      throw failure("expected a value, found \(token.description)")
    case .int(let magnitude):
      guard let value = Int64(exactly: magnitude) else {
        throw failure(
          "`\(magnitude)` does not fit into an int",
          suggestion: "write `\(magnitude)u`"
        )
      }
      return try literal(.int(value))
    case .uint(let value): return try literal(.uint(value))
    case .double(let value): return try literal(.double(value))
    case .string(let value): return try literal(.string(value))
    case .bytes(let value): return try literal(.bytes(value))
    }
  }

  private mutating func literal(_ value: Value) throws(Diagnostic) -> SyntaxNode {
    let range = current.range
    index += 1
    return try node(.literal(value), range)
  }

  /// The caller has seen that a minus and a number follow one another.
  private mutating func signedNumber() throws(Diagnostic) -> SyntaxNode {
    let sign = current.range
    index += 1
    let token = current
    let value: Value
    switch token.kind {
    case .int(let magnitude) where magnitude <= Int64.min.magnitude:
      value = .int(Int64(truncatingIfNeeded: 0 &- magnitude))
    case .double(let magnitude):
      value = .double(-magnitude)
    case .int:
      throw failure("the number does not fit into an int", at: sign.through(token.range))
    case .identifier, .quotedIdentifier, .uint, .string, .bytes, .symbol, .end:
      throw failure("expected a number after `-`, found \(token.description)")
    }
    index += 1
    return try node(.literal(value), sign.through(token.range))
  }

  private mutating func parenthesized() throws(Diagnostic) -> SyntaxNode {
    let start = current.range
    index += 1
    let inner = try expression()
    let end = current.range
    try expect(.rightParenthesis, "to close the parenthesis")
    // The range grows so that an underline of the whole shows the brackets too.
    return SyntaxNode(kind: inner.kind, range: start.through(end), nesting: inner.nesting)
  }

  private mutating func absoluteName() throws(Diagnostic) -> SyntaxNode {
    let dot = current.range
    index += 1
    guard case .identifier(let name) = current.kind, !Parser.reserved.contains(name) else {
      throw failure("expected a name after the leading dot, found \(current.description)")
    }
    let token = Token(kind: current.kind, range: dot.through(current.range))
    index += 1
    if accept(.leftParenthesis) {
      return try call(name, nameToken: token, receiver: nil, isAbsolute: true)
    }
    return try node(.identifier(name, isAbsolute: true), token.range)
  }

  private mutating func named(_ name: String) throws(Diagnostic) -> SyntaxNode {
    switch name {
    case "true": return try literal(.bool(true))
    case "false": return try literal(.bool(false))
    case "null": return try literal(.null)
    default: break
    }
    let token = current
    guard !Parser.reserved.contains(name) else {
      throw failure("`\(name)` is a reserved word")
    }
    index += 1
    if accept(.leftParenthesis) {
      return try call(name, nameToken: token, receiver: nil)
    }
    return try node(.identifier(name, isAbsolute: false), token.range)
  }

  private static let literalNames: Set<String> = ["true", "false", "null", "in"]

  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
  ]
}
