public import KedgeModel
import KedgeRules

/// A rule, as seen from outside.
public struct RuleView: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// One line for people; may be empty.
  public var description: String
  /// Glob over the models that it is evaluated for.
  public var model: String
  /// The condition.
  public var when: String
  /// The condition for resolving, or `nil`.
  public var clear: String?
  /// How long the condition must hold, such as `30m`, or `3` windows.
  public var hold: String
  /// How long it must be clear.
  public var keep: String
  /// Least time between two events.
  public var cooldown: String
  /// Events in 24 hours at most.
  public var perDayMax: Int
  /// What is to be done.
  public var action: String
  /// Whether the action is carried out.
  public var acts: Bool
  /// Whether it came with Kedge.
  public var isDefault: Bool
  /// The worst state of its alerts.
  public var state: AlertState
  /// Series on which it fires.
  public var firing: Int
  /// Series on which it is evaluated.
  public var series: Int
  /// When an event last left.
  public var lastEvent: Timestamp?
}

/// An action that has not ended, as seen from outside.
public struct ActionView: Equatable, Sendable {
  /// Id of its event.
  public var event: String
  /// Name of the model.
  public var model: String
  /// `requested` or `started`.
  public var state: ActionResult
  /// Arrival time from which its time runs.
  public var since: Timestamp?
  /// How long a result may take, nanoseconds.
  public var timeoutNanoseconds: Int64
}

extension Engine {
  /// Whether rules may start anything.
  public var areActionsEnabled: Bool { settings.actionsEnabled }

  /// The rules, in the order of the configuration.
  public var ruleViews: [RuleView] {
    settings.rules.indices.map { index in
      let rule = settings.rules[index].rule
      let alerts = series.compactMap { $0.alerts[index]?.machine }
      let states = alerts.map(\.alertState)
      return RuleView(
        name: rule.name,
        description: rule.description,
        model: rule.match.model.pattern,
        when: rule.when.text,
        clear: rule.clear?.text,
        hold: rule.hold.text,
        keep: rule.keep.text,
        cooldown: RuleSpan.time(rule.cooldownNanoseconds).text,
        perDayMax: rule.perDayMax,
        action: rule.action.type.rawValue,
        acts: rule.acts && settings.actionsEnabled,
        isDefault: rule.isDefault,
        state: states.contains(.firing)
          ? .firing : states.contains(.pending) ? .pending : .inactive,
        firing: states.count { $0 == .firing },
        series: alerts.count,
        lastEvent: alerts.compactMap(\.lastEmission).max()
      )
    }
  }

  /// Actions that have not ended, in the order in which they were asked for.
  public var actionViews: [ActionView] {
    actions.running.map {
      ActionView(
        event: $0.event,
        model: $0.model,
        state: $0.state,
        since: $0.since,
        timeoutNanoseconds: $0.timeoutNanoseconds
      )
    }
  }
}
