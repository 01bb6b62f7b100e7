extension Parser {
  mutating func list() throws(Diagnostic) -> SyntaxNode {
    let start = current.range
    index += 1
    let elements = try expressions(until: .rightBracket, isLiteral: true)
    return try node(
      .list(elements),
      start.through(tokens[index - 1].range),
      children: elements
    )
  }

  mutating func map() throws(Diagnostic) -> SyntaxNode {
    let start = current.range
    index += 1
    var entries: [SyntaxEntry] = []
    while !accept(.rightBrace) {
      try checkElements(entries.count + 1)
      let key = try expression()
      try expect(.colon, "after the key")
      entries.append(SyntaxEntry(key: key, value: try expression()))
      if current.kind != .symbol(.rightBrace) { try expect(.comma, "or `}` after the entry") }
    }
    return try node(
      .map(entries),
      start.through(tokens[index - 1].range),
      children: entries.flatMap { [$0.key, $0.value] }
    )
  }

  /// Expressions with commas between them, up to and with a closing symbol.
  ///
  /// A list literal may end with a comma, the arguments of a call may not.
  mutating func expressions(
    until close: Token.Symbol,
    isLiteral: Bool = false
  ) throws(Diagnostic) -> [SyntaxNode] {
    var elements: [SyntaxNode] = []
    if accept(close) { return elements }
    while true {
      if isLiteral { try checkElements(elements.count + 1) }
      elements.append(try expression())
      if accept(close) { return elements }
      try expect(.comma, "or `\(close.rawValue)`")
      if isLiteral, accept(close) { return elements }
    }
  }

  private func checkElements(_ count: Int) throws(Diagnostic) {
    guard count <= limits.literalElements else {
      throw failure("a list or map has more than \(limits.literalElements) elements")
    }
  }
}
