import Foundation
import KedgeExpressions
import KedgeTestSupport

/// One case of the public conformance suite.
struct ConformanceCase: Decodable, CustomStringConvertible, Sendable {
  let file: String
  let section: String
  let name: String
  let expr: String
  let variables: [[JSON]]?
  let bindings: [String: JSON]?
  let isUnchecked: Bool?
  let isCheckOnly: Bool?
  let expect: Expectation

  struct Expectation: Decodable, Sendable {
    let value: JSON?
    let error: Bool?
    let deducedType: JSON?

    enum CodingKeys: String, CodingKey {
      case value, error
      case deducedType = "deduced_type"
    }
  }

  enum CodingKeys: String, CodingKey {
    case file, section, name, expr, variables, bindings, expect
    case isUnchecked = "disable_check"
    case isCheckOnly = "check_only"
  }

  var description: String { "\(file)/\(section)/\(name): \(expr)" }

  /// The file of cases: another one where `KEDGE_CEL_CONFORMANCE` names it.
  static let url: URL = {
    let other = ProcessInfo.processInfo.environment["KEDGE_CEL_CONFORMANCE"]
    return other.map { URL(filePath: $0) } ?? SharedData.url("cel/conformance.jsonl")
  }()

  static var areThere: Bool { FileManager.default.fileExists(atPath: url.path) }

  static func all() -> [ConformanceCase] {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    let decoder = JSONDecoder()
    return text.split(separator: "\n").compactMap { line in
      do {
        return try decoder.decode(ConformanceCase.self, from: Data(line.utf8))
      } catch {
        fatalError("a case cannot be read: \(line): \(error)")
      }
    }
  }
}

/// Any JSON value.
enum JSON: Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }
}

struct UnreadableCase: Error {
  let json: JSON
}

extension JSON {
  /// The value of the language in the notation of the suite.
  func value() throws -> Value {
    guard case .object(let fields) = self, let (kind, content) = fields.first else {
      throw UnreadableCase(json: self)
    }
    switch (kind, content) {
    case ("null", _): return .null
    case ("bool", .bool(let value)): return .bool(value)
    case ("string", .string(let text)): return .string(text)
    case ("type", .string(let name)): return .type(TypeValue(name: name))
    case ("int", .string(let text)): if let value = Int64(text) { return .int(value) }
    case ("uint", .string(let text)): if let value = UInt64(text) { return .uint(value) }
    case ("double", .string(let text)): if let value = Double(text) { return .double(value) }
    case ("bytes", .string(let text)):
      if let data = Data(base64Encoded: text) { return .bytes(Array(data)) }
    case ("list", .array(let elements)): return .list(try elements.map { try $0.value() })
    case ("map", .array(let entries)):
      var map = MapValue()
      for case .array(let entry) in entries {
        _ = map.insert(try entry[0].value(), try entry[1].value())
      }
      return .map(map)
    default: break
    }
    throw UnreadableCase(json: self)
  }

  /// The type in the notation of the suite.
  func type() throws -> ExpressionType {
    switch self {
    case .string("dyn"): return .dynamic
    case .string("bool"): return .bool
    case .string("int"): return .int
    case .string("uint"): return .uint
    case .string("double"): return .double
    case .string("string"): return .string
    case .string("bytes"): return .bytes
    case .object(let fields):
      if let element = fields["list"] { return .list(try element.type()) }
      if case .array(let types)? = fields["map"] {
        return .map(try types[0].type(), try types[1].type())
      }
      if case .string("optional_type")? = fields["abstract"],
        case .array(let types)? = fields["params"]
      {
        return .optional(try types[0].type())
      }
    default: break
    }
    throw UnreadableCase(json: self)
  }
}
