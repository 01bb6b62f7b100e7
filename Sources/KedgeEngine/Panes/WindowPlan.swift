import KedgeModel

/// How panes of event time are joined to windows.
struct WindowPlan: Hashable, Sendable {
  /// Panes in a window.
  let panes: Int64
  /// Panes between two evaluations.
  let every: Int64

  init(panes: Int64, every: Int64) {
    self.panes = max(panes, 1)
    self.every = max(every, 1)
  }

  /// Whether a window ends before the pane of that number.
  func ends(at boundary: Int64) -> Bool {
    boundary % every == 0
  }

  /// The first end of a window that is not before a boundary.
  func end(notBefore boundary: Int64) -> Int64 {
    let rest = boundary % every
    return rest == 0 ? boundary : boundary + (every - (rest < 0 ? rest + every : rest))
  }
}
