/// Why a text is not JSON.
public struct JSONError: Error, Equatable, Sendable {
  /// Offset of the byte at which reading stopped.
  public var offset: Int
  /// What was expected there.
  public var message: String
}

extension JSONValue {
  /// Reads one JSON document.
  ///
  /// For documents of Kedge itself (answers of the daemon, stored events); log lines are read by
  /// KedgeDecoding. Strict by RFC 8259, nesting at most 64.
  ///
  /// - Throws: `JSONError` with the place at which the text stops being JSON.
  public init(parsing text: some Sequence<UInt8>) throws(JSONError) {
    var reader = JSONReader(bytes: Array(text))
    self = try reader.readDocument()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var position = 0
  var depth = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func readDocument() throws(JSONError) -> JSONValue {
    let value = try readValue()
    skipSpace()
    guard position == bytes.count else { throw failure("the end of the document") }
    return value
  }

  private func failure(_ expected: String) -> JSONError {
    JSONError(offset: position, message: "expected \(expected)")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func readValue() throws(JSONError) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      return try nested { reader throws(JSONError) in try reader.readObject() }
    case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.readArray() }
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "t"): return try readWord("true", .bool(true))
    case UInt8(ascii: "f"): return try readWord("false", .bool(false))
    case UInt8(ascii: "n"): return try readWord("null", .null)
    default: return try readNumber()
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    guard depth < 64 else { throw failure("at most 64 levels") }
    position += 1
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func readWord(
    _ word: String,
    _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure(word) }
    position += word.utf8.count
    return value
  }

  private mutating func readObject() throws(JSONError) -> JSONValue {
    var members: [JSONMember] = []
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a name") }
      let name = try readString()
      skipSpace()
      guard take(":") else { throw failure("a colon") }
      members.append(JSONMember(name, try readValue()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("a comma or }") }
    return .object(members)
  }

  private mutating func readArray() throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try readValue())
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("a comma or ]") }
    return .array(elements)
  }

  private mutating func readNumber() throws(JSONError) -> JSONValue {
    let start = position
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let isGrammatical =
      digits.first?.isNumber == true && digits.last?.isNumber == true
      && !(digits.count > 1 && digits.first == "0" && digits.dropFirst().first?.isNumber == true)
      && !digits.contains(".e") && !digits.contains(".E")
    if isGrammatical, let whole = Int64(text) { return .int(whole) }
    guard isGrammatical, let number = Double(text), number.isFinite else {
      position = start
      throw failure("a value")
    }
    return .double(number)
  }

  private mutating func readString() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let valid = String(validating: text, as: UTF8.self) else { throw failure("UTF-8") }
        return valid
      case UInt8(ascii: "\\"): text += String(try readEscape()).utf8
      case 0..<0x20: throw failure("no control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw failure("a closing quote")
  }

  private mutating func readEscape() throws(JSONError) -> Character {
    position += 1
    guard let byte = next else { throw failure("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try readScalar())
    default: throw failure("an escape")
    }
  }

  private mutating func readScalar() throws(JSONError) -> Unicode.Scalar {
    let unit = try readUnit()
    guard UTF16.isLeadSurrogate(unit) else {
      guard let scalar = Unicode.Scalar(unit) else { throw failure("a paired surrogate") }
      return scalar
    }
    guard take("\\"), take("u") else { throw failure("a second surrogate") }
    let second = try readUnit()
    guard UTF16.isTrailSurrogate(second) else { throw failure("a second surrogate") }
    return UTF16.decode(UTF16.EncodedScalar([unit, second]))
  }

  private mutating func readUnit() throws(JSONError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits") }
    position += 4
    return unit
  }
}
