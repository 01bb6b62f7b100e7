/// Recursive-descent parser with a depth counter: no text can exhaust the stack.
struct Parser {
  let source: SourceText
  let limits: Limits
  let tokens: [Token]
  var index = 0
  var nodeCount = 0
  var depth = 0

  /// Parses a whole expression.
  ///
  /// - Throws: the first error of lexis, grammar or limits.
  static func parse(_ source: SourceText, limits: Limits) throws(Diagnostic) -> SyntaxNode {
    guard source.scalars.count <= limits.sourceCodePoints else {
      throw Diagnostic(
        "the expression has \(source.scalars.count) code points; \(limits.sourceCodePoints) are"
          + " allowed",
        at: SourceRange(start: limits.sourceCodePoints, end: limits.sourceCodePoints + 1),
        in: source
      )
    }
    let tokens = try Lexer.tokens(of: source)
    var parser = Parser(source: source, limits: limits, tokens: tokens)
    let node = try parser.expression()
    guard parser.current.kind == .end else {
      throw parser.failure("\(parser.current.description) is unexpected here")
    }
    return node
  }

  var current: Token { tokens[index] }

  /// A conditional, or any expression that binds more tightly.
  mutating func expression() throws(Diagnostic) -> SyntaxNode {
    try enter()
    defer { depth -= 1 }
    let condition = try disjunction()
    guard accept(.question) else { return condition }
    let whenTrue = try disjunction()
    try expect(.colon, "of the conditional")
    let whenFalse = try expression()
    return try node(
      .conditional(condition, whenTrue, whenFalse),
      condition.range.through(whenFalse.range),
      children: [condition, whenTrue, whenFalse]
    )
  }

  private mutating func disjunction() throws(Diagnostic) -> SyntaxNode {
    var operands = [try conjunction()]
    while accept(.or) { operands.append(try conjunction()) }
    guard operands.count > 1 else { return operands[0] }
    return try node(.or(operands), span(operands), children: operands)
  }

  private mutating func conjunction() throws(Diagnostic) -> SyntaxNode {
    var operands = [try binary(minimum: .relation)]
    while accept(.and) { operands.append(try binary(minimum: .relation)) }
    guard operands.count > 1 else { return operands[0] }
    return try node(.and(operands), span(operands), children: operands)
  }

  /// Relations, sums and products by precedence climbing; all of them group to the left.
  private mutating func binary(minimum: SyntaxLevel) throws(Diagnostic) -> SyntaxNode {
    var left = try unary()
    while let operation = binaryOperator, operation.level >= minimum {
      index += 1
      let right = try binary(minimum: operation.level.next)
      left = try node(
        .binary(operation, left, right),
        left.range.through(right.range),
        children: [left, right]
      )
    }
    return left
  }

  private var binaryOperator: BinaryOperator? {
    switch current.kind {
    case .symbol(let symbol): BinaryOperator(text: symbol.rawValue)
    case .identifier("in"): .relation(.within)
    case .identifier, .quotedIdentifier, .int, .uint, .double, .string, .bytes, .end: nil
    }
  }

  /// A run of `!` or of `-` before a member; a minus directly before a number is its sign.
  private mutating func unary() throws(Diagnostic) -> SyntaxNode {
    let start = index
    let operation: UnaryOperator
    if current.kind == .symbol(.not) {
      operation = .not
    } else if current.kind == .symbol(.minus) {
      operation = .negate
    } else {
      return try member()
    }
    let symbol: Token.Symbol = operation == .not ? .not : .minus
    while current.kind == .symbol(symbol) { index += 1 }
    if operation == .negate, current.isSignedNumber { index -= 1 }
    let count = index - start
    var operand = try member()
    for position in (start..<start + count).reversed() {
      operand = try node(
        .unary(operation, operand),
        tokens[position].range.through(operand.range),
        children: [operand]
      )
    }
    return operand
  }
}

extension Token {
  /// Whether a minus in front belongs to the literal.
  fileprivate var isSignedNumber: Bool {
    switch kind {
    case .int, .double: true
    case .uint, .identifier, .quotedIdentifier, .string, .bytes, .symbol, .end: false
    }
  }
}

extension Parser {
  /// Counts one level of brackets.
  mutating func enter() throws(Diagnostic) {
    depth += 1
    // The outermost expression is inside no bracket.
    guard depth <= limits.nesting + 1 else { throw tooDeep(at: current.range) }
  }

  /// Makes a node and checks its depth and the number of nodes.
  mutating func node(
    _ kind: SyntaxNode.Kind,
    _ range: SourceRange,
    children: [SyntaxNode] = []
  ) throws(Diagnostic) -> SyntaxNode {
    nodeCount += 1
    guard nodeCount <= limits.nodes else {
      throw Diagnostic(
        "the expression has more than \(limits.nodes) parts",
        at: range,
        in: source
      )
    }
    let nesting = children.map { $0.nesting + 1 }.max() ?? 0
    guard nesting <= limits.nesting else { throw tooDeep(at: range) }
    return SyntaxNode(kind: kind, range: range, nesting: nesting)
  }

  private func tooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "the expression is nested deeper than \(limits.nesting) levels",
      suggestion: "split it, or name parts of it as variables",
      at: range,
      in: source
    )
  }

  func span(_ nodes: [SyntaxNode]) -> SourceRange {
    nodes[0].range.through(nodes[nodes.count - 1].range)
  }

  mutating func accept(_ symbol: Token.Symbol) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ symbol: Token.Symbol, _ context: String) throws(Diagnostic) {
    guard accept(symbol) else {
      throw failure("expected `\(symbol.rawValue)` \(context), found \(current.description)")
    }
  }

  func failure(
    _ message: String,
    suggestion: String? = nil,
    at range: SourceRange? = nil
  ) -> Diagnostic {
    Diagnostic(message, suggestion: suggestion, at: range ?? current.range, in: source)
  }
}
