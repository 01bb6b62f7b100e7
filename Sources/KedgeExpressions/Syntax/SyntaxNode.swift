/// One node of the syntax tree, macros already recognised.
struct SyntaxNode: Equatable, Sendable {
  indirect enum Kind: Equatable, Sendable {
    case literal(Value)
    /// `isAbsolute` when written with a leading dot: names of comprehensions are skipped.
    case identifier(String, isAbsolute: Bool)
    case select(SyntaxNode, field: String)
    case has(SyntaxNode, field: String)
    case index(SyntaxNode, SyntaxNode)
    /// `operand.?field`.
    case optionalSelect(SyntaxNode, field: String)
    /// `operand[?key]`.
    case optionalIndex(SyntaxNode, SyntaxNode)
    case unary(UnaryOperator, SyntaxNode)
    case binary(BinaryOperator, SyntaxNode, SyntaxNode)
    case conditional(SyntaxNode, SyntaxNode, SyntaxNode)
    case and([SyntaxNode])
    case or([SyntaxNode])
    case list([SyntaxElement])
    case map([SyntaxEntry])
    case call(SyntaxCall)
    case comprehension(SyntaxComprehension)
    /// `cel.bind(name, value, body)`.
    case bind(String, SyntaxNode, SyntaxNode)
    /// `operand.optMap(name, body)` or, where it is flat, `optFlatMap`.
    case optionalMap(SyntaxNode, String, SyntaxNode, isFlat: Bool)
  }

  let kind: Kind
  let range: SourceRange

  /// Depth of the tree below; 0 for a leaf.
  let nesting: Int
}

/// One element of a list literal; an optional one, written `?value`, is left out where it has none.
struct SyntaxElement: Equatable, Sendable {
  let node: SyntaxNode
  let isOptional: Bool
}

/// One `key: value` of a map literal, or `?key: value`.
struct SyntaxEntry: Equatable, Sendable {
  let isOptional: Bool
  let key: SyntaxNode
  let value: SyntaxNode
}

/// A call of a function, with a receiver when written `receiver.name(arguments)`.
struct SyntaxCall: Equatable, Sendable {
  let name: String
  let nameRange: SourceRange
  let receiver: SyntaxNode?
  let arguments: [SyntaxNode]
}

/// A macro that runs over the elements of a list or the keys of a map.
struct SyntaxComprehension: Equatable, Sendable {
  let kind: ComprehensionKind
  /// The collection.
  let source: SyntaxNode
  /// One name for the element or key, or two for index and element, key and value.
  let variables: [String]
  /// Which elements `map` and its relatives keep; `nil` for all.
  let filter: SyntaxNode?
  let body: SyntaxNode
}

/// What a comprehension makes of its elements; the raw value is the macro's name.
enum ComprehensionKind: String, Hashable, Sendable, CaseIterable {
  case all
  case exists
  case existsOne = "exists_one"
  case filter
  case map
  case transformList
  case transformMap
}
