import KedgeExpressions

extension Vocabulary {
  private static let feature = ParameterDeclaration("feature", .string, mustBeConstant: true)
  private static let name = ParameterDeclaration("name", .string, mustBeConstant: true)
  private static let share = ParameterDeclaration("q", .double, mustBeConstant: true)

  private static func indicator(
    _ name: String,
    _ parameters: [ParameterDeclaration],
    from source: VocabularyFunction.Source,
    result: String = ObjectName.indicator,
    note: String = "",
    isAvailable: Bool = true
  ) -> VocabularyFunction {
    VocabularyFunction(
      declaration: FunctionDeclaration(name, parameters, result: .object(result), note: note),
      source: source,
      isAvailable: isAvailable
    )
  }

  private static func missing(
    _ name: String,
    _ parameters: [ParameterDeclaration] = [],
    result: String = ObjectName.indicator
  ) -> VocabularyFunction {
    indicator(name, parameters, from: .other, result: result, isAvailable: false)
  }

  static let indicatorFunctions: [VocabularyFunction] =
    [
      "psi", "js", "hellinger", "ks", "wasserstein", "cramers_v", "chi2", "l_infinity", "unseen",
      "missing", "mean", "rate", "count", "change",
    ].map { indicator($0, [feature], from: .ofFeature) }
    + [
      indicator("drift", [feature], from: .drift),
      indicator("quality", [name], from: .quality),
      indicator("metric", [name], from: .metric),
      indicator("feedback", [name], from: .feedback, result: ObjectName.feedback),
      indicator("quantile", [feature, share], from: .quantile(field: nil)),
      indicator("latency", [share], from: .quantile(field: "duration"), note: "in seconds"),
      indicator("ttft", [share], from: .quantile(field: "ttft"), note: "in seconds"),
      indicator("error_rate", [], from: .ofSeries),
      indicator("labelled_share", [], from: .ofSeries),
      indicator("records", [], from: .ofSeries, note: "per second"),
    ]
    + [
      missing("ngram_drift", [feature]), missing("embedding_shift", [feature]),
      missing("out_of_range", [feature]),
      missing("per_token", [share]), missing("error_rate", [name]), missing("refusal_rate"),
      missing("truncation_rate"), missing("empty_rate"), missing("tokens_in"),
      missing("tokens_out"), missing("estimated", [name]),
      missing("label_delay", [share]), missing("label_bias"), missing("evaluation", [name]),
      missing("gate", [name]), missing("compare", [name], result: ObjectName.comparison),
      missing("gap", [name, name], result: ObjectName.comparison), missing("cost"),
      missing("cost_per_request"), missing("identity", result: ObjectName.identity),
    ]

  static let valueFunctions: [VocabularyFunction] = [
    value("silence", result: .duration, isAvailable: true),
    value("model_silence", result: .duration, isAvailable: true),
    value("version_changed", result: .bool, isAvailable: true),
    value(
      "drifted",
      [ParameterDeclaration("kind", .string, mustBeConstant: true)],
      result: .list(.string),
      isAvailable: true
    ),
    value("burn", [name, name, name], result: .double),
    value("budget_left", [name], result: .double),
    value("spend", [ParameterDeclaration("span", .duration)], result: .double),
  ]

  private static func value(
    _ name: String,
    _ parameters: [ParameterDeclaration] = [],
    result: ExpressionType,
    isAvailable: Bool = false
  ) -> VocabularyFunction {
    VocabularyFunction(
      declaration: FunctionDeclaration(name, parameters, result: result),
      source: .other,
      isAvailable: isAvailable
    )
  }

  static let memberFunctions: [VocabularyFunction] =
    [ObjectName.indicator, ObjectName.feedback, ObjectName.comparison].flatMap { object in
      ["above", "below", "rose", "fell"].map { name in
        member(name, of: object, [ParameterDeclaration("limit", .double)], result: .bool)
      } + [member("ratio", of: object, [], result: .double)]
    }

  private static func member(
    _ name: String,
    of object: String,
    _ parameters: [ParameterDeclaration],
    result: ExpressionType
  ) -> VocabularyFunction {
    VocabularyFunction(
      declaration: FunctionDeclaration(
        name,
        receiver: .object(object),
        parameters,
        result: result
      ),
      source: .member,
      isAvailable: true
    )
  }
}
