extension Lexer {
  /// Reads an int, uint or double literal without sign.
  mutating func number() throws(Diagnostic) -> Token.Kind {
    let start = offset
    let kind = isHexadecimal ? try hexadecimal() : try decimal()
    if let scalar = peek(), Lexer.startsName(scalar) {
      while let next = peek(), Lexer.startsName(next) || Lexer.isDigit(next) { offset += 1 }
      throw failure("`\(source.text(of: range(from: start)))` is not a number", from: start)
    }
    return kind
  }

  private var isHexadecimal: Bool {
    peek() == "0" && peek(1) == "x"
  }

  private mutating func hexadecimal() throws(Diagnostic) -> Token.Kind {
    let start = offset
    offset += 2
    while let scalar = peek(), scalar.properties.isASCIIHexDigit { offset += 1 }
    let digits = source.text(of: SourceRange(start: start + 2, end: offset))
    return try integer(UInt64(digits, radix: 16), start: start)
  }

  private mutating func decimal() throws(Diagnostic) -> Token.Kind {
    let start = offset
    skipDigits()
    var isDouble = false
    if peek() == ".", peek(1).map(Lexer.isDigit) == true {
      isDouble = true
      offset += 1
      skipDigits()
    }
    if peek() == "e" || peek() == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      if peek(signed ? 2 : 1).map(Lexer.isDigit) == true {
        isDouble = true
        offset += signed ? 2 : 1
        skipDigits()
      }
    }
    let text = source.text(of: range(from: start))
    guard isDouble else { return try integer(UInt64(text), start: start) }
    guard let value = Double(text), value.isFinite else {
      throw failure("`\(text)` is too large for a double", from: start)
    }
    return .double(value)
  }

  private mutating func integer(
    _ value: UInt64?,
    start: Int
  ) throws(Diagnostic) -> Token.Kind {
    let isUnsigned = peek() == "u" || peek() == "U"
    guard let value else {
      throw failure(
        "`\(source.text(of: range(from: start)))` does not fit into 64 bits",
        from: start
      )
    }
    if isUnsigned { offset += 1 }
    return isUnsigned ? .uint(value) : .int(value)
  }

  private mutating func skipDigits() {
    while let scalar = peek(), Lexer.isDigit(scalar) { offset += 1 }
  }
}
