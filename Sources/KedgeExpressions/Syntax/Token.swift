/// One lexical element.
struct Token: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case identifier(String)
    /// A name between backquotes, allowed after a dot only.
    case quotedIdentifier(String)
    /// Magnitude of an int literal; the parser applies the sign and checks the range.
    case int(UInt64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case symbol(Symbol)
    case end
  }

  /// Punctuation; the raw value is the text.
  enum Symbol: String, CaseIterable, Sendable {
    case and = "&&"
    case or = "||"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case greater = ">"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case remainder = "%"
    case not = "!"
    case question = "?"
    case colon = ":"
    case comma = ","
    case dot = "."
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
  }

  let kind: Kind
  let range: SourceRange

  /// How a message names the token.
  var description: String {
    switch kind {
    case .identifier(let name): "`\(name)`"
    case .quotedIdentifier(let name): "`` `\(name)` ``"
    case .int, .uint, .double: "a number"
    case .string: "a string"
    case .bytes: "a bytes literal"
    case .symbol(let symbol): "`\(symbol.rawValue)`"
    case .end: "the end of the expression"
    }
  }
}
