/// A variable the host provides.
public struct VariableDeclaration: Hashable, Sendable {
  /// The name; it may have dots.
  public let name: String

  /// The type of its values.
  public let type: ExpressionType

  /// Declares a variable.
  public init(_ name: String, _ type: ExpressionType) {
    self.name = name
    self.type = type
  }
}

/// One parameter of a function of the host.
public struct ParameterDeclaration: Hashable, Sendable {
  /// What the parameter is called in messages.
  public let name: String

  /// The type of the argument.
  public let type: ExpressionType

  /// Whether the argument must be a literal, so that it is known when a rule is loaded.
  public let mustBeConstant: Bool

  /// Declares a parameter.
  public init(_ name: String, _ type: ExpressionType, mustBeConstant: Bool = false) {
    self.name = name
    self.type = type
    self.mustBeConstant = mustBeConstant
  }
}

/// A function the host provides; several declarations may share a name and differ in parameters.
public struct FunctionDeclaration: Hashable, Sendable {
  /// The name; it may have dots.
  public let name: String

  /// The type before the dot for member functions, else `nil`.
  public let receiver: ExpressionType?

  /// The parameters in order.
  public let parameters: [ParameterDeclaration]

  /// The type of the answer.
  public let result: ExpressionType

  /// Said after the type of the answer in hints, for example "in seconds"; empty for nothing.
  public let note: String

  /// Declares a function.
  public init(
    _ name: String,
    receiver: ExpressionType? = nil,
    _ parameters: [ParameterDeclaration] = [],
    result: ExpressionType,
    note: String = ""
  ) {
    self.name = name
    self.receiver = receiver
    self.parameters = parameters
    self.result = result
    self.note = note
  }
}

/// One field of an object type of the host.
public struct FieldDeclaration: Hashable, Sendable {
  /// The name.
  public let name: String

  /// The type of its values.
  public let type: ExpressionType

  /// Declares a field.
  public init(_ name: String, _ type: ExpressionType) {
    self.name = name
    self.type = type
  }
}

/// A type of objects the host provides.
public struct ObjectDeclaration: Hashable, Sendable {
  /// The name of the type.
  public let name: String

  /// Its fields.
  public let fields: [FieldDeclaration]

  /// What to do when an object stands where a number or bool is needed; `nil` for no hint.
  ///
  /// For example: compare its field, e.g. `.above(1.5)`
  public let hint: String?

  /// Declares an object type.
  public init(_ name: String, _ fields: [FieldDeclaration], hint: String? = nil) {
    self.name = name
    self.fields = fields
    self.hint = hint
  }
}
