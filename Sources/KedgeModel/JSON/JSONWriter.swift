extension JSONValue {
  /// The value as compact JSON, members in their own order.
  public var compact: String {
    var writer = JSONWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The value as canonical JSON: members sorted by the UTF-16 units of their names.
  ///
  /// - Note: RFC 8785.
  public var canonical: String {
    sortedByName.compact
  }

  /// The value as JSON of several lines, two spaces for each level.
  public var pretty: String {
    var writer = JSONWriter(indents: true)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private var sortedByName: JSONValue {
    switch self {
    case .null, .bool, .int, .double, .string: return self
    case .array(let elements): return .array(elements.map(\.sortedByName))
    case .object(let members):
      let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      return .object(sorted.map { JSONMember($0.name, $0.value.sortedByName) })
    }
  }
}

/// Writes JSON values into bytes; the one writer of replay lines, evidence and the control API.
///
/// Doubles are written with the fewest digits that read back equal, in the notation of ECMAScript
/// (RFC 8785, 3.2.2.3); strings escape what must be escaped and nothing else.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  private let indents: Bool
  private var depth = 0

  /// Makes a writer; one that `indents` puts each element and member on a line of its own.
  public init(indents: Bool = false) {
    self.indents = indents
  }

  /// Appends a value.
  public mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .double(let value): bytes += JSONWriter.text(of: value).utf8
    case .string(let value): write(text: value)
    case .array(let elements): writeList("[", "]", elements) { $0.write($1) }
    case .object(let members):
      writeList("{", "}", members) { writer, member in
        writer.write(text: member.name)
        writer.bytes += (writer.indents ? ": " : ":").utf8
        writer.write(member.value)
      }
    }
  }

  /// Appends bytes that are JSON already.
  public mutating func append(_ json: [UInt8]) {
    bytes += json
  }

  /// Empties the writer and keeps its memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends a newline.
  public mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func writeList<Element>(
    _ open: Unicode.Scalar,
    _ close: Unicode.Scalar,
    _ elements: [Element],
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      startLine()
      writeElement(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { startLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func startLine() {
    guard indents else { return }
    endLine()
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func write(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A finite double in the shortest form that reads back equal; `null` for any other.
  public static func text(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    guard value != 0 else { return "0" }
    // Between these bounds both notations write the same, but for the zero behind the point.
    if value.magnitude >= 1e-4, value.magnitude < 1e15 {
      let text = value.description
      return text.utf8.suffix(2).elementsEqual(".0".utf8) ? String(text.dropLast(2)) : text
    }
    let (digits, exponent) = shortestDigits(of: value.magnitude)
    let sign = value < 0 ? "-" : ""
    let count = digits.utf8.count
    // `point` digits stand before the decimal point: value = 0.DIGITS x 10^point.
    let point = exponent + count
    switch point {
    case count...21:
      return sign + digits + String(repeating: "0", count: point - count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let fraction = count > 1 ? "." + digits.dropFirst(1) : ""
      let power = point - 1
      return sign + digits.prefix(1) + fraction + "e" + (power < 0 ? "-" : "+") + String(abs(power))
    }
  }

  /// The fewest decimal digits that name a positive number, and the power of ten of the last one.
  private static func shortestDigits(of value: Double) -> (digits: String, exponent: Int) {
    let parts = value.description.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".")
    var digits = String(mantissa[0])
    if mantissa.count > 1, mantissa[1] != "0" {
      digits += mantissa[1]
      exponent -= mantissa[1].utf8.count
    }
    let trailing = digits.reversed().prefix { $0 == "0" }.count
    digits.removeLast(trailing)
    return (String(digits.drop { $0 == "0" }), exponent + trailing)
  }
}
