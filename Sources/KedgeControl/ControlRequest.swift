public import KedgeModel

/// A request of the control socket, after its transport was checked.
public struct ControlRequest: Equatable, Sendable {
  /// The method, such as `GET`.
  public var method: String
  /// Segments of the path, decoded, without empty ones at the end.
  public var path: [String]
  /// Names and values of the query, decoded, in order.
  public var query: [ControlQueryItem]
  /// The `Accept` header; empty where there is none.
  public var accept = ""
  /// The body, or `nil` where there is none.
  public var body: JSONValue?
  /// User of the peer.
  public var user: UInt32 = 65_534
  /// Process of the peer.
  public var process: Int32 = 0

  /// Makes a request of a method and a target such as `/v1/events?limit=5`.
  ///
  /// - Throws: `Problem` with `request.malformed` where the target is no path of an origin, an
  ///   escape is none, or a name holds a zero byte.
  public init(method: String, target: String) throws(Problem) {
    self.method = method
    guard target.hasPrefix("/") else {
      throw Problem(code: "request.malformed", detail: "the target of a request begins with /")
    }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = []
    for segment in parts[0].split(separator: "/") {
      path.append(try ControlRequest.decoded(segment, plusIsSpace: false))
    }
    query = []
    for item in parts.dropFirst().joined().split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = pair.count > 1 ? pair[1] : ""
      query.append(
        ControlQueryItem(
          name: try ControlRequest.decoded(pair[0], plusIsSpace: true),
          value: try ControlRequest.decoded(value, plusIsSpace: true)
        )
      )
    }
  }

  /// The value of the first item of the query of a name, or `nil`.
  public subscript(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(Problem) -> String {
    let malformed = Problem(
      code: "request.malformed",
      detail: "the target of the request has a broken escape"
    )
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(hexadecimal),
          let low = rest.next().flatMap(hexadecimal)
        else { throw malformed }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0), let result = String(validating: bytes, as: UTF8.self) else {
      throw malformed
    }
    return result
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// One name and value of a query.
public struct ControlQueryItem: Equatable, Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: String

  /// Makes a pair.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension ControlRequest {
  /// A target of a path and a query, escaped.
  public static func target(_ path: [String], _ query: [ControlQueryItem] = []) -> String {
    let whole = path.map { "/" + escaped($0) }.joined()
    guard !query.isEmpty else { return whole }
    return whole + "?"
      + query.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
