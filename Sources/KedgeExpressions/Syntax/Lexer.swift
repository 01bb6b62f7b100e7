/// Cuts the text of an expression into tokens.
struct Lexer {
  let source: SourceText
  var offset = 0

  /// All tokens; the last one is `.end`.
  ///
  /// - Throws: the first lexical error.
  static func tokens(of source: SourceText) throws(Diagnostic) -> [Token] {
    var lexer = Lexer(source: source)
    var tokens: [Token] = []
    repeat {
      tokens.append(try lexer.next())
    } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(Diagnostic) -> Token {
    skipSpaceAndComments()
    let start = offset
    guard let scalar = peek() else { return Token(kind: .end, range: range(from: start)) }
    if Lexer.isDigit(scalar) || (scalar == "." && peek(1).map(Lexer.isDigit) == true) {
      return Token(kind: try number(), range: range(from: start))
    }
    if let kind = try stringOrBytes() {
      return Token(kind: kind, range: range(from: start))
    }
    if Lexer.startsName(scalar) {
      return Token(kind: .identifier(name()), range: range(from: start))
    }
    if scalar == "`" {
      return Token(kind: try quotedName(), range: range(from: start))
    }
    return Token(kind: .symbol(try symbol()), range: range(from: start))
  }

  private mutating func skipSpaceAndComments() {
    while let scalar = peek() {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{0C}":
        offset += 1
      case "/" where peek(1) == "/":
        while let next = peek(), next != "\n", next != "\r" { offset += 1 }
      default:
        return
      }
    }
  }

  private mutating func name() -> String {
    let start = offset
    while let scalar = peek(), Lexer.startsName(scalar) || Lexer.isDigit(scalar) { offset += 1 }
    return source.text(of: range(from: start))
  }

  private mutating func quotedName() throws(Diagnostic) -> Token.Kind {
    let start = offset
    offset += 1
    while let scalar = peek(), Lexer.isInQuotedName(scalar) { offset += 1 }
    guard peek() == "`", offset > start + 1 else {
      throw failure(
        "a name between backquotes has letters, digits, `_`, `.`, `-`, `/` or spaces and ends"
          + " with a backquote",
        from: start
      )
    }
    offset += 1
    return .quotedIdentifier(
      source.text(of: SourceRange(start: start + 1, end: offset - 1))
    )
  }

  private mutating func symbol() throws(Diagnostic) -> Token.Symbol {
    let start = offset
    for (symbol, first, second) in Lexer.symbols
    where peek() == first && (second == nil || peek(1) == second) {
      offset += second == nil ? 1 : 2
      return symbol
    }
    offset += 1
    let text = source.text(of: range(from: start))
    let suggestion: String? =
      switch text {
      case "=": "write `==` to compare"
      case "&": "write `&&`"
      case "|": "write `||`"
      default: nil
      }
    throw failure("`\(text)` has no meaning here", suggestion: suggestion, from: start)
  }
}

extension Lexer {
  /// Two-character symbols come first in their declaration, so the longest one wins.
  fileprivate static let symbols = Token.Symbol.allCases.map { symbol in
    let scalars = Array(symbol.rawValue.unicodeScalars)
    return (symbol, scalars[0], scalars.count > 1 ? scalars[1] : nil)
  }

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = offset + distance
    return index < source.scalars.count ? source.scalars[index] : nil
  }

  func range(from start: Int) -> SourceRange {
    SourceRange(start: start, end: offset)
  }

  func failure(
    _ message: String,
    suggestion: String? = nil,
    from start: Int
  ) -> Diagnostic {
    let end = min(max(offset, start + 1), max(source.scalars.count, start))
    return Diagnostic(
      message,
      suggestion: suggestion,
      at: SourceRange(start: start, end: end),
      in: source
    )
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    "0" <= scalar && scalar <= "9"
  }

  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    ("a" <= scalar && scalar <= "z") || ("A" <= scalar && scalar <= "Z") || scalar == "_"
  }

  private static func isInQuotedName(_ scalar: Unicode.Scalar) -> Bool {
    if startsName(scalar) || isDigit(scalar) { return true }
    return scalar == "." || scalar == "-" || scalar == "/" || scalar == " "
  }
}
