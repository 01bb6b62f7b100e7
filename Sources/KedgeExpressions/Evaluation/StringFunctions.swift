/// A function of the strings and encoders extensions; the raw value is the name.
enum StringFunction: String, Hashable, Sendable {
  case charAt
  case decode = "base64.decode"
  case encode = "base64.encode"
  case format
  case indexOf
  case join
  case lastIndexOf
  case lowerAscii
  case quote = "strings.quote"
  case replace
  case reverse
  case split
  case substring
  case trim
  case upperAscii
}

/// Searching, cutting and joining text; positions count code points.
struct StringFunctions {
  let bytesMax: Int

  func apply(_ function: StringFunction, _ arguments: [Value]) throws(EvaluationError) -> Value {
    switch function {
    case .charAt, .indexOf, .lastIndexOf, .substring:
      return try TextPositions.apply(function, arguments)
    case .join: return .string(try join(arguments))
    case .split, .replace: return try splitOrReplace(function, arguments)
    case .format:
      guard arguments.count == 2, case .string(let template) = arguments[0],
        case .list(let values) = arguments[1]
      else { throw .noOverload("format", arguments) }
      return .string(try TextFormat(bytesMax: bytesMax).text(template, values))
    case .encode, .decode:
      guard arguments.count == 1 else { throw .noOverload(function.rawValue, arguments) }
      return try Base64.apply(function, arguments[0])
    case .lowerAscii, .upperAscii, .reverse, .trim, .quote:
      guard arguments.count == 1, case .string(let text) = arguments[0] else {
        throw .noOverload(function.rawValue, arguments)
      }
      return .string(StringFunctions.changed(function, Array(text.unicodeScalars)))
    }
  }

  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func changed(_ function: StringFunction, _ scalars: [Unicode.Scalar]) -> String {
    switch function {
    case .lowerAscii:
      text(scalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 })
    case .upperAscii:
      text(scalars.map { ("a"..."z").contains($0) ? Unicode.Scalar(UInt8($0.value) - 32) : $0 })
    case .reverse:
      text(scalars.reversed())
    case .trim:
      text(
        scalars.drop(while: \.properties.isWhitespace).reversed()
          .drop(while: \.properties.isWhitespace).reversed()
      )
    case .quote:
      "\"" + scalars.map { escapes[$0] ?? text([$0]) }.joined() + "\""
    case .charAt, .decode, .encode, .format, .indexOf, .join, .lastIndexOf, .replace, .split,
      .substring:
      text(scalars)
    }
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\u{0B}": "\\v", "\\": "\\\\", "\"": "\\\"",
  ]

  private func join(_ arguments: [Value]) throws(EvaluationError) -> String {
    var separator = ""
    if arguments.count == 2, case .string(let text) = arguments[1] { separator = text }
    let hasSeparator = arguments.count == 2 && arguments[1].type == .string
    guard hasSeparator || arguments.count == 1, case .list(let elements) = arguments[0] else {
      throw .noOverload("join", arguments)
    }
    var result = BoundedText(bytesMax: bytesMax)
    for (position, element) in elements.enumerated() {
      guard case .string(let text) = element else { throw .noOverload("join", arguments) }
      if position > 0 { try result.append(separator) }
      try result.append(text)
    }
    return result.text
  }

  private func splitOrReplace(
    _ function: StringFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    let needed = function == .split ? 2 : 3
    guard arguments.count == needed || arguments.count == needed + 1,
      case .string(let text) = arguments[0], case .string(let part) = arguments[1]
    else { throw .noOverload(function.rawValue, arguments) }
    var limit = Int64(-1)
    if arguments.count > needed {
      guard case .int(let number) = arguments[needed] else {
        throw .noOverload(function.rawValue, arguments)
      }
      limit = number
    }
    if function == .split {
      return .list(StringFunctions.split(text, part, limit).map { .string($0) })
    }
    guard case .string(let new) = arguments[2] else { throw .noOverload("replace", arguments) }
    return .string(try replaced(text, part, new, limit))
  }

  /// At most `limit` pieces, the last with the rest; all for a negative limit.
  private static func split(_ whole: String, _ separator: String, _ limit: Int64) -> [String] {
    if limit == 0 { return [] }
    let (scalars, part) = (Array(whole.unicodeScalars), Array(separator.unicodeScalars))
    var pieces: [String] = []
    var start = 0
    while limit < 0 || pieces.count < limit - 1 {
      if part.isEmpty {
        guard start + 1 < scalars.count else { break }
        pieces.append(text([scalars[start]]))
        start += 1
      } else {
        guard let found = TextPositions.first(part, in: scalars, from: start) else { break }
        pieces.append(text(scalars[start..<found]))
        start = found + part.count
      }
    }
    if part.isEmpty, scalars.isEmpty { return [] }
    return pieces + [text(scalars[start...])]
  }

  /// Replaces at most `limit` occurrences; an empty part occurs around every code point.
  private func replaced(
    _ whole: String,
    _ old: String,
    _ new: String,
    _ limit: Int64
  ) throws(EvaluationError) -> String {
    let (scalars, part) = (Array(whole.unicodeScalars), Array(old.unicodeScalars))
    var result = BoundedText(bytesMax: bytesMax)
    var (start, searched, count) = (0, 0, Int64(0))
    while limit < 0 || count < limit,
      let found = TextPositions.first(part, in: scalars, from: searched)
    {
      try result.append(StringFunctions.text(scalars[start..<found]))
      try result.append(new)
      start = found + part.count
      searched = max(start, found + 1)
      count += 1
    }
    try result.append(StringFunctions.text(scalars[start...]))
    return result.text
  }
}
