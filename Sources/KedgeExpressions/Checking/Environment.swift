/// What expressions may speak about: the dialect, the limits, and the declarations of the host.
public struct Environment: Sendable {
  /// The dialect of all expressions.
  public let dialect: Dialect

  /// Bounds on the texts and on the values during evaluation.
  public let limits: Limits

  /// Declared variables.
  public let variables: [VariableDeclaration]

  /// Declared functions; a call names one by its position here.
  public let functions: [FunctionDeclaration]

  /// Declared object types.
  public let objects: [ObjectDeclaration]

  /// What to say where a name that is no function is called, by name.
  public let hints: [String: String]

  private let variableTypes: [String: ExpressionType]
  private let objectTypes: [String: ObjectDeclaration]
  private let overloads: [String: [Overload]]

  /// Gathers declarations.
  ///
  /// - Parameters:
  ///   - dialect: The variant of the language.
  ///   - limits: Bounds for texts and values.
  ///   - variables: No two with one name.
  ///   - functions: Overloads of one name differ in their parameters.
  ///   - objects: No two with one name.
  ///   - hints: By name, what to say where it is called and is no function.
  /// - Precondition: names of variables and of objects are unique.
  public init(
    dialect: Dialect = .rules,
    limits: Limits = .rules,
    variables: [VariableDeclaration] = [],
    functions: [FunctionDeclaration] = [],
    objects: [ObjectDeclaration] = [],
    hints: [String: String] = [:]
  ) {
    self.dialect = dialect
    self.limits = limits
    self.variables = variables
    self.functions = functions
    self.objects = objects
    self.hints = hints
    variableTypes = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $0.type) })
    objectTypes = Dictionary(uniqueKeysWithValues: objects.map { ($0.name, $0) })
    overloads = Dictionary(
      grouping: StandardOverloads.functions + ExtensionOverloads.functions
        + functions.enumerated().map(Overload.init),
      by: \.name
    )
  }

  /// Parses and checks an expression.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - expected: The type the result must have; `nil` for any.
  /// - Returns: the expression, ready to be evaluated.
  /// - Throws: all findings; an error of the grammar stands alone.
  public func check(
    _ source: String,
    expecting expected: ExpressionType? = nil
  ) throws(ExpressionDiagnostics) -> CheckedExpression {
    try compile(source, isChecked: true, expecting: expected)
  }

  /// Parses an expression and leaves every question of names and types to its evaluation.
  ///
  /// - Parameter source: The text.
  /// - Returns: the expression, ready to be evaluated.
  /// - Throws: an error of the grammar.
  public func parse(_ source: String) throws(ExpressionDiagnostics) -> CheckedExpression {
    try compile(source, isChecked: false, expecting: nil)
  }

  private func compile(
    _ source: String,
    isChecked: Bool,
    expecting expected: ExpressionType?
  ) throws(ExpressionDiagnostics) -> CheckedExpression {
    let text = SourceText(source)
    let syntax: SyntaxNode
    do {
      syntax = try Parser.parse(text, limits: limits)
    } catch {
      throw ExpressionDiagnostics(source: source, findings: [error])
    }
    var checker = Checker(environment: self, source: text, isChecked: isChecked)
    let root = checker.check(syntax)
    if let expected { checker.require(expected, of: root, as: "the expression") }
    guard checker.findings.isEmpty else {
      throw ExpressionDiagnostics(source: source, findings: checker.findings)
    }
    return CheckedExpression(
      source: text,
      syntax: syntax,
      root: root,
      types: checker.finalTypes,
      calls: checker.calls,
      environment: self
    )
  }
}

extension Environment {
  func type(ofVariable name: String) -> ExpressionType? {
    variableTypes[name]
  }

  func object(_ name: String) -> ObjectDeclaration? {
    objectTypes[name]
  }

  func overloads(named name: String, isMember: Bool) -> [Overload] {
    (overloads[name] ?? []).filter { $0.isMember == isMember }
  }

  func functionNames(isMember: Bool) -> [String] {
    overloads.values.joined().filter { $0.isMember == isMember }.map(\.name)
  }
}
