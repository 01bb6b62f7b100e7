/// An expression that is ready to be evaluated.
public struct CheckedExpression: Sendable {
  /// The type of its value.
  public var type: ExpressionType { types[root.id] }

  /// All calls of functions of the host, each after the calls inside it.
  public let calls: [CallSite]

  /// The expression printed in one fixed way, whatever spaces, comments, quotes, number notation
  /// and needless brackets the source has; made for hashing and comparing.
  public let canonicalText: String

  let source: SourceText
  let syntax: SyntaxNode
  let root: CheckedNode
  let types: [ExpressionType]
  let environment: Environment

  init(
    source: SourceText,
    syntax: SyntaxNode,
    root: CheckedNode,
    types: [ExpressionType],
    calls: [CallSite],
    environment: Environment
  ) {
    self.source = source
    self.syntax = syntax
    self.root = root
    self.types = types
    self.calls = calls
    self.environment = environment
    canonicalText = CanonicalPrinter.text(of: syntax)
  }

  /// Whether the value cannot depend on the host: no variable and no call is in it.
  public var isConstant: Bool {
    variables.isEmpty && calls.isEmpty
  }

  /// Names of the variables of the host that the expression reads, in order of the text, each once.
  public var variables: [String] {
    var names: [String] = []
    var pending = [root]
    while let node = pending.popLast() {
      if case .variable(let name) = node.kind, !names.contains(name) { names.append(name) }
      pending += node.children.reversed()
    }
    return names
  }

  /// The text of a part of the expression.
  public func text(of range: SourceRange) -> String {
    source.text(of: range)
  }

  /// Makes a located finding of the host's own, for example about a feature nobody declared.
  ///
  /// - Parameters:
  ///   - message: What is wrong.
  ///   - suggestion: What to do, if that is known.
  ///   - range: The part of this expression it is about.
  /// - Returns: the finding, with line and column.
  public func diagnostic(
    _ message: String,
    suggestion: String? = nil,
    at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(message, suggestion: suggestion, at: range, in: source)
  }
}

extension CheckedExpression: Equatable {
  /// Whether both have the same canonical text and mean the same by it; layout does not count.
  public static func == (left: CheckedExpression, right: CheckedExpression) -> Bool {
    left.canonicalText.utf8.elementsEqual(right.canonicalText.utf8)
      && left.type == right.type
      && left.environment.dialect == right.environment.dialect
      && left.environment.limits == right.environment.limits
      && left.environment.variables == right.environment.variables
      && left.environment.functions == right.environment.functions
      && left.environment.objects == right.environment.objects
  }
}

extension Diagnostic {
  /// Proposes the name somebody may have meant.
  ///
  /// - Parameters:
  ///   - name: What was written.
  ///   - candidates: What exists.
  /// - Returns: "did you mean `x`?", or `nil` when no candidate is near.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    NameSuggestion.suggestion(for: name, among: candidates)
  }
}
