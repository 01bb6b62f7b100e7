public import KedgeEngine

/// Looks at the effects of each step and knows one thing that must always be true.
public protocol Checker {
  /// Takes the effects of the next step.
  mutating func take(_ effects: [Effect])
  /// What was found wrong, in order.
  var violations: [String] { get }
}
