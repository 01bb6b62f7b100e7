/// Prints a syntax tree in one fixed way: same tree, same text; parsing the text gives the tree.
///
/// Spaces, comments, quotes, number notation and needless brackets of the source do not show.
struct CanonicalPrinter {
  static func text(of node: SyntaxNode) -> String {
    switch node.kind {
    case .literal(let value): LiteralText.text(of: value)
    case .identifier(let name, let isAbsolute): isAbsolute ? ".\(name)" : name
    case .select(let operand, let field): "\(text(of: operand, at: .member)).\(fieldText(field))"
    case .has(let operand, let field):
      "has(\(text(of: operand, at: .member)).\(fieldText(field)))"
    case .index(let operand, let key): "\(text(of: operand, at: .member))[\(text(of: key))]"
    case .optionalSelect(let operand, let field):
      "\(text(of: operand, at: .member)).?\(fieldText(field))"
    case .optionalIndex(let operand, let key):
      "\(text(of: operand, at: .member))[?\(text(of: key))]"
    case .unary(let operation, let operand): unaryText(operation, operand)
    case .binary(let operation, let left, let right): binaryText(operation, left, right)
    case .conditional(let condition, let whenTrue, let whenFalse):
      "\(text(of: condition, at: .or)) ? \(text(of: whenTrue, at: .or)) : \(text(of: whenFalse))"
    case .and(let operands): operands.map { text(of: $0, at: .relation) }.joined(separator: " && ")
    case .or(let operands): operands.map { text(of: $0, at: .and) }.joined(separator: " || ")
    case .list(let elements):
      "[\(elements.map { optionalMark($0.isOptional) + text(of: $0.node) }.joined(separator: ", "))]"
    case .map(let entries): "{\(entries.map(entryText).joined(separator: ", "))}"
    case .call(let call):
      "\(call.receiver.map { text(of: $0, at: .member) + "." } ?? "")\(call.name)"
        + "(\(joined(call.arguments)))"
    case .comprehension(let comprehension): comprehensionText(comprehension)
    case .bind(let name, let value, let body):
      "cel.bind(\(name), \(text(of: value)), \(text(of: body)))"
    case .optionalMap(let operand, let name, let body, let isFlat):
      "\(text(of: operand, at: .member)).\(isFlat ? "optFlatMap" : "optMap")"
        + "(\(name), \(text(of: body)))"
    }
  }

  private static func optionalMark(_ isOptional: Bool) -> String { isOptional ? "?" : "" }

  private static func entryText(_ entry: SyntaxEntry) -> String {
    "\(optionalMark(entry.isOptional))\(text(of: entry.key)): \(text(of: entry.value))"
  }

  private static func text(of node: SyntaxNode, at minimum: SyntaxLevel) -> String {
    level(of: node) < minimum ? "(\(text(of: node)))" : text(of: node)
  }

  private static func joined(_ nodes: [SyntaxNode]) -> String {
    nodes.map { text(of: $0) }.joined(separator: ", ")
  }

  private static func unaryText(_ operation: UnaryOperator, _ operand: SyntaxNode) -> String {
    // Without brackets `-` and a number would read as a literal, and `-` `!` is no grammar.
    if case .literal = operand.kind, operation == .negate {
      return "-(\(text(of: operand)))"
    }
    if case .unary(operation, _) = operand.kind {
      return "\(operation.rawValue)\(text(of: operand))"
    }
    return "\(operation.rawValue)\(text(of: operand, at: .member))"
  }

  private static func binaryText(
    _ operation: BinaryOperator,
    _ left: SyntaxNode,
    _ right: SyntaxNode
  ) -> String {
    let level = operation.level
    return "\(text(of: left, at: level)) \(operation.text) \(text(of: right, at: level.next))"
  }

  private static func comprehensionText(_ comprehension: SyntaxComprehension) -> String {
    let arguments =
      comprehension.variables
      + (comprehension.filter.map { [text(of: $0)] } ?? [])
      + [text(of: comprehension.body)]
    return "\(text(of: comprehension.source, at: .member)).\(comprehension.kind.rawValue)"
      + "(\(arguments.joined(separator: ", ")))"
  }

  private static func fieldText(_ field: String) -> String {
    let scalars = Array(field.unicodeScalars)
    let isPlain =
      scalars.first.map(Lexer.startsName) == true
      && scalars.allSatisfy { Lexer.startsName($0) || Lexer.isDigit($0) }
      && !["true", "false", "null", "in"].contains(field)
    return isPlain ? field : "`\(field)`"
  }

  private static func level(of node: SyntaxNode) -> SyntaxLevel {
    switch node.kind {
    case .conditional: .conditional
    case .or: .or
    case .and: .and
    case .binary(let operation, _, _): operation.level
    case .unary: .unary
    case .literal, .identifier, .select, .has, .index, .optionalSelect, .optionalIndex, .list, .map,
      .call, .comprehension, .bind, .optionalMap:
      .member
    }
  }
}
