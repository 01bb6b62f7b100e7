extension Checker {
  mutating func checkCall(_ call: SyntaxCall, _ range: SourceRange) -> CheckedNode {
    if let receiver = call.receiver, let qualified = qualifiedName(call.name, after: receiver) {
      return resolveCall(qualified, call, receiver: nil, range)
    }
    return resolveCall(call.name, call, receiver: call.receiver.map { check($0) }, range)
  }

  /// The dotted name of a function when the receiver is not a value but the first part of it.
  private func qualifiedName(_ name: String, after receiver: SyntaxNode) -> String? {
    guard let path = path(of: receiver), local(path) == nil else { return nil }
    let qualified = "\(path.text).\(name)"
    return environment.overloads(named: qualified, isMember: false).isEmpty ? nil : qualified
  }

  private mutating func resolveCall(
    _ name: String,
    _ call: SyntaxCall,
    receiver: CheckedNode?,
    _ range: SourceRange
  ) -> CheckedNode {
    let receiverCall = receiver.flatMap { receiver in
      calls.lastIndex { $0.range == receiver.range }
    }
    let arguments = (receiver.map { [$0] } ?? []) + call.arguments.map { check($0) }
    let overloads = environment.overloads(named: name, isMember: receiver != nil)
    guard !overloads.isEmpty else { return unknownFunction(name, call, receiver, range) }
    let candidates = overloads.map {
      Candidate(parameters: $0.parameters, result: $0.result, variables: $0.variables)
    }
    let match = match(candidates, arguments, promotes: environment.dialect == .rules)
    if match == nil { reportMismatch(name, overloads, arguments, receiver, call, range) }
    let overload = match.map { overloads[$0.position] } ?? fallback(overloads, arguments.count)
    let result = match?.result ?? .dynamic
    switch overload.target {
    case .standard(let function):
      return standardCall(function, arguments, result, range)
    case .host(let position):
      let site = HostSite(
        function: position,
        nameRange: call.nameRange,
        receiver: receiver,
        receiverCall: receiverCall,
        arguments: Array(arguments.dropFirst(receiver == nil ? 0 : 1))
      )
      return hostCall(site, result, range)
    }
  }

  /// For an unchecked call: evaluation sees the types and decides.
  private func fallback(_ overloads: [Overload], _ count: Int) -> Overload {
    overloads.first { $0.parameters.count == count } ?? overloads[0]
  }

  private mutating func standardCall(
    _ function: StandardFunction,
    _ arguments: [CheckedNode],
    _ result: ExpressionType,
    _ range: SourceRange
  ) -> CheckedNode {
    guard function == .text(.matches), arguments.count == 2,
      case .string(let text)? = arguments[1].literal
    else { return make(.standard(function, arguments), result, range) }
    do {
      let pattern = try Pattern(text, statesMax: environment.limits.patternStates)
      return make(.matches(arguments[0], pattern), result, range)
    } catch {
      report("the pattern is not usable: \(error.message)", at: arguments[1].range)
      return make(.failure(error.located(at: arguments[1].range)), result, range)
    }
  }

  private struct HostSite {
    let function: Int
    let nameRange: SourceRange
    let receiver: CheckedNode?
    let receiverCall: Int?
    let arguments: [CheckedNode]
  }

  private mutating func hostCall(
    _ site: HostSite,
    _ result: ExpressionType,
    _ range: SourceRange
  ) -> CheckedNode {
    let declaration = environment.functions[site.function]
    var arguments: [CallSite.Argument] = []
    for (parameter, argument) in zip(declaration.parameters, site.arguments) {
      if parameter.mustBeConstant, argument.literal == nil {
        report(
          "\(parameter.name) of `\(declaration.name)` must be a constant \(parameter.type)",
          at: argument.range
        )
      }
      let constant = constant(argument, for: parameter.type)
      arguments.append(CallSite.Argument(constant: constant, range: argument.range))
    }
    calls.append(
      CallSite(
        function: site.function,
        name: declaration.name,
        receiver: site.receiverCall,
        arguments: arguments,
        range: range,
        nameRange: site.nameRange
      )
    )
    let call = CheckedCall(
      function: site.function,
      name: declaration.name,
      receiver: site.receiver,
      arguments: site.arguments
    )
    return make(.host(call), result, range)
  }

  private mutating func constant(_ node: CheckedNode, for type: ExpressionType) -> Value? {
    guard let value = node.literal else { return nil }
    guard type == .double, environment.dialect == .rules else { return value }
    do {
      return try Arithmetic(dialect: .rules).promoted(value)
    } catch {
      report(error.message, suggestion: "write it with a decimal point", at: node.range)
      return value
    }
  }
}

extension Checker {
  private mutating func unknownFunction(
    _ name: String,
    _ call: SyntaxCall,
    _ receiver: CheckedNode?,
    _ range: SourceRange
  ) -> CheckedNode {
    let isMember = receiver != nil
    // A receiver that is itself a finding needs no second one.
    if receiver.map({ !isFailure($0) }) ?? true {
      let other = environment.overloads(named: name, isMember: !isMember)
      let hint = isMember ? nil : environment.hints[name]
      let suggestion =
        other.isEmpty
        ? hint
          ?? NameSuggestion.suggestion(
            for: name,
            among: environment.functionNames(isMember: isMember).sorted()
          )
        : isMember ? "call it as `\(name)(...)`" : "call it as `x.\(name)(...)`"
      report(
        "no \(isMember ? "member function" : "function") `\(name)`",
        suggestion: suggestion,
        at: call.nameRange
      )
    }
    let error = EvaluationError(.noSuchFunction, "no function `\(name)`", range: range)
    return make(.failure(error), .dynamic, range)
  }

  private func isFailure(_ node: CheckedNode) -> Bool {
    if case .failure = node.kind { true } else { false }
  }

  private mutating func reportMismatch(
    _ name: String,
    _ overloads: [Overload],
    _ arguments: [CheckedNode],
    _ receiver: CheckedNode?,
    _ call: SyntaxCall,
    _ range: SourceRange
  ) {
    let takesObject = overloads.contains { overload in
      overload.parameters.contains { if case .object = $0 { true } else { false } }
    }
    if !takesObject, reportObject(arguments) { return }
    let types = arguments.map { type(of: $0).description }
    let given = types.dropFirst(receiver == nil ? 0 : 1).joined(separator: ", ")
    let owner = receiver == nil ? "" : "\(types[0])."
    let signatures = overloads.map { overload in
      let parameters = overload.parameters.map(\.description)
      let rest = parameters.dropFirst(overload.isMember ? 1 : 0).joined(separator: ", ")
      return "`\(overload.isMember ? parameters[0] + "." : "")\(name)(\(rest))`"
    }
    report(
      "no `\(owner)\(name)(\(given))`",
      suggestion: "there is \(signatures.joined(separator: ", "))",
      at: range
    )
  }
}
