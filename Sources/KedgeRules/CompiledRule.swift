public import KedgeExpressions

/// A rule whose expressions have been checked.
///
/// A class, since every judgement of a window hands it on.
public final class CompiledRule: Equatable, Sendable {
  /// The envelope.
  public let rule: Rule
  /// The condition.
  public let when: CheckedExpression
  /// The condition for resolving; `nil` stands for "not `when`".
  public let clear: CheckedExpression?
  /// What must hold for the event to leave.
  public let require: CheckedExpression?
  /// The event's sentence.
  public let message: CheckedExpression?
  /// Sub-expressions by name, in order.
  public let variables: [CompiledVariable]
  /// The calls of all expressions.
  public let calls: [CallSite]
  /// Whether it asks of nothing but silence, so that any pane that ends can be judged by it.
  public let asksOfSilenceOnly: Bool

  /// Checks a rule.
  ///
  /// - Throws: all findings of the first expression that has any.
  public init(_ rule: Rule) throws(RuleError) {
    self.rule = rule
    let known = try CompiledRule.compile(rule.variables)
    variables = known
    when = try CompiledRule.check(rule.when, known, expecting: .bool)
    clear = try rule.clear.map { text throws(RuleError) in
      try CompiledRule.check(text, known, expecting: .bool)
    }
    require = try rule.require.map { text throws(RuleError) in
      try CompiledRule.check(text, known, expecting: .bool)
    }
    message = try rule.message.map { text throws(RuleError) in
      try CompiledRule.check(text, known, expecting: .string)
    }
    let expressions = [when] + [clear, require, message].compactMap(\.self)
    let all = expressions + known.map(\.expression)
    calls = all.flatMap(\.calls)
    asksOfSilenceOnly =
      rule.kind == .dataMissing && !when.calls.isEmpty
      && calls.allSatisfy { $0.name.hasSuffix("silence") }
      && !all.flatMap(\.variables).contains("window")
  }

  /// Whether both were made of equal rules: everything else follows from them.
  public static func == (left: CompiledRule, right: CompiledRule) -> Bool {
    left.rule == right.rule
  }

  /// Shares asked of quantiles beside 0.5, 0.95 and 0.99.
  public var quantileShares: [Double] {
    calls.compactMap { call in
      guard case .quantile = Vocabulary.functions[call.function].source,
        case .double(let share)? = call.arguments.last?.constant
      else { return nil }
      return share
    }
  }

  /// Features whose shifts are asked for; `*` for all.
  public var shiftFeatures: [String] { features(of: "change") }

  /// Features whose range is watched; `*` for all.
  public var rangeFeatures: [String] { features(of: "out_of_range") }

  private func features(of function: String) -> [String] {
    calls.compactMap { call in
      guard Vocabulary.functions[call.function].declaration.name == function,
        case .string(let feature)? = call.arguments.first?.constant
      else { return nil }
      return feature
    }
  }

  /// Whether it asks what labels will say.
  public var asksForEstimates: Bool {
    calls.contains { call in
      if case .estimated = Vocabulary.functions[call.function].source { true } else { false }
    }
  }

  /// Columns of vectors that are read by a function of all of them.
  private static let vectors = [
    "embedding_shift": ["embedding"], "ngram_drift": ["input.ngrams", "output.ngrams"],
  ]

  /// Whether it reads vectors.
  public var asksForVectors: Bool {
    !features.isDisjoint(with: CompiledRule.vectors.values.joined())
  }

  /// Features that it asks for; `*` for all.
  public var features: Set<String> {
    var features: Set<String> = []
    for call in calls {
      switch Vocabulary.functions[call.function].source {
      case .ofFeature, .drift, .quantile(field: nil):
        guard case .string(let name)? = call.arguments.first?.constant else { continue }
        features.insert(name)
        if name == "*" { features.formUnion(CompiledRule.vectors[call.name] ?? []) }
        // The texts themselves are no feature; how they are written is.
        if ["drift", "ngram_drift"].contains(call.name), ["input", "output"].contains(name) {
          features.insert(name + ".ngrams")
        }
      case .rate(let field), .quantile(field: let field?): features.insert(field)
      case .other:
        guard call.name == "drifted", case .string(let kind)? = call.arguments.first?.constant
        else { continue }
        features.formUnion(CompiledRule.vectors[kind] ?? [])
      case .ofSeries, .quality, .metric, .estimated, .feedback, .member: break
      }
    }
    return features
  }

  /// What decides: the checked text of the expressions and the envelope that matters for decisions.
  public var decisiveText: String {
    let rule = rule
    let envelope: [String] = [
      rule.name, rule.match.model.pattern, rule.match.version.pattern,
      rule.match.roles.map(\.rawValue).sorted().joined(separator: ","),
      // Keys and globs may hold any printable character.
      rule.match.segment.map { "\($0.key)\u{1D}\($0.value.pattern)" }.joined(separator: "\u{1E}"),
      String(rule.match.eachSegment), rule.window.map { "\($0)" } ?? "",
      "\(rule.hold)", "\(rule.keep)", rule.minSamples.map(String.init) ?? "",
      String(rule.finalOnly), rule.proof.rawValue, "\(rule.weight)", rule.kind.rawValue,
      String(rule.holdUnknown), String(rule.cooldownNanoseconds), String(rule.perDayMax),
      rule.action.type.rawValue, rule.action.to,
    ]
    let texts =
      [when, clear, require].map { $0?.canonicalText ?? "" }
      + variables.map { "\($0.name)=\($0.expression.canonicalText)" }
    return (envelope + texts).joined(separator: "\u{1F}")
  }

  private static func compile(
    _ variables: [RuleVariable]
  ) throws(RuleError) -> [CompiledVariable] {
    var compiled: [CompiledVariable] = []
    for variable in variables {
      let expression = try check(variable.expression, compiled, expecting: nil)
      compiled.append(CompiledVariable(name: variable.name, expression: expression))
    }
    return compiled
  }

  /// Checks one expression of a rule: grammar, types, and that everything it names is there.
  private static func check(
    _ text: RuleText,
    _ known: [CompiledVariable],
    expecting type: ExpressionType?
  ) throws(RuleError) -> CheckedExpression {
    let expression: CheckedExpression
    do {
      expression = try Vocabulary.environment(known).check(text.text, expecting: type)
    } catch {
      throw RuleError(text: text, findings: error.findings)
    }
    var findings: [Diagnostic] = []
    for call in expression.calls where !Vocabulary.functions[call.function].isAvailable {
      findings.append(
        expression.diagnostic("`\(call.name)` is not available yet", at: call.nameRange)
      )
    }
    for call in expression.calls {
      let known: [String]
      switch Vocabulary.functions[call.function].source {
      case .metric: known = Vocabulary.metrics
      case .estimated: known = Vocabulary.estimatedMetrics
      default: continue
      }
      guard let argument = call.arguments.first, case .string(let name)? = argument.constant,
        !known.contains(name)
      else { continue }
      let hint = Vocabulary.hint(forMetric: name, among: known)
      findings.append(
        expression.diagnostic("no metric `\(name)`", suggestion: hint, at: argument.range)
      )
    }
    for call in expression.calls {
      guard case .quantile = Vocabulary.functions[call.function].source,
        let argument = call.arguments.last, case .double(let share)? = argument.constant,
        !(share > 0 && share < 1)
      else { continue }
      findings.append(
        expression.diagnostic("a quantile lies between 0 and 1", at: argument.range)
      )
    }
    for name in expression.variables where !Vocabulary.isAvailable(variable: name) {
      let whole = SourceRange(start: 0, end: text.text.unicodeScalars.count)
      findings.append(expression.diagnostic("`\(name)` is not available yet", at: whole))
    }
    guard findings.isEmpty else { throw RuleError(text: text, findings: findings) }
    return expression
  }
}

/// A named sub-expression that has been checked.
public struct CompiledVariable: Equatable, Sendable {
  /// Its name.
  public let name: String
  /// Its expression.
  public let expression: CheckedExpression

  /// The name by which expressions use it.
  public var fullName: String { "variables.\(name)" }
}

/// Why a rule does not load.
public struct RuleError: Error, Equatable, Sendable {
  /// The expression at fault.
  public let text: RuleText
  /// What is wrong with it.
  public let findings: [Diagnostic]
}
