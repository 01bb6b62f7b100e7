import KedgeModel

/// Intents that have not ended: at most one in flight for each model.
struct ActionTracker: Equatable, Sendable {
  /// An action under way.
  struct Running: Equatable, Sendable {
    var event: String
    var model: String
    var timeoutNanoseconds: Int64
    /// Arrival time at which it was first seen by a tick; its time runs from there.
    var since: Timestamp?
    var state: ActionResult
    var intent: Intent
  }

  private(set) var running: [Running] = []
  var isChanged = false

  func isInFlight(model: String) -> Bool {
    running.contains { $0.model == model }
  }

  mutating func request(
    event: String,
    model: String,
    timeoutNanoseconds: Int64,
    intent: Intent
  ) {
    isChanged = true
    running.append(
      Running(
        event: event,
        model: model,
        timeoutNanoseconds: timeoutNanoseconds,
        since: nil,
        state: .requested,
        intent: intent
      )
    )
  }

  mutating func restore(_ items: [Running]) {
    running = items
  }

  /// Notes a result; one that is an end frees the model.
  ///
  /// - Returns: whether the action was under way.
  mutating func report(_ event: String, _ result: ActionResult) -> Bool {
    guard let position = running.firstIndex(where: { $0.event == event }) else { return false }
    isChanged = true
    if result.isEnd {
      running.remove(at: position)
    } else {
      running[position].state = result
    }
    return true
  }

  /// Starts the time of new actions and takes out those whose time is over.
  mutating func expire(at now: Timestamp) -> [String] {
    var over: [String] = []
    for position in running.indices.reversed() {
      let action = running[position]
      guard let since = action.since else {
        running[position].since = now
        isChanged = true
        continue
      }
      guard now.nanoseconds - since.nanoseconds >= action.timeoutNanoseconds else { continue }
      over.insert(running.remove(at: position).event, at: 0)
      isChanged = true
    }
    return over
  }
}

extension Engine {
  /// Takes what a unit says of an action.
  mutating func take(_ report: ActionReport, at now: Timestamp?) {
    guard actions.report(report.event, report.result) else { return }
    finish(report.event, report.result, report.detail)
  }

  /// Ends actions without a report in their time.
  mutating func expireActions(at now: Timestamp?) {
    guard let now else { return }
    for event in actions.expire(at: now) {
      finish(event, .timeout, "no report in the time allowed")
    }
  }

  private mutating func finish(_ id: String, _ result: ActionResult, _ detail: String) {
    guard var event = events.last(where: { $0.event.id == id })?.event else { return }
    event.action = result
    keep(event)
    if result.isEnd { effects.append(.finished(event, detail: detail)) }
  }

  /// Intents that are not known to have started, to be put into the outbox again after a restart.
  public var openIntents: [Intent] {
    actions.running.filter { $0.state == .requested }.map(\.intent)
  }
}
