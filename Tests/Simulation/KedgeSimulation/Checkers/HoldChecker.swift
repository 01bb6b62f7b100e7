public import KedgeEngine
import KedgeModel

/// Nothing fires before its condition has held in enough windows with enough samples.
public struct HoldChecker: Checker {
  private struct Judged {
    var condition: Bool?
    var end: Timestamp
  }

  private let settings: WorldSettings
  private var windows: [String: [Judged]] = [:]
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
      case .evaluated(let series, let window, let indicators):
        guard window.revision == 0, !window.isPartial else { continue }
        let mean = indicators.first { $0.name.text == "mean(x)" }
        let value = (mean?.count ?? 0) >= settings.minSamples ? mean?.value : nil
        windows[Transcript.name(series), default: []].append(
          Judged(condition: value.map { $0 > settings.limit }, end: window.end)
        )
      case .alert(let change) where change.state == .firing: check(change)
      case .alert, .event, .deliver, .finished, .notice: break
      }
    }
  }

  private mutating func check(_ change: AlertChange) {
    let judged = windows[Transcript.name(change.series)] ?? []
    var held = 0
    for window in judged.reversed() {
      guard let condition = window.condition else { continue }
      guard condition else { break }
      held += 1
    }
    if judged.last?.end != change.time || judged.last?.condition != true || held < settings.hold {
      violations.append("\(change.rule) fires after \(held) of \(settings.hold) windows")
    }
  }
}
