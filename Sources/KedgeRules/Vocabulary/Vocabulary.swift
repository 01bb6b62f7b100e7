public import KedgeExpressions

/// What rules may speak about: the names of RULES section 3, with their types.
public enum Vocabulary {
  /// Names of the object types.
  public enum ObjectName {
    /// One number about one series.
    public static let indicator = "Indicator"
    /// An indicator of judgements.
    public static let feedback = "Feedback"
    /// An indicator of two versions.
    public static let comparison = "Comparison"
    /// The series that is judged.
    public static let series = "Series"
    /// The window that is judged.
    public static let window = "Window"
    /// The baseline of the model.
    public static let baseline = "Baseline"
    /// The newest deployment of the model.
    public static let deployment = "Deployment"
    /// What tells an undeclared change.
    public static let identity = "Identity"
  }

  /// The environment in which the expressions of a rule are checked.
  ///
  /// - Parameter known: The rule's own variables that an expression may use.
  /// - Returns: the names and their types.
  static func environment(_ known: [CompiledVariable] = []) -> Environment {
    let own = known.map { VariableDeclaration($0.fullName, $0.expression.type) }
    return Environment(
      variables: variables + own,
      functions: functions.map(\.declaration),
      objects: objects,
      hints: hints
    )
  }

  /// What is known of a function by its position in the environment.
  public static let functions: [VocabularyFunction] =
    indicatorFunctions + valueFunctions + memberFunctions

  /// Names whose data Kedge does not compute yet; rules that use them are refused.
  static func isAvailable(variable name: String) -> Bool {
    name != "deployment"
  }

  private static let variables = [
    VariableDeclaration("series", .object(ObjectName.series)),
    VariableDeclaration("window", .object(ObjectName.window)),
    VariableDeclaration("baseline", .object(ObjectName.baseline)),
    VariableDeclaration("deployment", .object(ObjectName.deployment)),
    VariableDeclaration("now", .timestamp),
  ]

  private static let indicatorFields = [
    FieldDeclaration("value", .double), FieldDeclaration("lower", .double),
    FieldDeclaration("upper", .double), FieldDeclaration("baseline", .double),
    FieldDeclaration("effect", .double), FieldDeclaration("n", .int),
    FieldDeclaration("verdict", .string), FieldDeclaration("reason", .string),
    FieldDeclaration("breach", .bool), FieldDeclaration("final", .bool),
  ]

  private static let hint = "compare its field, e.g. `.value > 1.5` or `.above(1.5)`"

  private static let objects = [
    ObjectDeclaration(ObjectName.indicator, indicatorFields, hint: hint),
    ObjectDeclaration(
      ObjectName.feedback,
      indicatorFields + [
        FieldDeclaration("positive", .double), FieldDeclaration("raw", .double),
        FieldDeclaration("margin", .int), FieldDeclaration("raters", .int),
        FieldDeclaration("quarantined", .double),
      ],
      hint: hint
    ),
    ObjectDeclaration(
      ObjectName.comparison,
      indicatorFields + [
        FieldDeclaration("raw", .double), FieldDeclaration("mix_share", .double),
        FieldDeclaration("worst", .string),
      ],
      hint: hint
    ),
    ObjectDeclaration(
      ObjectName.series,
      [
        FieldDeclaration("model", .string), FieldDeclaration("version", .string),
        FieldDeclaration("role", .string), FieldDeclaration("segment", .map(.string, .string)),
        FieldDeclaration("key", .string),
      ]
    ),
    ObjectDeclaration(
      ObjectName.window,
      [
        FieldDeclaration("start", .timestamp), FieldDeclaration("end", .timestamp),
        FieldDeclaration("length", .duration), FieldDeclaration("n", .int),
        FieldDeclaration("final", .bool), FieldDeclaration("coverage", .double),
        FieldDeclaration("revision", .int),
      ]
    ),
    ObjectDeclaration(
      ObjectName.baseline,
      [
        FieldDeclaration("id", .string), FieldDeclaration("version", .string),
        FieldDeclaration("n", .int), FieldDeclaration("age", .duration),
        FieldDeclaration("frozen", .bool),
      ]
    ),
    ObjectDeclaration(
      ObjectName.deployment,
      [
        FieldDeclaration("version", .string), FieldDeclaration("previous", .string),
        FieldDeclaration("age", .duration), FieldDeclaration("traffic", .double),
      ]
    ),
    ObjectDeclaration(
      ObjectName.identity,
      ["version", "response_model", "fingerprint", "prompt_hash", "params_hash"].map {
        FieldDeclaration($0, .string)
      }
    ),
  ]
}

/// A function of the vocabulary.
public struct VocabularyFunction: Sendable {
  /// Its types.
  public let declaration: FunctionDeclaration
  /// What its answer is read from.
  public let source: Source
  /// What it answers, in a few words.
  public let summary: String
  /// Whether Kedge computes it; a rule that uses another is refused when it is loaded.
  public let isAvailable: Bool

  /// What the answer of a function is read from.
  public enum Source: Equatable, Sendable {
    /// The indicator of the function's name about the feature of its first argument.
    case ofFeature
    /// The indicator of the function's name.
    case ofSeries
    /// A quantile: of the feature of the first argument, or of a field, at the last argument.
    case quantile(field: String?)
    /// The share of records in which a boolean is true.
    case rate(field: String)
    /// The default indicator of drift for the type of the feature.
    case drift
    /// The metric or feedback of the name in the first argument.
    case quality
    /// The metric of that name.
    case metric
    /// The estimate of the metric of that name.
    case estimated
    /// The feedback of that name.
    case feedback
    /// A member of an indicator.
    case member
    /// Something that is no indicator.
    case other
  }
}
