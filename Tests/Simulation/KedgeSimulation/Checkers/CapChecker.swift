public import KedgeEngine
import KedgeModel

/// Events that leave keep their distance and their number, and one action a model is under way.
public struct CapChecker: Checker {
  private let settings: WorldSettings
  private var emissions: [String: [Int64]] = [:]
  private var running: [String: String] = [:]
  private var models: [String: String] = [:]
  /// What was found wrong.
  public private(set) var violations: [String] = []

  /// Makes a checker for the rules of a world.
  public init(_ settings: WorldSettings) {
    self.settings = settings
  }

  /// Takes the effects of the next step.
  public mutating func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .event(let event):
        models[event.id] = event.series?.model
        if event.action == .requested { check(event) }
      case .deliver(let intent): start(intent)
      case .finished(let event, _):
        let model = event.series?.model ?? ""
        if running[model] != event.id { violations.append("\(event.id) ends and did not run") }
        running[model] = nil
      case .evaluated, .alert, .notice: break
      }
    }
  }

  private mutating func check(_ event: Event) {
    let key = "\(event.rule ?? "") \(event.series.map(Transcript.name) ?? "")"
    let time = event.time.nanoseconds
    let earlier = emissions[key] ?? []
    if let last = earlier.last, time - last < settings.cooldownNanoseconds {
      violations.append("\(key) fires \(time - last) ns after its last event")
    }
    let today = earlier.count { $0 > time - 86_400_000_000_000 }
    if today >= settings.perDayMax { violations.append("\(key) fires \(today + 1) times a day") }
    emissions[key, default: []].append(time)
  }

  private mutating func start(_ intent: Intent) {
    let model = models[intent.event] ?? ""
    if running[model] != nil { violations.append("\(model) has two actions under way") }
    running[model] = intent.event
  }
}
