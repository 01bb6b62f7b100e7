/// `size` or a search in text; the raw value is the name.
enum TextFunction: String, Hashable, Sendable {
  case contains
  case endsWith
  case matches
  case size
  case startsWith
}

/// `size` and the searches in text.
enum TextFunctions {
  static func apply(
    _ function: TextFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    switch function {
    case .size:
      guard arguments.count == 1 else { throw .noOverload("size", arguments) }
      return try size(of: arguments[0])
    case .contains:
      let (text, part) = try texts(function, arguments)
      return .bool(contains(Array(text.utf8), Array(part.utf8)))
    case .startsWith:
      let (text, part) = try texts(function, arguments)
      return .bool(text.utf8.starts(with: part.utf8))
    case .endsWith:
      let (text, part) = try texts(function, arguments)
      return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    case .matches:
      preconditionFailure("the evaluator searches patterns, since only it knows their cost")
    }
  }

  private static func texts(
    _ function: TextFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> (text: String, part: String) {
    guard arguments.count == 2, case .string(let text) = arguments[0],
      case .string(let part) = arguments[1]
    else { throw .noOverload(function.rawValue, arguments) }
    return (text, part)
  }

  /// Code points of a string, octets of bytes, elements of a list, entries of a map.
  private static func size(of value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .string(let text): return .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): return .int(Int64(bytes.count))
    case .list(let elements): return .int(Int64(elements.count))
    case .map(let map): return .int(Int64(map.count))
    case .bool, .int, .uint, .double, .null, .timestamp, .duration, .type, .optional, .object:
      throw .noOverload("size", value)
    }
  }

  /// Whether `part` occurs in `text`.
  ///
  /// - Complexity: O(n + m) for n and m bytes, whatever their content.
  /// - Note: Knuth, Morris and Pratt, SIAM Journal on Computing 6 (1977), doi:10.1137/0206024.
  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty else { return true }
    guard part.count <= text.count else { return false }
    // borders[i]: length of the longest proper border of the first i + 1 bytes of `part`.
    var borders = [Int](repeating: 0, count: part.count)
    var matched = 0
    for index in 1..<part.count {
      while matched > 0, part[index] != part[matched] { matched = borders[matched - 1] }
      if part[index] == part[matched] { matched += 1 }
      borders[index] = matched
    }
    matched = 0
    for byte in text {
      while matched > 0, byte != part[matched] { matched = borders[matched - 1] }
      if byte == part[matched] { matched += 1 }
      if matched == part.count { return true }
    }
    return false
  }
}
