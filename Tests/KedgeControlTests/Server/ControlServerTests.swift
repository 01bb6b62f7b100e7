import Foundation
import Glibc
import KedgeControl
import KedgeModel
import KedgeTestSupport
import Synchronization
import Testing

@testable import KedgePlatform

@Suite struct ControlServerTests {
  private let folder: TemporaryFolder
  private let server: ControlServer
  private let socket: String

  /// What came to the closure of the server.
  private final class Requests: Sendable {
    let all = Mutex<[ControlRequest]>([])
  }

  private let requests = Requests()

  init() throws {
    folder = try TemporaryFolder()
    socket = folder.path("control.sock")
    let listener = try UnixListener.bind(path: socket, mode: 0o600, backlog: 16)
    let requests = requests
    server = try ControlServer(listener: listener) { request, reply in
      requests.all.withLock { $0.append(request) }
      // From another thread, as the engine's does.
      Thread.detachNewThread {
        reply(ControlResponse(document: ["path": .string(request.path.joined(separator: "/"))]))
      }
    }
  }

  private static let hasCurl = FileManager.default.fileExists(atPath: "/usr/bin/curl")

  private func curl(_ arguments: String...) throws -> String {
    try output(
      "/usr/bin/curl",
      ["-s", "-m", "10", "-w", "\n%{http_code}", "--unix-socket", socket] + arguments
    ).text
  }

  @Test(.enabled(if: hasCurl)) func `curl is answered, with the peer's credentials`() throws {
    let text = try curl("http://kedge/v1/status?model=a")
    server.stop()
    #expect(text == "{\"path\":\"v1/status\"}\n\n200")
    let request = try #require(requests.all.withLock { $0.first })
    #expect(request.method == "GET")
    #expect(request["model"] == "a")
    #expect(request.user == getuid())
    #expect(request.process > 0)
  }

  @Test(.enabled(if: hasCurl)) func `a body arrives as JSON, a broken one is refused`() throws {
    let good = try curl("-d", "{\"result\":\"succeeded\"}", "http://kedge/v1/actions/a/report")
    let bad = try curl("-d", "{\"result\":", "http://kedge/v1/actions/a/report")
    server.stop()
    #expect(good.hasSuffix("200"))
    #expect(bad.hasSuffix("400"))
    #expect(requests.all.withLock { $0.map(\.body) } == [["result": "succeeded"]])
  }

  @Test(.enabled(if: hasCurl)) func `pages of the web are refused`() throws {
    let text = try curl("-H", "Origin: http://x", "http://kedge/v1/status")
    server.stop()
    #expect(text.hasSuffix("403"))
    #expect(text.contains("auth.denied"))
  }

  @Test(.enabled(if: hasCurl)) func `two requests of one connection are answered`() throws {
    let text = try curl("http://kedge/a", "http://kedge/b")
    server.stop()
    #expect(text == "{\"path\":\"a\"}\n\n200{\"path\":\"b\"}\n\n200")
  }

  /// Raw bytes and the status of the answer.
  static let broken: [(bytes: String, status: String)] = [
    ("nonsense\r\n\r\n", "400"),
    ("GET /a HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", "400"),
    ("POST /a HTTP/1.1\r\nContent-Length: 70000\r\n\r\n", "413"),
    ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\n\r\n", "413"),
    ("GET /a HTTP/1.1\r\nX: \(String(repeating: "b", count: 20_000))\r\n\r\n", "431"),
    ("GET http://other/ HTTP/1.1\r\n\r\n", "400"),
    ("GET /a%0 HTTP/1.1\r\n\r\n", "400"),
  ]

  @Test(arguments: broken)
  func `a broken request is refused and the connection closed`(
    row: (bytes: String, status: String)
  ) throws {
    let connection = try UnixListener.connect(path: socket)
    writeAll(Array(row.bytes.utf8), to: connection.number)
    var answer: [UInt8] = []
    while isReadable(connection.number, within: .seconds(5)),
      case .success(let part) = readBytes(from: connection.number, max: 4_096), !part.isEmpty
    {
      answer += part
    }
    server.stop()
    let text = String(decoding: answer, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 \(row.status) "), "\(text.prefix(200))")
  }

  @Test func `the client reads answers and problems`() throws {
    let client = ControlClient(path: socket, answerMax: .seconds(5))
    let document = try client.document("GET", "/v1/x")
    server.stop()
    #expect(document["path"]?.text == "v1/x")
    #expect(throws: Problem.self) {
      try ControlClient(path: folder.path("none.sock")).send("GET", "/")
    }
  }

  @Test func `without a daemon the client says so with exit status 3`() {
    server.stop()
    for path in [folder.path("none.sock"), socket] {
      #expect {
        try ControlClient(path: path).send("GET", "/v1/status")
      } throws: {
        ($0 as? Problem)?.exitStatus == 3
      }
    }
  }

  @Test func `connections beyond four of a user are told that there are too many`() throws {
    guard getuid() != 0 else { return server.stop() }
    var held: [Descriptor] = []
    for _ in 0..<4 { held.append(try UnixListener.connect(path: socket)) }
    let client = ControlClient(path: socket, answerMax: .seconds(5))
    usleep(100_000)
    #expect {
      try client.document("GET", "/v1/x")
    } throws: {
      ($0 as? Problem)?.code == "limit.busy"
    }
    server.stop()
    held = []
  }
}
