/// What a condition says of one window.
public enum Condition: UInt8, CaseIterable, Sendable {
  /// It holds.
  case holds
  /// It does not hold.
  case fails
  /// The window does not say.
  case unknown
}
