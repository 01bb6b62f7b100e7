/// A place in a JSON object: `$` (`.name` | `["name"]` | `[index]`)*, at most 8 steps.
public struct FieldPath: Equatable, Sendable, CustomStringConvertible {
  /// One step of a path.
  public enum Step: Equatable, Sendable {
    /// Into the member of an object.
    case name(String)
    /// Into the element of an array, counted from 0.
    case index(Int)
  }

  /// The most steps.
  public static let depthMax = 8

  /// The steps from the whole object to the value; at least one.
  public let steps: [Step]

  /// Parses a path.
  ///
  /// In `["name"]` a backslash stands before a quote or a backslash.
  ///
  /// - Throws: `FieldPathError` with the offset of the first byte that does not fit.
  public init(_ text: String) throws(FieldPathError) {
    var parser = FieldPathParser(text)
    steps = try parser.parse()
  }

  /// The path as text that parses to the same steps.
  public var description: String {
    steps.reduce(into: "$") { text, step in
      switch step {
      case .name(let name) where FieldPathParser.isPlain(name): text += "." + name
      case .name(let name):
        let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        text += "[\"\(quoted)\"]"
      case .index(let index): text += "[\(index)]"
      }
    }
  }
}

/// What is wrong with a path, and where.
public struct FieldPathError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Bytes before the place.
  public let offsetBytes: Int
  /// What was expected there.
  public let expected: String

  /// The error as one sentence.
  public var description: String {
    "path, byte \(offsetBytes): expected \(expected)"
  }
}

/// Reads the steps of a path.
private struct FieldPathParser {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// Whether a name may follow a dot without quotes.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(isPlainByte)
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "[")
      && byte != UInt8(ascii: "]") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "*")
  }

  mutating func parse() throws(FieldPathError) -> [FieldPath.Step] {
    try expect(UInt8(ascii: "$"), "'$'")
    var steps: [FieldPath.Step] = []
    while index < bytes.count {
      guard steps.count < FieldPath.depthMax else {
        throw failure("the end, after \(FieldPath.depthMax) steps")
      }
      steps.append(try parseStep())
    }
    guard !steps.isEmpty else { throw failure("'.name', '[\"name\"]' or '[index]'") }
    return steps
  }

  private mutating func parseStep() throws(FieldPathError) -> FieldPath.Step {
    if peek == UInt8(ascii: ".") {
      index += 1
      let start = index
      while let byte = peek, Self.isPlainByte(byte) { index += 1 }
      guard index > start else { throw failure("a name") }
      return .name(String(decoding: bytes[start..<index], as: UTF8.self))
    }
    try expect(UInt8(ascii: "["), "'.' or '['")
    let step: FieldPath.Step =
      peek == UInt8(ascii: "\"") ? .name(try parseQuoted()) : .index(try parseIndex())
    try expect(UInt8(ascii: "]"), "']'")
    return step
  }

  private mutating func parseQuoted() throws(FieldPathError) -> String {
    index += 1
    var name: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        name.append(byte)
        continue
      }
      guard let escaped = peek, escaped == UInt8(ascii: "\"") || escaped == byte else {
        throw failure("'\"' or '\\' behind a backslash")
      }
      name.append(escaped)
      index += 1
    }
    try expect(UInt8(ascii: "\""), "'\"'")
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func parseIndex() throws(FieldPathError) -> Int {
    let start = index
    var value = 0
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value < 4_096 {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      index += 1
    }
    guard index > start, value < 4_096 else {
      index = start
      throw failure("a number from 0 to 4095, or a name in quotes")
    }
    return value
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(FieldPathError) {
    guard peek == byte else { throw failure(what) }
    index += 1
  }

  private func failure(_ expected: String) -> FieldPathError {
    FieldPathError(offsetBytes: index, expected: expected)
  }
}
