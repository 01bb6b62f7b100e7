/// The outcome of one evaluation and what it cost.
public struct Evaluation: Equatable, Sendable {
  /// Value, error or unknown.
  public let outcome: Outcome

  /// Cost units spent, at most the budget.
  public let cost: Int
}

extension CheckedExpression {
  /// Evaluates the expression.
  ///
  /// A unit of cost is spent for each node evaluated and each element visited, for each started ten
  /// bytes of text that a function or comparison reads, for each byte or element of a
  /// concatenation, and for a pattern the bytes searched times its started 64 states. When the
  /// budget is used up, the outcome is the error `costExceeded`, whatever stands around.
  ///
  /// - Parameters:
  ///   - host: Answers for variables, functions and objects.
  ///   - budget: Cost units that may be spent.
  ///   - timeZones: Answers for named time zones.
  /// - Returns: the outcome and the cost units spent.
  /// - Complexity: O(budget), plus the time of the host.
  public func evaluate(
    with host: some Host,
    budget: Int,
    timeZones: TimeZones = .fixedOffsetsOnly
  ) -> Evaluation {
    var evaluator = Evaluator(
      host: host,
      environment: environment,
      timeZones: timeZones,
      budget: budget
    )
    let outcome = evaluator.run(root)
    return Evaluation(outcome: outcome, cost: budget - evaluator.remaining)
  }

  /// Evaluates the expression and reports what every part of it gave.
  ///
  /// - Parameters:
  ///   - host: Answers for variables, functions and objects.
  ///   - budget: Cost units that may be spent.
  ///   - timeZones: Answers for named time zones.
  /// - Returns: the tree of parts; its root has the outcome of the whole.
  public func explain(
    with host: some Host,
    budget: Int,
    timeZones: TimeZones = .fixedOffsetsOnly
  ) -> Explanation {
    var evaluator = Evaluator(
      host: host,
      environment: environment,
      timeZones: timeZones,
      budget: budget
    )
    evaluator.trace = [Outcome?](repeating: nil, count: types.count)
    let outcome = evaluator.run(root)
    var trace = evaluator.trace ?? []
    // A run over its budget leaves the root without an outcome of its own.
    trace[root.id] = outcome
    return explanation(of: root, trace)
  }

  private func explanation(of node: CheckedNode, _ trace: [Outcome?]) -> Explanation {
    Explanation(
      range: node.range,
      text: text(of: node.range),
      type: types[node.id],
      outcome: trace[node.id],
      parts: node.children.map { explanation(of: $0, trace) }
    )
  }
}

/// What a part of an expression gave, with the parts below it.
public struct Explanation: Equatable, Sendable {
  /// Where the part stands.
  public let range: SourceRange

  /// Its text.
  public let text: String

  /// Its type.
  public let type: ExpressionType

  /// What it gave, or `nil` when it was not evaluated because the answer was known without it.
  ///
  /// Inside a comprehension it is the outcome for the element visited last.
  public let outcome: Outcome?

  /// The parts directly below, in the order of the text.
  public let parts: [Explanation]
}
