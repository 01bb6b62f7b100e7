/// Stored bytes that do not hold what they should.
public struct StateError: Error, Equatable, Sendable {
  /// What could not be read, and where.
  public var message: String

  /// Makes an error.
  public init(_ message: String) {
    self.message = message
  }
}

/// Reads what `ByteWriter` wrote; never trusts a length.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  /// Makes a reader at the first byte.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything has been read.
  public var isAtEnd: Bool { position == bytes.count }

  /// Reads one byte.
  ///
  /// - Throws: `StateError` at the end of the bytes.
  public mutating func readByte() throws(StateError) -> UInt8 {
    guard position < bytes.count else { throw StateError("ends at byte \(position)") }
    defer { position += 1 }
    return bytes[position]
  }

  /// Reads eight bytes.
  ///
  /// - Throws: `StateError` at the end of the bytes.
  public mutating func readFixed() throws(StateError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      value |= UInt64(try readByte()) << shift
    }
    return value
  }

  /// Reads an unsigned number.
  ///
  /// - Throws: `StateError` where it is cut off or longer than 64 bits.
  public mutating func read() throws(StateError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try readByte()
      // The tenth byte has room for one bit.
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw StateError("number of more than 64 bits at byte \(position)")
  }

  /// Reads a signed number.
  ///
  /// - Throws: `StateError` as `read()`.
  public mutating func readSigned() throws(StateError) -> Int64 {
    let value = try read()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Reads a number that is not negative.
  ///
  /// - Throws: `StateError` where it does not fit.
  public mutating func readCount() throws(StateError) -> Int {
    guard let count = Int(exactly: try read()) else { throw StateError("count too large") }
    return count
  }

  /// Reads a double.
  ///
  /// - Throws: `StateError` at the end of the bytes.
  public mutating func readDouble() throws(StateError) -> Double {
    Double(bitPattern: try readFixed())
  }

  /// Reads a double that may be absent.
  ///
  /// - Throws: `StateError` at the end of the bytes.
  public mutating func readOptionalDouble() throws(StateError) -> Double? {
    try readBool() ? try readDouble() : nil
  }

  /// Reads a truth value.
  ///
  /// - Throws: `StateError` where the byte is neither 0 nor 1.
  public mutating func readBool() throws(StateError) -> Bool {
    switch try readByte() {
    case 0: return false
    case 1: return true
    case let other: throw StateError("truth value \(other) at byte \(position)")
    }
  }

  /// Reads a 128-bit number.
  ///
  /// - Throws: `StateError` at the end of the bytes.
  public mutating func readInt128() throws(StateError) -> Int128 {
    let low = try readFixed()
    let high = try readFixed()
    return Int128(truncatingIfNeeded: low) | Int128(Int64(bitPattern: high)) << 64
  }

  /// Reads a text.
  ///
  /// - Throws: `StateError` where it is cut off or not UTF-8.
  public mutating func readText() throws(StateError) -> String {
    guard let text = String(validating: try readBlob(), as: UTF8.self) else {
      throw StateError("text that is not UTF-8 before byte \(position)")
    }
    return text
  }

  /// Reads a text that may be absent.
  ///
  /// - Throws: `StateError` as `readText()`.
  public mutating func readOptionalText() throws(StateError) -> String? {
    try readBool() ? try readText() : nil
  }

  /// Reads bytes with their length.
  ///
  /// - Throws: `StateError` where they are cut off.
  public mutating func readBlob() throws(StateError) -> [UInt8] {
    let count = try readCount()
    guard count <= bytes.count - position else { throw StateError("cut off at byte \(position)") }
    defer { position += count }
    return Array(bytes[position..<(position + count)])
  }

  /// Reads elements with their number.
  ///
  /// - Throws: `StateError` where an element throws, or where there are fewer bytes than elements.
  public mutating func readList<Element>(
    _ readElement: (inout ByteReader) throws(StateError) -> Element
  ) throws(StateError) -> [Element] {
    let count = try readCount()
    guard count <= bytes.count - position else { throw StateError("cut off at byte \(position)") }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try readElement(&self)) }
    return elements
  }
}
