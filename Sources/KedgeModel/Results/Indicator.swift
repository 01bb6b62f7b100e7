/// One number about one series in one window, with everything needed to judge it.
public struct Indicator: Equatable, Sendable {
  /// Which number, such as `psi`, `p95`, `error_rate`.
  public var name: IndicatorName
  /// What the numbers of this window say.
  public var verdict: Verdict
  /// The number in the indicator's unit; `nil` where it is undefined or the window has too little.
  public var value: Double?
  /// Lower always-valid bound, where one is proved.
  public var lower: Double?
  /// Upper always-valid bound, where one is proved.
  public var upper: Double?
  /// Observations in the window.
  public var count: Int
  /// The same indicator on the baseline; 0 for distances, `nil` where there is no baseline.
  public var baseline: Double?
  /// The effect on the indicator's own scale (STATISTICS 2).
  public var effect: Double?
  /// The limit that the value was compared with.
  public var limit: Double?
  /// The level of its bounds.
  public var level: Double?
  /// On which side of the baseline a change is proved at that level; `nil` where none is.
  public var change: Change?
  /// Why there is no value or no verdict, such as `needs 312 more`.
  public var reason: String?
  /// Observations that are missing for a verdict, where that is why there is none.
  public var needs: Int?
  /// Whether the window is final.
  public var isFinal: Bool

  /// Makes an indicator of too few observations.
  public init(name: IndicatorName, count: Int, needs: Int) {
    self.init(name: name, verdict: .insufficient, count: count, reason: "needs \(needs) more")
    self.needs = needs
  }

  /// Makes an indicator without numbers.
  public init(name: IndicatorName, verdict: Verdict, count: Int, reason: String? = nil) {
    self.name = name
    self.verdict = verdict
    self.count = count
    self.reason = reason
    isFinal = true
  }
}

/// The side of the baseline on which a change is proved.
public enum Change: UInt8, Sendable {
  /// Above it; of a distance, that there is any.
  case rise
  /// Below it.
  case fall
}

/// The name of an indicator and the feature that it is about.
public struct IndicatorName: Hashable, Comparable, Sendable {
  /// Which formula: a name of RULES 3.3, or `p95` and the like.
  public var kind: String
  /// The feature, metric or feedback it is computed from; `nil` where it has none.
  public var feature: String?

  /// Makes a name.
  public init(_ kind: String, _ feature: String? = nil) {
    self.kind = kind
    self.feature = feature
  }

  /// The name as people write it: `psi(amount)`, `error_rate`.
  public var text: String {
    feature.map { "\(kind)(\($0))" } ?? kind
  }

  /// Orders by kind, then feature, those without a feature first; by bytes.
  public static func < (left: IndicatorName, right: IndicatorName) -> Bool {
    if !left.kind.equalsByBytes(right.kind) { return left.kind.precedesByBytes(right.kind) }
    switch (left.feature, right.feature) {
    case (_, nil): return false
    case (nil, _): return true
    case (let left?, let right?): return left.precedesByBytes(right)
    }
  }

  /// Whether both have the same bytes.
  public static func == (left: IndicatorName, right: IndicatorName) -> Bool {
    guard left.kind.equalsByBytes(right.kind) else { return false }
    switch (left.feature, right.feature) {
    case (nil, nil): return true
    case (nil, _?), (_?, nil): return false
    case (let left?, let right?): return left.equalsByBytes(right)
    }
  }
}

/// What the numbers of a window say.
public enum Verdict: UInt8, CaseIterable, Sendable {
  /// No evidence against.
  case ok
  /// An effect that matters and a bound that proves it.
  case breach
  /// Too little to say.
  case insufficient
  /// Nothing came, or the baseline does not fit.
  case stale

  /// The word in documents and in rules.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .breach: "breach"
    case .insufficient: "insufficient"
    case .stale: "stale"
    }
  }
}
