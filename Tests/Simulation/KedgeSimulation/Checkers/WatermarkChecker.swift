public import KedgeEngine
import KedgeModel

/// The windows of a series come in order: their indexes without a gap, their ends never back.
public struct WatermarkChecker: Checker {
  private let isTimed: Bool
  private var last: [String: Window] = [:]
  /// What was found wrong.
  public private(set) var violations: [String] = []

  /// Makes a checker.
  ///
  /// - Parameter isTimed: Whether panes are stretches of event time.
  public init(isTimed: Bool) {
    self.isTimed = isTimed
  }

  /// Takes the effects of the next step.
  public mutating func take(_ effects: [Effect]) {
    for case .evaluated(let series, let window, _) in effects where window.revision == 0 {
      let name = Transcript.name(series)
      let index = last[name].map { $0.index + 1 } ?? 0
      if window.index != index {
        violations.append("\(name) has window \(window.index) of \(index)")
      }
      if isTimed, let before = last[name], window.end <= before.end {
        violations.append("\(name) goes back with window \(window.index)")
      }
      last[name] = window
    }
  }
}
