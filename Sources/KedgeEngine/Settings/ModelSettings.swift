import KedgeModel
public import KedgeRules

/// What the engine is told of a model.
public struct ModelSettings: Equatable, Sendable {
  /// Its name in the configuration.
  public var name: String
  /// Glob over the records' models that it owns.
  public var model: Glob
  /// Glob over their versions.
  public var version = Glob("*")
  /// Groupings: lists of segment keys, each sorted; one series per combination of values.
  public var groupings: [[String]] = []
  /// Declared fields by name.
  public var fields: [String: FieldSettings] = [:]
  /// What normal is.
  public var baseline = BaselineSettings.first(records: 20_000)
  /// How time or count is cut.
  public var window = WindowSettings()
  /// Event time without records after which its numbers are stale, nanoseconds; `nil`: two windows.
  public var staleNanoseconds: Int64?
  /// How long feedback and labels are joined, nanoseconds of event time.
  public var horizonNanoseconds: Int64 = 30 * 86_400_000_000_000
  /// Feedback and labels that may wait for their inference.
  public var pendingMax = 1_000_000

  /// Makes a model with defaults.
  public init(name: String, model: Glob) {
    self.name = name
    self.model = model
  }
}

/// What normal is.
public enum BaselineSettings: Equatable, Sendable {
  /// The first records of the first version.
  case first(records: Int)
  /// The records of a first stretch of event time, nanoseconds.
  case firstSpan(Int64)
  /// A baseline made before.
  case given(Baseline)
}

extension BaselineSettings {
  /// What is asked for as one word, to see whether it was changed.
  var text: String {
    switch self {
    case .first(let records): "first \(records)"
    case .firstSpan(let nanoseconds): "first \(nanoseconds) ns"
    case .given: "given"
    }
  }
}

/// How time or count is cut into panes and windows.
public struct WindowSettings: Equatable, Sendable {
  /// The smallest unit.
  public enum Pane: Equatable, Sendable {
    /// Event time, nanoseconds.
    case time(Int64)
    /// Inference records of a series.
    case records(Int)
  }

  /// The smallest unit.
  public var pane = Pane.time(60_000_000_000)
  /// Length of a window, nanoseconds; a multiple of the pane, not used where records are counted.
  public var sizeNanoseconds: Int64 = 3_600_000_000_000
  /// Distance of two evaluations, nanoseconds; a multiple of the pane.
  public var everyNanoseconds: Int64 = 3_600_000_000_000
  /// How far behind the newest record a record may come, nanoseconds.
  public var latenessNanoseconds: Int64 = 120_000_000_000

  /// The defaults: panes of a minute, windows of an hour, two minutes of lateness.
  public init() {}
}

/// What is declared of one field.
public struct FieldSettings: Equatable, Sendable {
  /// Its type, or `nil` where it is found.
  public var type: FieldType?
  /// Unit of its values, shown with their mean, deviation and quantiles.
  public var unit: String?
  /// The effects that matter, by indicator.
  public var limits: [String: EffectLimit] = [:]
  /// Compatibility modes by indicator.
  public var modes: [String: String] = [:]
  /// Whether a record without it is rejected.
  public var isRequired = false

  /// Indicators for which `limits` may have an entry.
  public static let limited =
    (distances
    + ["change", "embedding_shift", "missing", "ngram_drift", "out_of_range", "unseen"]).sorted()
  /// Those of them whose limit may be made of the baseline's spread.
  public static let distances = [
    "chi2", "cramers_v", "hellinger", "js", "ks", "l_infinity", "psi", "wasserstein",
  ]

  /// Makes settings in which everything is found.
  public init() {}
}

/// From which effect on a change matters.
public enum EffectLimit: Equatable, Sendable {
  /// An effect on the indicator's own scale.
  case effect(Double)
  /// The mean effect of chunks of the baseline and so many of their standard deviations.
  case deviations(Double)

  /// Whether it is made of the baseline's spread.
  var isOfSpread: Bool {
    switch self {
    case .effect: false
    case .deviations: true
    }
  }
}

/// What the values of a field are.
public enum FieldType: String, CaseIterable, Sendable {
  case number, magnitude, category, boolean, text, vector, identifier, ignore

  /// Whether values are numbers on a scale.
  public var isNumeric: Bool {
    switch self {
    case .number, .magnitude: true
    case .category, .boolean, .text, .vector, .identifier, .ignore: false
    }
  }

  /// Whether values are counted by name.
  public var isCategorical: Bool {
    switch self {
    case .category, .boolean: true
    case .number, .magnitude, .text, .vector, .identifier, .ignore: false
    }
  }
}
