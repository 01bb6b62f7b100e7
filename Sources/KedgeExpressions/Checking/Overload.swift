/// One combination of types that a function takes.
struct Overload: Sendable {
  enum Target: Hashable, Sendable {
    case standard(StandardFunction)
    /// Position in the environment's list of functions.
    case host(Int)
  }

  let name: String
  let target: Target
  let isMember: Bool
  /// The receiver of a member function comes first.
  let parameters: [ExpressionType]
  let result: ExpressionType
  /// Number of type variables in parameters and result.
  let variables: Int

  init(
    _ function: StandardFunction,
    isMember: Bool = false,
    _ parameters: [ExpressionType],
    _ result: ExpressionType,
    variables: Int = 0
  ) {
    name = function.name
    target = .standard(function)
    self.isMember = isMember
    self.parameters = parameters
    self.result = result
    self.variables = variables
  }

  init(_ position: Int, _ declaration: FunctionDeclaration) {
    name = declaration.name
    target = .host(position)
    isMember = declaration.receiver != nil
    parameters = (declaration.receiver.map { [$0] } ?? []) + declaration.parameters.map(\.type)
    result = declaration.result
    variables = 0
  }
}

/// The types that one operator takes.
struct OperatorOverload: Sendable {
  let parameters: [ExpressionType]
  let result: ExpressionType
  let variables: Int

  init(_ parameters: [ExpressionType], _ result: ExpressionType, variables: Int = 0) {
    self.parameters = parameters
    self.result = result
    self.variables = variables
  }
}
