public import KedgeModel
public import KedgeRules

/// Everything the engine is told before it takes its first input; checked by the configuration.
public struct EngineSettings: Sendable {
  /// The inputs, in the order of the configuration; records name them by index.
  public var inputs: [InputSettings]
  /// The models; the first that matches a record owns it.
  public var models: [ModelSettings]
  /// The rules, compiled.
  public var rules: [CompiledRule]
  /// False alarms allowed.
  public var budget = AlarmBudget()
  /// Whether any action may be carried out.
  public var actionsEnabled = true
  /// Where things end.
  public var limits = EngineLimits()
  /// Name of this host in events.
  public var node = "localhost"
  /// Key of the hash behind tables of names that users choose.
  public var hashKey = HashKey(first: 0, second: 0)

  /// Makes settings.
  public init(inputs: [InputSettings], models: [ModelSettings], rules: [CompiledRule] = []) {
    self.inputs = inputs
    self.models = models
    self.rules = rules
  }
}

/// What the engine has to know of an input.
public struct InputSettings: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// How far an event time may lie after its arrival, nanoseconds.
  public var futureNanoseconds: Int64 = 300_000_000_000
  /// Whether a record without id is identified by its place, as those of files are.
  public var identifiesByPlace = false

  /// Makes settings.
  public init(name: String) {
    self.name = name
  }
}

/// False alarms that may be expected in a period, over the whole host.
public struct AlarmBudget: Equatable, Sendable {
  /// How many.
  public var alarms = 1.0
  /// In how long, nanoseconds.
  public var perNanoseconds: Int64 = 30 * 86_400_000_000_000
  /// How it is spent.
  public var mode = Mode.spend

  /// How changes of distributions and rates are proved; all else is as in `spend`.
  public enum Mode: Equatable, Sendable {
    /// Each window at a level of its own (STATISTICS 3.1).
    case spend
    /// By evidence that adds up over windows: smaller changes that stay (STATISTICS 3.2).
    case accumulate
    /// So that of what is found a share at most is expected to be false (STATISTICS 3.3).
    case fdr(share: Double)

    /// Its name in configuration and documents.
    public var word: String {
      switch self {
      case .spend: "spend"
      case .accumulate: "accumulate"
      case .fdr: "fdr"
      }
    }
  }

  /// One in 30 days.
  public init() {}
}

/// Where tables of the engine end.
public struct EngineLimits: Equatable, Sendable {
  /// Series over all models.
  public var series = 10_000
  /// Models.
  public var models = 256
  /// Versions of one model.
  public var versions = 64
  /// Values of one segment key.
  public var segmentValues = 256
  /// Fields of one model.
  public var fields = 256
  /// Categories of one field that have a cell of their own.
  public var categories = 64
  /// Identities (prompt, parameters, answering model) told apart under one version.
  public var identities = 1_024
  /// Names of feedback.
  public var feedbackNames = 256
  /// Rows of a baseline that is collected over a span of time.
  public var baselineRows = 1_000_000
  /// Ids remembered for joins and duplicates.
  public var ids = 1_000_000
  /// Events kept.
  public var events = 100_000

  /// The defaults of the configuration.
  public init() {}
}
