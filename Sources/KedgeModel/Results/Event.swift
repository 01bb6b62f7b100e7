/// The fact that an alert fired or left firing, or that the daemon noticed something.
public struct Event: Equatable, Sendable {
  /// 26 characters of `[a-z2-7]`; the same for the same input, rules and series.
  public var id: String
  /// The last word of the event's type: `retrain`, `rollback`, `promote`, `notify`, `resolved`, ...
  public var kind: String
  /// End of the window in which it happened.
  public var time: Timestamp
  /// The series; `nil` for an event of the daemon itself.
  public var series: SeriesKey?
  /// The window's index in its series.
  public var windowIndex: Int
  /// The rule, where one fired.
  public var rule: String?
  /// Whether the rule may act.
  public var acts: Bool
  /// Why the event was held back, or `nil`.
  public var suppressed: String?
  /// `info`, `warn` or `page`.
  public var severity: String
  /// One sentence for people.
  public var message: String
  /// What became of its action; `nil` where it has none.
  public var action: ActionResult?
  /// The evidence bundle, canonical JSON.
  public var evidence: JSONValue

  /// Makes an event without action.
  public init(
    id: String,
    kind: String,
    time: Timestamp,
    series: SeriesKey?,
    windowIndex: Int,
    rule: String?,
    severity: String,
    message: String
  ) {
    self.id = id
    self.kind = kind
    self.time = time
    self.series = series
    self.windowIndex = windowIndex
    self.rule = rule
    acts = false
    self.severity = severity
    self.message = message
    evidence = .object([])
  }
}
