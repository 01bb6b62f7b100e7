/// The one way in which values are written as literals.
enum LiteralText {
  /// Text that the parser reads back as the value; values without a literal form are described.
  static func text(of value: Value) -> String {
    switch value {
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return "\(value)"
    case .uint(let value): return "\(value)u"
    case .double(let value): return text(of: value)
    case .string(let value): return quoted(value)
    case .bytes(let bytes): return "b\"\(bytes.map(escaped).joined())\""
    case .null: return "null"
    case .list(let elements): return "[\(elements.map(text).joined(separator: ", "))]"
    case .map(let map):
      let entries = map.entries.map { "\(text(of: $0.key)): \(text(of: $0.value))" }
      return "{\(entries.joined(separator: ", "))}"
    case .timestamp(let value): return "timestamp(\"\(value.description)\")"
    case .duration(let value): return "duration(\"\(value.description)\")"
    case .type(let type): return type.name
    case .optional(let value):
      return value.map { "optional.of(\(text(of: $0)))" } ?? "optional.none()"
    case .object(let object): return "\(object.type)(\(object.handle))"
    }
  }

  /// The text cut to what fits into a message.
  static func short(_ value: Value) -> String {
    let scalars = text(of: value).unicodeScalars
    return scalars.count <= 64 ? String(scalars) : "\(String(scalars.prefix(60)))..."
  }

  private static func text(of value: Double) -> String {
    let text = DoubleText.text(of: value)
    let isPlain = text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
    return isPlain ? text + ".0" : text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += "\\x" + hex(scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func escaped(_ byte: UInt8) -> String {
    let isPlain = (0x20...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
    return isPlain ? String(Character(Unicode.Scalar(byte))) : "\\x" + hex(UInt32(byte))
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }
}
