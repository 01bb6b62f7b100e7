import KedgeExpressions

extension Vocabulary {
  /// The names that `metric` knows: of classes, of scores, of numbers.
  static let metrics = [
    "accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc",
    "precision.macro", "recall.macro", "f1.macro", "roc_auc", "average_precision", "brier",
    "log_loss", "calibration_error", "mae", "mse", "rmse", "mape", "rmsle", "r2", "mrr",
    "ndcg@10", "hit@10",
  ]

  /// The names that `estimated` knows.
  static let estimatedMetrics = [
    "accuracy", "precision", "recall", "specificity", "f1", "roc_auc", "mae",
  ]

  /// What to write where a name of an indicator of the series is taken for that of a metric.
  static func hint(forMetric name: String, among known: [String]) -> String? {
    let isOfSeries = indicatorFunctions.contains {
      $0.source == .ofSeries && $0.declaration.name == name
    }
    return isOfSeries ? "write `\(name)()`" : Diagnostic.suggestion(for: name, among: known)
  }

  /// What to write for a name that is no function.
  static var hints: [String: String] {
    Dictionary(uniqueKeysWithValues: metrics.map { ($0, "write `metric(\"\($0)\")`") })
  }

  private static let feature = ParameterDeclaration("feature", .string, mustBeConstant: true)
  private static let name = ParameterDeclaration("name", .string, mustBeConstant: true)
  private static let share = ParameterDeclaration("q", .double, mustBeConstant: true)

  private static func indicator(
    _ name: String,
    _ parameters: [ParameterDeclaration],
    from source: VocabularyFunction.Source,
    _ summary: String = "",
    result: String = ObjectName.indicator,
    note: String = "",
    isAvailable: Bool = true
  ) -> VocabularyFunction {
    VocabularyFunction(
      declaration: FunctionDeclaration(name, parameters, result: .object(result), note: note),
      source: source,
      summary: summary,
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

  private static let ofFeature: KeyValuePairs = [
    "psi": "population stability index, in nats: 0.1 is small, 0.25 large",
    "js": "Jensen-Shannon distance, 0 to 1",
    "hellinger": "Hellinger distance, 0 to 1",
    "ks": "largest difference of the distribution functions, 0 to 1",
    "wasserstein": "earth mover's distance, in standard deviations of the baseline",
    "cramers_v": "Cramer's V of baseline and window, 0 to 1",
    "chi2": "chi-square statistic of two samples",
    "embedding_shift": "distance of the mean of a vector, in standard deviations of the baseline",
    "ngram_drift": "stability index of runs of three characters of a text, in nats",
    "l_infinity": "largest change of the share of a category, 0 to 1",
    "unseen": "share of values that the baseline does not have",
    "out_of_range": "share of numbers outside the baseline's range, widened by a tenth",
    "missing": "share of records without the feature",
    "mean": "mean of a number",
    "rate": "share of records in which a boolean is true",
    "count": "records that have the feature",
    "change": "a lasting change of mean, spread or rate, in sd; of names, share of new ones",
  ]

  static let indicatorFunctions: [VocabularyFunction] =
    ofFeature.map { indicator($0.key, [feature], from: .ofFeature, $0.value) }
    + [
      indicator(
        "drift",
        [feature],
        from: .drift,
        "psi of a number, cramers_v of a category, embedding_shift of a vector, ngram_drift of a text"
      ),
      indicator("quality", [name], from: .quality, "the metric or feedback of that name"),
      indicator(
        "metric",
        [name],
        from: .metric,
        "of labels and ranks: \(metrics.joined(separator: " "))"
      ),
      indicator(
        "estimated",
        [name],
        from: .estimated,
        "without labels, from scores and features: \(estimatedMetrics.joined(separator: " "))"
      ),
      indicator(
        "feedback",
        [name],
        from: .feedback,
        "share or mean of the feedback of that name",
        result: ObjectName.feedback
      ),
      indicator("quantile", [feature, share], from: .quantile(field: nil), "quantile of a number"),
      indicator(
        "latency",
        [share],
        from: .quantile(field: "duration"),
        "quantile of duration, in seconds",
        note: "in seconds"
      ),
      indicator(
        "ttft",
        [share],
        from: .quantile(field: "ttft"),
        "quantile of the time to the first token, in seconds",
        note: "in seconds"
      ),
      indicator("error_rate", [], from: .ofSeries, "share of records with status error"),
      indicator("refusal_rate", [], from: .rate(field: "refusal"), "share of answers that refuse"),
      indicator("empty_rate", [], from: .rate(field: "output.empty"), "share of empty answers"),
      indicator("truncation_rate", [], from: .ofSeries, "share of answers cut off by their length"),
      indicator(
        "tokens_in",
        [],
        from: .ofSeries,
        "tokens per second that came in",
        note: "per second"
      ),
      indicator("tokens_out", [], from: .ofSeries, "tokens per second made", note: "per second"),
      indicator("labelled_share", [], from: .ofSeries, "share of records that have a label"),
      indicator("records", [], from: .ofSeries, "records per second", note: "per second"),
    ]
    + [
      missing("per_token", [share]), missing("error_rate", [name]),
      missing("label_delay", [share]), missing("label_bias"), missing("evaluation", [name]),
      missing("gate", [name]), missing("compare", [name], result: ObjectName.comparison),
      missing("gap", [name, name], result: ObjectName.comparison), missing("cost"),
      missing("cost_per_request"), missing("identity", result: ObjectName.identity),
    ]

  static let valueFunctions: [VocabularyFunction] = [
    value("silence", [], "time since the last record; for `kind: data_missing`", result: .duration),
    value(
      "model_silence",
      [],
      "time since the last record of any version; for `kind: data_missing`",
      result: .duration
    ),
    value(
      "version_changed",
      [],
      "whether what the records name as their origin is new",
      result: .bool
    ),
    value(
      "drifted",
      [ParameterDeclaration("kind", .string, mustBeConstant: true)],
      "features in breach of that indicator",
      result: .list(.string)
    ),
    value("burn", [name, name, name], result: .double, isAvailable: false),
    value("budget_left", [name], result: .double, isAvailable: false),
    value(
      "spend",
      [ParameterDeclaration("span", .duration)],
      result: .double,
      isAvailable: false
    ),
  ]

  private static func value(
    _ name: String,
    _ parameters: [ParameterDeclaration] = [],
    _ summary: String = "",
    result: ExpressionType,
    isAvailable: Bool = true
  ) -> VocabularyFunction {
    VocabularyFunction(
      declaration: FunctionDeclaration(name, parameters, result: result),
      source: .other,
      summary: summary,
      isAvailable: isAvailable
    )
  }

  private static let proofs: KeyValuePairs = [
    "above": "at or above the limit, and proved to have risen",
    "below": "at or below the limit, and proved to have fallen",
    "rose": "at least that much above the baseline, and proved",
    "fell": "at least that much below the baseline, and proved",
  ]

  static let memberFunctions: [VocabularyFunction] =
    [ObjectName.indicator, ObjectName.feedback, ObjectName.comparison].flatMap { object in
      proofs.map { name, summary in
        member(
          name,
          of: object,
          [ParameterDeclaration("limit", .double)],
          summary,
          result: .bool
        )
      } + [member("ratio", of: object, [], "the value over that of the baseline", result: .double)]
    }

  private static func member(
    _ name: String,
    of object: String,
    _ parameters: [ParameterDeclaration],
    _ summary: String,
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
      summary: summary,
      // Nothing that is there answers a comparison.
      isAvailable: object != ObjectName.comparison
    )
  }
}
