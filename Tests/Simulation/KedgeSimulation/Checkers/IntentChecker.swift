public import KedgeEngine
import KedgeModel

/// An event has at most one intent, and the runner found every one of them.
public struct IntentChecker: Checker {
  private var intents: [String] = []
  private var ended: Set<String> = []
  /// What was found wrong.
  public private(set) var violations: [String] = []

  /// Makes a checker.
  public init() {}

  /// Takes the effects of the next step.
  public mutating func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .deliver(let intent):
        if intents.contains(intent.event) { violations.append("\(intent.event) has two intents") }
        intents.append(intent.event)
      case .finished(let event, _): ended.insert(event.id)
      case .evaluated, .event, .alert, .notice: break
      }
    }
  }

  /// Looks at what was delivered in the end, each id once.
  public mutating func finish(started: [String]) {
    for intent in intents where !started.contains(intent) && !ended.contains(intent) {
      violations.append("\(intent) was not delivered")
    }
    for intent in intents where !ended.contains(intent) {
      violations.append("\(intent) has no end")
    }
    for id in started where !intents.contains(id) { violations.append("\(id) was never asked for") }
  }
}
