/// One node of a checked expression: names are resolved and constant patterns compiled.
struct CheckedNode: Equatable, Sendable {
  indirect enum Kind: Equatable, Sendable {
    case literal(Value)
    case variable(String)
    /// A name bound by a comprehension, by its position on the stack of such names.
    case local(Int)
    case select(CheckedNode, field: String)
    /// `isObject` when the operand is known to be an object: then an unknown one has no field.
    case has(CheckedNode, field: String, isObject: Bool)
    case index(CheckedNode, CheckedNode)
    case optionalSelect(CheckedNode, field: String)
    case optionalIndex(CheckedNode, CheckedNode)
    /// `isFlat` where the body is an optional value itself.
    case optionalMap(CheckedNode, CheckedNode, isFlat: Bool)
    case unary(UnaryOperator, CheckedNode)
    case binary(BinaryOperator, CheckedNode, CheckedNode)
    case conditional(CheckedNode, CheckedNode, CheckedNode)
    case and([CheckedNode])
    case or([CheckedNode])
    case list([CheckedElement])
    case map([CheckedEntry])
    case standard(StandardFunction, [CheckedNode])
    case matches(CheckedNode, Pattern)
    case host(CheckedCall)
    case comprehension(CheckedComprehension)
    case bind(CheckedNode, CheckedNode)
    /// What an unchecked expression does where a name leads nowhere.
    case failure(EvaluationError)
  }

  /// Position in the list of types; every node of an expression has its own.
  let id: Int
  let kind: Kind
  let range: SourceRange

  var literal: Value? {
    if case .literal(let value) = kind { value } else { nil }
  }

  /// The nodes directly below, in the order of the text.
  var children: [CheckedNode] {
    switch kind {
    case .literal, .variable, .local, .failure: []
    case .select(let operand, _), .optionalSelect(let operand, _), .has(let operand, _, _),
      .unary(_, let operand), .matches(let operand, _):
      [operand]
    case .index(let a, let b), .optionalIndex(let a, let b), .optionalMap(let a, let b, _),
      .binary(_, let a, let b), .bind(let a, let b):
      [a, b]
    case .conditional(let a, let b, let c): [a, b, c]
    case .and(let nodes), .or(let nodes), .standard(_, let nodes): nodes
    case .list(let elements): elements.map(\.node)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .host(let call): (call.receiver.map { [$0] } ?? []) + call.arguments
    case .comprehension(let comprehension):
      [comprehension.source] + (comprehension.filter.map { [$0] } ?? []) + [comprehension.body]
    }
  }
}

/// One element of a list literal.
struct CheckedElement: Equatable, Sendable {
  let node: CheckedNode
  let isOptional: Bool
}

/// One `key: value` of a map literal.
struct CheckedEntry: Equatable, Sendable {
  let isOptional: Bool
  let key: CheckedNode
  let value: CheckedNode
}

/// A call of a function of the host.
struct CheckedCall: Equatable, Sendable {
  let function: Int
  let name: String
  let receiver: CheckedNode?
  let arguments: [CheckedNode]
}

/// A comprehension whose names have positions on the stack.
struct CheckedComprehension: Equatable, Sendable {
  let kind: ComprehensionKind
  let source: CheckedNode
  /// 1 or 2.
  let variables: Int
  let filter: CheckedNode?
  let body: CheckedNode
}
