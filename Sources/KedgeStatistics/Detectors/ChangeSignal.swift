/// What a detector says of the value it has just taken.
public enum ChangeSignal: UInt8, Equatable, Sendable {
  /// Nothing.
  case none
  /// A change may be under way; the detector goes on.
  case warning
  /// A change: the detector forgets everything with the next value.
  case change
}
