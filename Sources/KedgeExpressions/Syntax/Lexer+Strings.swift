extension Lexer {
  /// Reads a string or bytes literal, or answers `nil` when none starts here.
  mutating func stringOrBytes() throws(Diagnostic) -> Token.Kind? {
    var prefix = 0
    let isBytes = peek() == "b" || peek() == "B"
    if isBytes { prefix += 1 }
    let isRaw = peek(prefix) == "r" || peek(prefix) == "R"
    if isRaw { prefix += 1 }
    guard let quote = peek(prefix), quote == "\"" || quote == "'" else { return nil }
    let start = offset
    offset += prefix
    var literal = Literal(quote: quote, isBytes: isBytes, isRaw: isRaw)
    literal.isTriple = peek(1) == quote && peek(2) == quote
    offset += literal.isTriple ? 3 : 1
    while try !closes(literal, from: start) {
      try appendElement(to: &literal)
    }
    return isBytes ? .bytes(literal.bytes) : .string(literal.text)
  }

  /// What a literal holds so far.
  private struct Literal {
    let quote: Unicode.Scalar
    let isBytes: Bool
    let isRaw: Bool
    var isTriple = false
    var bytes: [UInt8] = []
    var scalars = String.UnicodeScalarView()

    var text: String { String(scalars) }

    mutating func append(_ scalar: Unicode.Scalar) {
      if isBytes {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      } else {
        scalars.append(scalar)
      }
    }

    /// Appends a value of two hexadecimal or three octal digits: an octet or a code point.
    mutating func append(octet: UInt8) {
      if isBytes {
        bytes.append(octet)
      } else {
        scalars.append(Unicode.Scalar(octet))
      }
    }
  }

  private mutating func closes(_ literal: Literal, from start: Int) throws(Diagnostic) -> Bool {
    guard let scalar = peek() else {
      throw failure("the string has no closing quote", from: start)
    }
    guard scalar == literal.quote else {
      if !literal.isTriple, scalar == "\n" || scalar == "\r" {
        throw failure("the string has no closing quote on its line", from: start)
      }
      return false
    }
    if literal.isTriple {
      guard peek(1) == literal.quote, peek(2) == literal.quote else { return false }
      offset += 3
    } else {
      offset += 1
    }
    return true
  }

  private mutating func appendElement(to literal: inout Literal) throws(Diagnostic) {
    guard let scalar = peek() else { return }
    if scalar == "\\", !literal.isRaw {
      try appendEscape(to: &literal)
    } else {
      offset += 1
      literal.append(scalar)
    }
  }

  private mutating func appendEscape(to literal: inout Literal) throws(Diagnostic) {
    let start = offset
    guard let code = peek(1) else {
      throw failure("the string has no closing quote", from: start)
    }
    offset += 2
    if let plain = Lexer.plainEscapes[code] {
      literal.append(plain)
      return
    }
    switch code {
    case "x", "X":
      literal.append(octet: UInt8(try digits(2, radix: 16, from: start)))
    case "0", "1", "2", "3":
      offset -= 1
      literal.append(octet: UInt8(try digits(3, radix: 8, from: start)))
    case "u" where !literal.isBytes:
      literal.append(try shortCodePoint(from: start))
    case "U" where !literal.isBytes:
      literal.append(try codePoint(try digits(8, radix: 16, from: start), from: start))
    default:
      throw failure(
        "`\\\(String(Character(code)))` is not an escape sequence",
        suggestion: "write `\\\\` for a backslash, or put `r` in front of the string",
        from: start
      )
    }
  }

  private static let plainEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "?": "?", "\"": "\"", "'": "'", "`": "`", "a": "\u{07}", "b": "\u{08}",
    "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}",
  ]

  /// Reads four hexadecimal digits; two such sequences may form a surrogate pair.
  private mutating func shortCodePoint(from start: Int) throws(Diagnostic) -> Unicode.Scalar {
    let unit = try digits(4, radix: 16, from: start)
    guard 0xD800..<0xDC00 ~= unit, peek() == "\\", peek(1) == "u" else {
      return try codePoint(unit, from: start)
    }
    offset += 2
    let second = try digits(4, radix: 16, from: start)
    guard 0xDC00..<0xE000 ~= second else { return try codePoint(unit, from: start) }
    return try codePoint(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00), from: start)
  }

  private func codePoint(_ value: UInt32, from start: Int) throws(Diagnostic) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else {
      throw failure("the escape sequence names no code point", from: start)
    }
    return scalar
  }

  private mutating func digits(
    _ count: Int,
    radix: Int,
    from start: Int
  ) throws(Diagnostic) -> UInt32 {
    let range = SourceRange(start: offset, end: min(offset + count, source.scalars.count))
    let text = source.text(of: range)
    offset = range.end
    let isComplete = range.end - range.start == count
    guard isComplete, !text.hasPrefix("+"), let value = UInt32(text, radix: radix) else {
      throw failure("the escape sequence needs \(count) digits of base \(radix)", from: start)
    }
    return value
  }
}
