import KedgeModel
import KedgeTestSupport
import Testing

/// Writer and reader of state, together.
struct ByteCodingTests {
  /// One value of each kind that state is made of.
  private enum Piece: Equatable {
    case byte(UInt8), fixed(UInt64), unsigned(UInt64), signed(Int64), count(Int), double(UInt64)
    case optionalDouble(UInt64?), bool(Bool), wide(Int128), text(String), optionalText(String?)
    case blob([UInt8]), list([UInt64])

    static func random(using random: inout SplitMix64) -> Piece {
      let width = UInt64.random(in: 0..<64, using: &random)
      let number = random.next() >> width
      let text = RandomJSON.text(using: &random)
      switch Int.random(in: 0..<13, using: &random) {
      case 0: return .byte(UInt8(truncatingIfNeeded: number))
      case 1: return .fixed(number)
      case 2: return .unsigned(number)
      case 3: return .signed(Int64(bitPattern: random.next()) >> Int64(width))
      case 4: return .count(Int(number >> 1))
      case 5: return .double(random.next())
      case 6: return .optionalDouble(Bool.random(using: &random) ? number : nil)
      case 7: return .bool(Bool.random(using: &random))
      case 8: return .wide(Int128(Int64(bitPattern: random.next())) << 64 | Int128(random.next()))
      case 9: return .text(text)
      case 10: return .optionalText(Bool.random(using: &random) ? text : nil)
      case 11: return .blob(Array(text.utf8))
      default:
        return .list((0..<Int.random(in: 0...5, using: &random)).map { _ in random.next() })
      }
    }

    func write(into writer: inout ByteWriter) {
      switch self {
      case .byte(let value): writer.write(byte: value)
      case .fixed(let value): writer.write(fixed: value)
      case .unsigned(let value): writer.write(value)
      case .signed(let value): writer.write(signed: value)
      case .count(let value): writer.write(count: value)
      case .double(let bits): writer.write(Double(bitPattern: bits))
      case .optionalDouble(let bits): writer.write(optional: bits.map(Double.init(bitPattern:)))
      case .bool(let value): writer.write(value)
      case .wide(let value): writer.write(value)
      case .text(let value): writer.write(value)
      case .optionalText(let value): writer.write(optional: value)
      case .blob(let value): writer.write(blob: value)
      case .list(let values): writer.write(list: values) { $0.write($1) }
      }
    }

    /// What stands where this piece was written.
    func read(from reader: inout ByteReader) throws(StateError) -> Piece {
      switch self {
      case .byte: return .byte(try reader.readByte())
      case .fixed: return .fixed(try reader.readFixed())
      case .unsigned: return .unsigned(try reader.read())
      case .signed: return .signed(try reader.readSigned())
      case .count: return .count(try reader.readCount())
      case .double: return .double(try reader.readDouble().bitPattern)
      case .optionalDouble: return .optionalDouble(try reader.readOptionalDouble()?.bitPattern)
      case .bool: return .bool(try reader.readBool())
      case .wide: return .wide(try reader.readInt128())
      case .text: return .text(try reader.readText())
      case .optionalText: return .optionalText(try reader.readOptionalText())
      case .blob: return .blob(try reader.readBlob())
      case .list:
        return .list(try reader.readList { reader throws(StateError) in try reader.read() })
      }
    }
  }

  private static func pieces(seed: UInt64) -> [Piece] {
    var random = SplitMix64(seed: seed)
    return (0..<Int.random(in: 1...30, using: &random)).map { _ in Piece.random(using: &random) }
  }

  private static func bytes(_ pieces: [Piece]) -> [UInt8] {
    var writer = ByteWriter()
    for piece in pieces { piece.write(into: &writer) }
    return writer.bytes
  }

  @Test(arguments: 0..<UInt64(300))
  func `what is written is read`(seed: UInt64) throws {
    let pieces = ByteCodingTests.pieces(seed: seed)
    var reader = ByteReader(ByteCodingTests.bytes(pieces))

    for piece in pieces { #expect(try piece.read(from: &reader) == piece) }

    #expect(reader.isAtEnd)
  }

  @Test(arguments: 0..<UInt64(60))
  func `bytes that are cut off throw at every cut`(seed: UInt64) {
    let pieces = ByteCodingTests.pieces(seed: seed)
    let bytes = ByteCodingTests.bytes(pieces)
    for length in 0..<bytes.count {
      #expect(throws: StateError.self, "cut at \(length)") {
        var reader = ByteReader(Array(bytes.prefix(length)))
        for piece in pieces { _ = try piece.read(from: &reader) }
      }
    }
  }

  @Test(arguments: 0..<UInt64(500))
  func `any bytes are read or refused`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
    var reader = ByteReader(bytes)
    do {
      while !reader.isAtEnd {
        _ = try Piece.random(using: &random).read(from: &reader)
      }
    } catch {
      #expect(!error.message.isEmpty)
    }
  }

  @Test(
    arguments: [
      (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (300, [0xAC, 2]),
      (UInt64.max, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    ] as [(UInt64, [UInt8])]
  )
  func `an unsigned number is LEB128`(value: UInt64, bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.write(value)

    #expect(writer.bytes == bytes)
  }

  @Test(arguments: [(0, 0), (-1, 1), (1, 2), (-2, 3), (63, 126), (-64, 127)] as [(Int64, UInt8)])
  func `a small signed number is one byte`(value: Int64, byte: UInt8) {
    var writer = ByteWriter()
    writer.write(signed: value)

    #expect(writer.bytes == [byte])
  }

  @Test(
    arguments: [
      [UInt8](repeating: 0xFF, count: 9) + [2], [UInt8](repeating: 0xFF, count: 9) + [0x7F],
      [UInt8](repeating: 0x80, count: 11),
    ])
  func `a number of more than 64 bits is refused`(bytes: [UInt8]) {
    #expect(throws: StateError.self) {
      var reader = ByteReader(bytes)
      _ = try reader.read()
    }
  }

  @Test func `a length beyond the bytes reserves nothing and is refused`() {
    var writer = ByteWriter()
    writer.write(count: .max)
    writer.write(byte: 1)
    let bytes = writer.bytes

    #expect(throws: StateError.self) {
      var reader = ByteReader(bytes)
      _ = try reader.readBlob()
    }
    #expect(throws: StateError.self) {
      var reader = ByteReader(bytes)
      _ = try reader.readList { reader throws(StateError) in try reader.readByte() }
    }
  }

  @Test func `a text that is not UTF-8 and a truth value beyond 1 are refused`() {
    #expect(throws: StateError.self) {
      var reader = ByteReader([1, 0xFF])
      _ = try reader.readText()
    }
    #expect(throws: StateError("truth value 2 at byte 1")) {
      var reader = ByteReader([2])
      _ = try reader.readBool()
    }
  }
}
