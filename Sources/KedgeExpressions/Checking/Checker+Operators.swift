extension Checker {
  mutating func checkBinary(
    _ operation: BinaryOperator,
    _ left: SyntaxNode,
    _ right: SyntaxNode,
    _ range: SourceRange
  ) -> CheckedNode {
    let operands = [check(left), check(right)]
    let type: ExpressionType
    if mixesNumbers(operation, operands) {
      type = .bool
    } else {
      let overloads = StandardOverloads.overloads(of: operation, dialect: environment.dialect)
      type = resolve(operation.text, overloads, operands, at: range)
    }
    if case .relation(let relation) = operation, relation.isEquality {
      rejectComparedObjects(operands)
    }
    return make(.binary(operation, operands[0], operands[1]), type, range)
  }

  /// Whether numbers of different types meet in `==`, `!=` or `in`, which rules allow.
  private func mixesNumbers(_ operation: BinaryOperator, _ operands: [CheckedNode]) -> Bool {
    guard environment.dialect == .rules, case .relation(let relation) = operation else {
      return false
    }
    if relation.isEquality { return operands.allSatisfy { type(of: $0).isNumber } }
    return relation == .within && mixedMembership(operands)
  }

  /// Whether a number is sought among numbers of another type, which rules allow.
  private func mixedMembership(_ operands: [CheckedNode]) -> Bool {
    guard type(of: operands[0]).isNumber else { return false }
    if case .list(let element) = type(of: operands[1]) {
      return bindings.resolved(element).isNumber
    }
    if case .map(let key, _) = type(of: operands[1]) { return bindings.resolved(key).isNumber }
    return false
  }

  /// Two objects would compare as handles, which says nothing about what they hold.
  private mutating func rejectComparedObjects(_ operands: [CheckedNode]) {
    let bothObjects = operands.allSatisfy {
      if case .object = type(of: $0) { true } else { false }
    }
    if bothObjects { _ = reportObject(operands) }
  }

  /// The result of the overload that takes the operands, after noting a finding if none does.
  mutating func resolve(
    _ name: String,
    _ overloads: [OperatorOverload],
    _ operands: [CheckedNode],
    at range: SourceRange
  ) -> ExpressionType {
    let candidates = overloads.map {
      Candidate(parameters: $0.parameters, result: $0.result, variables: $0.variables)
    }
    // `1 + 1u` has no double to convert to.
    let isMixed = operands.count == 2 && !operands.contains { type(of: $0) == .double }
    let promotes = environment.dialect == .rules && !isMixed
    if let match = match(candidates, operands, promotes: promotes) { return match.result }
    guard !reportObject(operands) else { return .dynamic }
    let types = operands.map { type(of: $0).description }
    let message =
      types.count == 1
      ? "`\(name)` does not take \(types[0])"
      : "`\(name)` does not take \(types.joined(separator: " and "))"
    report(message, suggestion: conversionHint(operands), at: range)
    return .dynamic
  }

  private func conversionHint(_ operands: [CheckedNode]) -> String? {
    let types = operands.map { type(of: $0) }
    guard types.count == 2, types[0] != types[1], types.allSatisfy(\.isNumber),
      let target = types.contains(.double) ? ExpressionType.double : types.first,
      let operand = operands.first(where: { type(of: $0) != target })
    else { return nil }
    return "write `\(target)(\(source.text(of: operand.range)))`"
  }

  /// The types of one overload while it is tried.
  struct Candidate {
    let parameters: [ExpressionType]
    let result: ExpressionType
    let variables: Int
  }

  /// Finds the candidates that take the arguments.
  ///
  /// They are tried exactly at first, then, where `promotes` is set, with ints and uints taken as
  /// doubles. When several fit because of `dyn`, their common result is the answer, else `dyn`.
  ///
  /// - Returns: the position of the first candidate and the type of the result.
  mutating func match(
    _ candidates: [Candidate],
    _ arguments: [CheckedNode],
    promotes: Bool
  ) -> (position: Int, result: ExpressionType)? {
    let types = arguments.map { type(of: $0) }
    if let exact = match(candidates, types, promotes: false) { return exact }
    return promotes ? match(candidates, types, promotes: true) : nil
  }

  private mutating func match(
    _ candidates: [Candidate],
    _ arguments: [ExpressionType],
    promotes: Bool
  ) -> (position: Int, result: ExpressionType)? {
    var matches: [(position: Int, result: ExpressionType, bindings: TypeBindings)] = []
    for (position, candidate) in candidates.enumerated() {
      var trial = bindings
      let types = trial.instantiate(
        candidate.parameters + [candidate.result],
        variables: candidate.variables
      )
      guard candidate.parameters.count == arguments.count,
        zip(types, arguments).allSatisfy({ accepts($0, $1, promotes, &trial) })
      else { continue }
      matches.append((position, trial.resolved(types[arguments.count]), trial))
    }
    guard let first = matches.first else { return nil }
    if matches.count == 1 {
      bindings = first.bindings
      return (first.position, first.result)
    }
    // Without `dyn` among the arguments the first overload is the narrowest.
    let isDecided = !arguments.contains { bindings.isOpen($0) }
    let isCommon = isDecided || matches.allSatisfy { $0.result == first.result }
    return (first.position, isCommon ? first.result : .dynamic)
  }

  private func accepts(
    _ parameter: ExpressionType,
    _ argument: ExpressionType,
    _ promotes: Bool,
    _ trial: inout TypeBindings
  ) -> Bool {
    if promotes, parameter == .double, argument.isNumber { return true }
    return trial.unify(parameter, argument)
  }
}
