import KedgeModel
import KedgeRules

/// The alert of one rule on one series, and what is needed to judge revised windows again.
struct AlertRecord: Equatable, Sendable {
  /// The alert now.
  var machine = AlertMachine()
  /// The alert before the first window of `history`.
  var earlier = AlertMachine()
  /// Newest windows, oldest first; kept only for rules that look at labels or feedback.
  var history: [JudgedWindow] = []
  /// Windows in a row whose condition was unknown.
  var unknowns = 0
  /// Why it was unknown last.
  var unknownReason: String?

  /// Windows that can still be judged again.
  static let kept = 256

  /// Ends whatever is pending or firing; cooldown and the cap of a day go on.
  mutating func end() {
    machine.end()
    (unknowns, unknownReason) = (0, nil)
    forgetHistory()
  }

  /// Forgets the windows that could be judged again.
  mutating func forgetHistory() {
    history = []
    earlier = machine
  }

  /// One window as the rule saw it.
  struct JudgedWindow: Equatable, Sendable {
    var window: Window
    var indicators: IndicatorTable
    var when: Condition
    var clear: Condition
  }
}
