/// A slow JSON checker that follows the grammar of RFC 8259 rule by rule, for comparison.
struct ReferenceJSON {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0

  /// Whether bytes are one JSON text, nested at most 32 deep, numbers inside the doubles' range.
  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    var checker = ReferenceJSON(scalars: Array(text.unicodeScalars))
    checker.space()
    guard checker.value() else { return false }
    checker.space()
    return checker.index == checker.scalars.count
  }

  private init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  private mutating func space() {
    while let scalar = next, " \t\r\n".unicodeScalars.contains(scalar) { index += 1 }
  }

  private mutating func word(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { take($0) }
  }

  private mutating func value() -> Bool {
    switch next {
    case "{": container(close: "}") { $0.member() }
    case "[": container(close: "]") { $0.value() }
    case "\"": string()
    case "t": word("true")
    case "f": word("false")
    case "n": word("null")
    default: number()
    }
  }

  private mutating func container(
    close: Unicode.Scalar,
    element: (inout ReferenceJSON) -> Bool
  ) -> Bool {
    index += 1
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { return false }
    space()
    if take(close) { return true }
    repeat {
      space()
      guard element(&self) else { return false }
      space()
    } while take(",")
    return take(close)
  }

  private mutating func member() -> Bool {
    guard next == "\"", string() else { return false }
    space()
    guard take(":") else { return false }
    space()
    return value()
  }

  private mutating func string() -> Bool {
    index += 1
    while let scalar = next {
      index += 1
      if scalar == "\"" { return true }
      if scalar.value < 0x20 { return false }
      if scalar == "\\" && !escape() { return false }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let letter = next else { return false }
    index += 1
    if "\"\\/bfnrt".unicodeScalars.contains(letter) { return true }
    guard letter == "u", let unit = unit() else { return false }
    if (0xDC00...0xDFFF).contains(unit) { return false }
    guard (0xD800...0xDBFF).contains(unit) else { return true }
    guard take("\\"), take("u"), let low = self.unit() else { return false }
    return (0xDC00...0xDFFF).contains(low)
  }

  private mutating func unit() -> Int? {
    guard index + 4 <= scalars.count else { return nil }
    var unit = 0
    for scalar in scalars[index..<index + 4] {
      guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
      unit = unit * 16 + digit
    }
    index += 4
    return unit
  }

  private mutating func number() -> Bool {
    let start = index
    _ = take("-")
    if !take("0") {
      guard let first = next, ("1"..."9").contains(first) else { return false }
      digits()
    }
    if take(".") {
      guard digits() else { return false }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() else { return false }
    }
    let text = String(String.UnicodeScalarView(scalars[start..<index]))
    return Double(text)?.isFinite ?? false
  }

  @discardableResult
  private mutating func digits() -> Bool {
    let start = index
    while let scalar = next, ("0"..."9").contains(scalar) { index += 1 }
    return index > start
  }
}
