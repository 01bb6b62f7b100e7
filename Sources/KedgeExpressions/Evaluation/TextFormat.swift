/// The function `format`: a template with clauses such as `%s` or `%.2f` and a list of values.
struct TextFormat {
  let bytesMax: Int

  private static let precisionMax = 100

  /// - Throws: `invalidConversion` when template and values do not fit, `valueTooLarge`.
  func text(_ template: String, _ values: [Value]) throws(EvaluationError) -> String {
    var result = BoundedText(bytesMax: bytesMax)
    var rest = Array(template.unicodeScalars)[...]
    var position = 0
    while !rest.isEmpty {
      let plain = rest.prefix { $0 != "%" }
      try result.append(StringFunctions.text(plain))
      rest = rest.dropFirst(plain.count)
      guard !rest.isEmpty else { break }
      rest.removeFirst()
      let precision = try TextFormat.precision(&rest)
      guard let verb = rest.popFirst() else { throw refusal("the template ends with `%`") }
      if verb == "%" {
        try result.append("%")
        continue
      }
      guard position < values.count else {
        throw refusal("the template has more clauses than the \(values.count) values")
      }
      try append(values[position], verb, precision, to: &result)
      position += 1
    }
    return result.text
  }

  private static func precision(
    _ rest: inout ArraySlice<Unicode.Scalar>
  ) throws(EvaluationError) -> Int? {
    guard rest.first == "." else { return nil }
    rest.removeFirst()
    let digits = rest.prefix(while: Lexer.isDigit)
    rest = rest.dropFirst(digits.count)
    guard let precision = Int(StringFunctions.text(digits)), precision <= precisionMax else {
      throw EvaluationError(
        .invalidConversion,
        "a precision is a number up to \(precisionMax)"
      )
    }
    return precision
  }

  private func append(
    _ value: Value,
    _ verb: Unicode.Scalar,
    _ precision: Int?,
    to result: inout BoundedText
  ) throws(EvaluationError) {
    switch verb {
    case "s": try appendText(of: value, to: &result)
    case "d": try result.append(try whole(value))
    case "f", "e": try result.append(try real(value, verb, precision ?? 6))
    case "b": try result.append(try digits(value, radix: 2, verb))
    case "o": try result.append(try digits(value, radix: 8, verb))
    case "x": try result.append(try hexadecimal(value, uppercase: false))
    case "X": try result.append(try hexadecimal(value, uppercase: true))
    default: throw refusal("`%\(StringFunctions.text([verb]))` is no clause")
    }
  }

  private func appendText(of value: Value, to result: inout BoundedText) throws(EvaluationError) {
    switch value {
    case .null: try result.append("null")
    case .type(let type): try result.append(type.name)
    case .double(let number):
      try result.append(TextFormat.special(number) ?? DoubleText.text(of: number))
    case .list(let elements):
      try result.append("[")
      for (position, element) in elements.enumerated() {
        if position > 0 { try result.append(", ") }
        try appendText(of: element, to: &result)
      }
      try result.append("]")
    case .map(let map): try appendEntries(of: map, to: &result)
    case .bool, .int, .uint, .string, .bytes, .timestamp, .duration, .optional, .object:
      let text = try Conversions(dialect: .specification).apply(.string, value)
      if case .string(let text) = text { try result.append(text) }
    }
  }

  /// Entries in the order of the texts of their keys.
  private func appendEntries(
    of map: MapValue,
    to result: inout BoundedText
  ) throws(EvaluationError) {
    var entries: [(key: String, value: Value)] = []
    for entry in map.entries {
      var key = BoundedText(bytesMax: bytesMax)
      try appendText(of: entry.key, to: &key)
      entries.append((key.text, entry.value))
    }
    entries.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    try result.append("{")
    for (position, entry) in entries.enumerated() {
      if position > 0 { try result.append(", ") }
      try result.append(entry.key)
      try result.append(": ")
      try appendText(of: entry.value, to: &result)
    }
    try result.append("}")
  }

  private static func special(_ number: Double) -> String? {
    if number.isNaN { return "NaN" }
    return number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : nil
  }

  private func whole(_ value: Value) throws(EvaluationError) -> String {
    if case .int(let number) = value { return "\(number)" }
    if case .uint(let number) = value { return "\(number)" }
    if case .double(let number) = value, let special = TextFormat.special(number) {
      return special
    }
    throw refusal("`%d` takes an int or uint, not \(value.type.name)")
  }

  private func real(
    _ value: Value,
    _ verb: Unicode.Scalar,
    _ precision: Int
  ) throws(EvaluationError) -> String {
    guard value.isNumber,
      case .double(let number) = try Conversions(dialect: .specification).apply(.double, value)
    else { throw refusal("`%\(verb)` takes a number, not \(value.type.name)") }
    if let special = TextFormat.special(number) { return special }
    let expansion = DecimalExpansion(number.magnitude)
    let sign = number.sign == .minus ? "-" : ""
    guard verb == "e" else {
      return sign + TextFormat.pointed(expansion.rounded(places: precision), precision)
    }
    var exponent = expansion.exponent
    var digits = expansion.rounded(places: precision - exponent)
    if digits.count > precision + 1 {
      // Rounding made 9.99 to 10.0.
      digits.removeLast()
      exponent += 1
    }
    let power = (exponent < 0 ? "-" : "+") + TimeText.padded(abs(exponent), 2)
    return "\(sign)\(TextFormat.pointed(digits, precision))e\(power)"
  }

  /// Digits with a point before the last `decimals` of them.
  private static func pointed(_ digits: [UInt8], _ decimals: Int) -> String {
    let zeros = [UInt8](repeating: 0, count: max(decimals + 1 - digits.count, 0))
    let text = String(decoding: (zeros + digits).map { $0 + 0x30 }, as: UTF8.self)
    return decimals == 0 ? text : "\(text.dropLast(decimals)).\(text.suffix(decimals))"
  }

  private func digits(
    _ value: Value,
    radix: Int,
    _ verb: Unicode.Scalar,
    uppercase: Bool = false
  ) throws(EvaluationError) -> String {
    if case .int(let number) = value {
      return String(number, radix: radix, uppercase: uppercase)
    }
    if case .uint(let number) = value {
      return String(number, radix: radix, uppercase: uppercase)
    }
    if radix == 2, case .bool(let bit) = value { return bit ? "1" : "0" }
    throw refusal("`%\(verb)` does not take \(value.type.name)")
  }

  private func hexadecimal(_ value: Value, uppercase: Bool) throws(EvaluationError) -> String {
    let bytes: [UInt8]
    if case .string(let text) = value {
      bytes = Array(text.utf8)
    } else if case .bytes(let octets) = value {
      bytes = octets
    } else {
      return try digits(value, radix: 16, uppercase ? "X" : "x", uppercase: uppercase)
    }
    return bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: uppercase)
    }.joined()
  }

  private func refusal(_ message: String) -> EvaluationError {
    EvaluationError(.invalidConversion, message)
  }
}
