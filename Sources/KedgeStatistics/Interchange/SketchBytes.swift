/// Reads the little-endian bytes of a sketch.
struct SketchReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Bytes that are not read yet.
  var rest: Int { bytes.count - place }

  mutating func take(_ count: Int) throws(SketchError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest else { throw .truncated }
    defer { place += count }
    return bytes[place..<place + count]
  }

  mutating func byte() throws(SketchError) -> UInt8 { try take(1)[place - 1] }

  mutating func number<Number: FixedWidthInteger>(
    _: Number.Type = Number.self
  ) throws(SketchError) -> Number {
    var number: Number = 0
    for (index, byte) in try take(MemoryLayout<Number>.size).enumerated() {
      number |= Number(truncatingIfNeeded: byte) << Number(8 * index)
    }
    return number
  }

  mutating func float() throws(SketchError) -> Float { Float(bitPattern: try number()) }

  mutating func double() throws(SketchError) -> Double { Double(bitPattern: try number()) }
}

/// Why bytes are no sketch that Kedge reads.
public enum SketchError: Error, Equatable, Sendable {
  /// The bytes end too early.
  case truncated
  /// They are of another kind of sketch, or of another version.
  case wrongKind
  /// Their parts contradict each other.
  case inconsistent
}

extension [UInt8] {
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for index in 0..<MemoryLayout<Number>.size {
      append(UInt8(truncatingIfNeeded: number >> Number(8 * index)))
    }
  }

  mutating func append(littleEndian number: Float) { append(littleEndian: number.bitPattern) }

  mutating func append(littleEndian number: Double) { append(littleEndian: number.bitPattern) }
}
