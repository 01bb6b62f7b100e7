public import KedgeEngine

/// Every line that was sent has been taken once and has one outcome.
public struct ConservationChecker {
  /// Makes a checker.
  public init() {}

  /// What is wrong with the accounting, by input.
  public func violations(_ states: [InputState], linesSent: [Int]) -> [String] {
    zip(states, linesSent).compactMap { state, lines in
      if state.taken != lines { return "input \(state.name) took \(state.taken) of \(lines) lines" }
      return state.isBalanced ? nil : "input \(state.name) is not balanced"
    }
  }
}
