/// Writes state into bytes: little-endian numbers, lengths as variable-length integers.
public struct ByteWriter: Sendable {
  /// What has been written.
  @inlinable public var bytes: [UInt8] { content }
  @usableFromInline var content: [UInt8] = []

  /// Makes an empty writer.
  public init() {}

  /// Appends one byte.
  @inlinable
  public mutating func write(byte: UInt8) {
    content.append(byte)
  }

  /// Appends eight bytes.
  @inlinable
  public mutating func write(fixed value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      content.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Appends an unsigned number, seven bits a byte, lowest first (LEB128).
  @inlinable
  public mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      content.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    content.append(UInt8(rest))
  }

  /// Appends a signed number, small magnitudes in few bytes (zigzag).
  @inlinable
  public mutating func write(signed value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Appends a number that is not negative.
  @inlinable
  public mutating func write(count: Int) {
    write(UInt64(count))
  }

  /// Appends the bits of a double.
  @inlinable
  public mutating func write(_ value: Double) {
    write(fixed: value.bitPattern)
  }

  /// Appends a presence byte, then the bits of a double where there is one.
  public mutating func write(optional value: Double?) {
    write(value != nil)
    if let value { write(value) }
  }

  /// Appends one byte, 0 or 1.
  @inlinable
  public mutating func write(_ value: Bool) {
    write(byte: value ? 1 : 0)
  }

  /// Appends a 128-bit number.
  public mutating func write(_ value: Int128) {
    write(fixed: UInt64(truncatingIfNeeded: value))
    write(fixed: UInt64(truncatingIfNeeded: value >> 64))
  }

  /// Appends length and bytes of a text.
  public mutating func write(_ text: String) {
    write(count: text.utf8.count)
    content += text.utf8
  }

  /// Appends a presence byte, then a text where there is one.
  public mutating func write(optional text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  /// Appends length and bytes.
  public mutating func write(blob: [UInt8]) {
    write(count: blob.count)
    content += blob
  }

  /// Appends the number of elements, then each.
  @inlinable
  public mutating func write<Element>(
    list: some Collection<Element>,
    _ writeElement: (inout ByteWriter, Element) -> Void
  ) {
    write(count: list.count)
    for element in list { writeElement(&self, element) }
  }
}
