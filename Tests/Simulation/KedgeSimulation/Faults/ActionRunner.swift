public import KedgeEngine
import KedgeModel

/// The other side of the outbox: starts each action once and reports, or does not.
public struct ActionRunner: Sendable {
  /// Ids of the actions that were started, in order.
  public private(set) var started: [String] = []
  private var open: [String] = []

  /// Makes a runner that has done nothing.
  public init() {}

  /// Finds an intent in the outbox; one that was started before is left alone.
  public mutating func find(_ intent: Intent) {
    guard !started.contains(intent.event) else { return }
    started.append(intent.event)
    open.append(intent.event)
  }

  /// Ends the oldest action.
  ///
  /// - Returns: what arrives at the daemon, or `nil` where nothing does.
  public mutating func end(_ fault: Fault.ActionFault) -> ActionReport? {
    guard !open.isEmpty else { return nil }
    switch fault {
    case .succeeds:
      return ActionReport(event: open.removeFirst(), result: .succeeded, detail: "0")
    case .fails: return ActionReport(event: open.removeFirst(), result: .failed, detail: "1")
    case .isSilent: return nil
    case .losesReport:
      open.removeFirst()
      return nil
    }
  }
}
