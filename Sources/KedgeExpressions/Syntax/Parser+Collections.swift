extension Parser {
  mutating func list() throws(Diagnostic) -> SyntaxNode {
    let start = current.range
    index += 1
    var elements: [SyntaxElement] = []
    while !accept(.rightBracket) {
      try checkElements(elements.count + 1)
      let isOptional = accept(.question)
      elements.append(SyntaxElement(node: try expression(), isOptional: isOptional))
      if current.kind != .symbol(.rightBracket) { try expect(.comma, "or `]`") }
    }
    return try node(
      .list(elements),
      start.through(tokens[index - 1].range),
      children: elements.map(\.node)
    )
  }

  mutating func map() throws(Diagnostic) -> SyntaxNode {
    let start = current.range
    index += 1
    var entries: [SyntaxEntry] = []
    while !accept(.rightBrace) {
      try checkElements(entries.count + 1)
      let isOptional = accept(.question)
      let key = try expression()
      try expect(.colon, "after the key")
      entries.append(SyntaxEntry(isOptional: isOptional, key: key, value: try expression()))
      if current.kind != .symbol(.rightBrace) { try expect(.comma, "or `}` after the entry") }
    }
    return try node(
      .map(entries),
      start.through(tokens[index - 1].range),
      children: entries.flatMap { [$0.key, $0.value] }
    )
  }

  /// Expressions with commas between them, up to and with a closing symbol; unlike the elements of a
  /// list literal they may not end with a comma.
  mutating func expressions(until close: Token.Symbol) throws(Diagnostic) -> [SyntaxNode] {
    var elements: [SyntaxNode] = []
    if accept(close) { return elements }
    while true {
      elements.append(try expression())
      if accept(close) { return elements }
      try expect(.comma, "or `\(close.rawValue)`")
    }
  }

  private func checkElements(_ count: Int) throws(Diagnostic) {
    guard count <= limits.literalElements else {
      throw failure("a list or map has more than \(limits.literalElements) elements")
    }
  }
}
