import KedgeControl
import KedgeEngine
import KedgeModel

/// What the daemon finds when it looks at itself.
struct DoctorChecks {
  let engine: Engine
  let facts: DaemonFacts

  /// The findings: `ok`, `warn` or `FAIL`, a sentence, and what to do.
  var items: [JSONValue] {
    state + configuration + accounting + inputs + holdups + dropped + actions + rules
  }

  private enum Result: String {
    case ok, warn, fail = "FAIL"
  }

  private func finding(_ result: Result, _ detail: String, fix: String? = nil) -> JSONValue {
    ["result": .string(result.rawValue), "detail": .string(detail), "fix": JSONValue(fix)]
  }

  private var state: [JSONValue] {
    guard !facts.degraded.isEmpty else {
      return [finding(.ok, "kedged \(facts.version) \(facts.state), pid \(facts.process)")]
    }
    return facts.degraded.map { finding(.fail, $0, fix: "journalctl -u kedged -n 50") }
  }

  private var configuration: [JSONValue] {
    if let problem = facts.reloadProblem {
      return [
        finding(
          .fail,
          "the last reload was refused: \(problem)",
          fix: "kedgectl config check \(facts.configurationPath), then kedgectl reload"
        )
      ]
    }
    guard !facts.isDiscovering else {
      return [
        finding(
          .warn,
          "no model and no rule is configured: models are found, and the shipped rules only record",
          fix: "edit \(facts.configurationPath)"
        )
      ]
    }
    return [finding(.ok, "configuration \(facts.configurationPath) loaded")]
  }

  private var holdups: [JSONValue] {
    engine.holdupViews.map { holdup in
      let minutes = holdup.behindNanoseconds / 60_000_000_000
      return finding(
        .warn,
        "windows of \(holdup.model) wait for input \(holdup.input): its records are"
          + " \(minutes) min behind those of another input",
        fix: "stop sending old records there; five minutes without any, nothing waits for it"
      )
    }
  }

  private var accounting: [JSONValue] {
    let states = engine.inputStates
    let taken = states.reduce(0) { $0 + $1.taken }
    let unbalanced = states.filter { !$0.isBalanced }
    guard unbalanced.isEmpty else {
      return unbalanced.map {
        finding(.fail, "input \($0.name): lines are not accounted for", fix: "report this")
      }
    }
    return [
      finding(
        .ok,
        "accounting: in = counted + duplicate + rejected + late + expired + pending (\(taken))"
      )
    ]
  }

  private var inputs: [JSONValue] {
    let problems = facts.inputs.flatMap { input in
      input.problems.map {
        finding(.fail, "input \(input.name): \($0)", fix: "make it readable for the daemon's user")
      }
    }
    let absent = facts.inputs.filter { !$0.absent.isEmpty }.map { input in
      finding(
        .warn,
        "input \(input.name): no file matches \(input.absent.joined(separator: " or "))",
        fix: "compare `file` of the input with what your service writes; it is looked for meanwhile"
      )
    }
    let rejecting = engine.inputStates.compactMap { state in
      Rejections(of: state).map { finding(.warn, "input \(state.name): \($0.text)", fix: $0.fix) }
    }
    let leftOut = engine.inputStates.compactMap { state -> JSONValue? in
      let values = state.fieldsRejected.values.reduce(0, +)
      guard values * 100 > state.taken else { return nil }
      let reasons = state.fieldsRejected.keys.map(\.code).sorted().joined(separator: ", ")
      return finding(
        .warn,
        "input \(state.name): \(values) values of \(state.taken) lines were left out (\(reasons))",
        fix: "compare them with their fields; `map: {TIMEOUT: error}` gives other words a meaning"
      )
    }
    let late = engine.inputStates.filter { $0.late * 100 > $0.taken }.map { state in
      finding(
        .warn,
        "input \(state.name): \(state.late) of \(state.taken) lines came after their windows closed",
        fix: "raise `lateness` in the model's `window`"
      )
    }
    return problems + absent + rejecting + leftOut + late
  }

  private var dropped: [JSONValue] {
    facts.dropped.map {
      finding(.warn, "input \($0.input): \($0.count) never read (\($0.reason))")
    }
  }

  private var actions: [JSONValue] {
    engine.actionViews.compactMap { action in
      guard action.state == .requested, let since = action.since,
        facts.now.nanoseconds - since.nanoseconds > 60_000_000_000
      else { return nil }
      return finding(
        .fail,
        "action of event \(action.event) was not started for more than a minute",
        fix: facts.isManaged
          ? "systemctl status kedge-dispatch.path kedge-dispatch.service"
          : "kedgectl action dispatch --outbox \(facts.statePath)/outbox --programs DIR"
      )
    }
  }

  private var rules: [JSONValue] {
    guard engine.areActionsEnabled else {
      return [
        finding(.warn, "actions are switched off: no rule starts anything (actions.enabled: false)")
      ]
    }
    let recording = engine.ruleViews.filter { !$0.isDefault && !$0.acts && $0.action != "none" }
    return recording.map {
      finding(.warn, "rule \($0.name) is in record mode (no action will be started)")
    }
  }
}
