import Glibc
public import KedgeControl
public import KedgeModel

/// Asks the daemon over its control socket: blocking, one connection a request.
public struct ControlClient: Sendable {
  private static let answerBytesMax = 256 << 20
  private static let connectMax = Duration.seconds(2)

  /// Path of the control socket.
  public let path: String
  private let answerMax: Duration

  /// Makes a client; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - path: Path of the control socket.
  ///   - answerMax: How long an answer may take.
  public init(path: String, answerMax: Duration = .seconds(30)) {
    self.path = path
    self.answerMax = answerMax
  }

  /// Asks, and waits for the answer.
  ///
  /// - Returns: the answer, which may hold a problem of the daemon's.
  /// - Throws: `Problem` where there is no answer.
  public func send(
    _ method: String,
    _ target: String,
    body: JSONValue? = nil
  ) throws(Problem) -> ControlResponse {
    let connection = try connect()
    let content = body?.compact ?? ""
    var request = "\(method) \(target) HTTP/1.1\r\nHost: kedge\r\nConnection: close\r\n"
    if body != nil { request += "Content-Type: application/json\r\n" }
    request += "Content-Length: \(content.utf8.count)\r\n\r\n" + content
    guard StreamSocket.sendWhole(connection.number, Array(request.utf8), within: answerMax) else {
      throw unreachable("the request could not be sent")
    }
    return try read(connection)
  }

  /// Asks for a document.
  ///
  /// - Throws: `Problem` where there is none, the daemon's own where it says why.
  public func document(
    _ method: String,
    _ target: String,
    body: JSONValue? = nil
  ) throws(Problem) -> JSONValue {
    let response = try send(method, target, body: body)
    let document: JSONValue
    do {
      document = try JSONValue(parsing: response.body.utf8)
    } catch {
      throw Problem(
        code: "internal",
        detail: "the answer of \(path) is not JSON at byte \(error.offset)"
      )
    }
    guard response.status < 400 else {
      throw Problem(document: document)
        ?? Problem(code: "internal", detail: "the daemon answered with status \(response.status)")
    }
    return document
  }

  private func connect() throws(Problem) -> Descriptor {
    let deadline = SystemClock.monotonic + ControlClient.connectMax
    while true {
      do {
        return try StreamSocket.connect(path)
      } catch {
        switch error.code {
        case EAGAIN where SystemClock.monotonic < deadline:
          // The queue of connections is full: the daemon is starting or busy.
          _ = usleep(20_000)
        case ENOENT, ECONNREFUSED: throw notRunning(error)
        case EACCES, EPERM:
          throw Problem(
            code: "auth.denied",
            detail: "no permission for \(path)",
            next: "run it as root, or as a member of the group kedge-admin"
          )
        default: throw unreachable(errorText(error.code))
        }
      }
    }
  }

  private func notRunning(_ error: SystemError) -> Problem {
    let detail = error.code == ENOENT ? "no socket \(path)" : "nobody serves \(path)"
    return Problem(
      code: "state.not-running",
      detail: "kedged is not running: \(detail)",
      next: "systemctl start kedged, or name the socket with --socket"
    )
  }

  private func unreachable(_ detail: String) -> Problem {
    Problem(
      code: "state.unreachable",
      detail: "kedged does not answer at \(path): \(detail)",
      next: "systemctl status kedged"
    )
  }

  private func read(_ connection: Descriptor) throws(Problem) -> ControlResponse {
    let deadline = SystemClock.monotonic + answerMax
    var bytes: [UInt8] = []
    while bytes.count <= ControlClient.answerBytesMax {
      let left = deadline - SystemClock.monotonic
      guard left > .zero, isReadable(connection.number, within: left) else {
        throw unreachable("no answer within \(answerMax.components.seconds) s")
      }
      switch readBytes(from: connection.number, max: 1 << 16) {
      case .failure(let error) where error.code == EAGAIN: continue
      case .failure(let error): throw unreachable(errorText(error.code))
      case .success(let part):
        bytes += part
        if !part.isEmpty { continue }
        guard let response = ControlResponse(http: bytes) else {
          throw unreachable("the answer broke off")
        }
        return response
      }
    }
    throw unreachable("the answer is too large")
  }
}

extension ControlResponse {
  /// Reads an answer of which everything has come; `nil` where it is none or a part is missing.
  init?(http bytes: [UInt8]) {
    let blank = Array("\r\n\r\n".utf8)
    guard
      let end = bytes.indices.first(where: { bytes[$0...].starts(with: blank) })
    else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      return nil
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      headers[pair[0].lowercased()] = String(pair[1].drop { $0 == " " })
    }
    let body = bytes[(end + blank.count)...]
    if let length = headers["content-length"].flatMap({ Int($0) }), length != body.count {
      return nil
    }
    self.init(
      status: status,
      contentType: headers["content-type"] ?? "",
      body: String(decoding: body, as: UTF8.self)
    )
  }
}
