/// One value of one field of one record: 16 bytes, without a reference.
public struct Cell: BitwiseCopyable, Equatable, Sendable {
  /// What a cell holds.
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// Absent or null.
    case missing
    /// A finite number.
    case number
    /// A slice of the batch's text.
    case text
    /// True or false.
    case boolean
    /// A slice of the batch's text with the numbers of a vector.
    case vector
    /// Left out because its type was wrong.
    case wrongType
    /// Left out because its value was out of range.
    case outOfRange
    /// Left out because it had too many elements.
    case tooMany
    /// Left out because it contradicts another field of the record.
    case inconsistent
  }

  /// Bits of the number, of the slice, or 0 and 1.
  public var payload: UInt64
  /// What the payload means.
  public var kind: Kind

  @inlinable
  init(payload: UInt64, kind: Kind) {
    self.payload = payload
    self.kind = kind
  }

  /// No value.
  @inlinable
  public static var missing: Cell { Cell(payload: 0, kind: .missing) }

  /// A number; it must be finite.
  @inlinable
  public static func number(_ value: Double) -> Cell {
    Cell(payload: value.bitPattern, kind: .number)
  }

  /// A text.
  @inlinable
  public static func text(_ slice: TextSlice) -> Cell {
    Cell(payload: UInt64(slice.offset) << 32 | UInt64(slice.lengthBytes), kind: .text)
  }

  /// A vector, whose numbers stand in the slice as doubles, little end first.
  @inlinable
  public static func vector(_ slice: TextSlice) -> Cell {
    Cell(payload: text(slice).payload, kind: .vector)
  }

  /// A truth value.
  @inlinable
  public static func boolean(_ value: Bool) -> Cell {
    Cell(payload: value ? 1 : 0, kind: .boolean)
  }

  /// A field that was left out; the reason is one of `type`, `range`, `tooMany`, `usageInconsistent`.
  @inlinable
  public static func rejected(_ kind: Kind) -> Cell {
    Cell(payload: 0, kind: kind)
  }

  /// The number of a cell of kind `number`.
  @inlinable
  public var number: Double { Double(bitPattern: payload) }

  /// The slice of a cell of kind `text` or `vector`.
  @inlinable
  public var slice: TextSlice {
    TextSlice(offset: UInt32(payload >> 32), lengthBytes: UInt32(truncatingIfNeeded: payload))
  }

  /// The truth value of a cell of kind `boolean`.
  @inlinable
  public var boolean: Bool { payload == 1 }

  /// Why the field was left out, or `nil` where it was not.
  public var rejection: RejectReason? {
    switch kind {
    case .missing, .number, .text, .boolean, .vector: nil
    case .wrongType: .type
    case .outOfRange: .range
    case .tooMany: .tooMany
    case .inconsistent: .usageInconsistent
    }
  }
}
