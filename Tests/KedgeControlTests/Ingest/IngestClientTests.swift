import Foundation
import Glibc
import KedgeControl
import KedgeModel
import KedgeTestSupport
import Synchronization
import Testing

@testable import KedgePlatform

@Suite struct IngestClientTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A stand-in for the daemon: takes a script of what each connection does.
  private final class Server: Sendable {
    /// Lines by connection.
    let storage: Received
    private let thread: WorkerThread

    /// Takes from each connection so many lines as `limits` says before it breaks off.
    init(_ path: String, limits: [Int?], acknowledges: Bool = true) throws {
      let listener = try UnixListener.bind(path: path, mode: 0o600, backlog: 4)
      let received = Received()
      storage = received
      thread = try WorkerThread(name: "stand-in") {
        for limit in limits {
          guard isReadable(listener.number, within: .seconds(10)),
            case .success(let connection) = StreamSocket.accept(listener.number)
          else { return }
          received.lines.withLock { $0.append([]) }
          Server.serve(connection, limit, acknowledges, received)
        }
      }
    }

    final class Received: Sendable {
      let lines = Mutex<[[String]]>([])
    }

    private static func serve(
      _ connection: Descriptor,
      _ limit: Int?,
      _ acknowledges: Bool,
      _ received: Received
    ) {
      var bytes: [UInt8] = []
      var count = -1
      while isReadable(connection.number, within: .seconds(10)),
        case .success(let part) = readBytes(from: connection.number, max: 4_096), !part.isEmpty
      {
        bytes += part
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
          let line = String(decoding: bytes[..<end], as: UTF8.self)
          bytes.removeFirst(end + 1)
          received.lines.withLock { $0[$0.count - 1].append(line) }
          count += 1
          if let limit, count == limit {
            if acknowledges { acknowledge(connection, max(0, count - 1)) }
            return
          }
        }
        if acknowledges { acknowledge(connection, count) }
      }
    }

    private static func acknowledge(_ connection: Descriptor, _ count: Int) {
      guard count > 0 else { return }
      _ = StreamSocket.send(connection.number, Array("{\"ack\":\(count)}\n".utf8))
    }

    func join() { thread.join() }
  }

  private func run(
    _ lines: String,
    patience: Duration = .seconds(10)
  ) throws -> IngestClient.Result {
    try folder.write("lines", lines)
    let file = try InputFile(folder.path("lines"))
    var client = IngestClient(
      path: folder.path("ingest.sock"),
      source: "checkout",
      patience: patience
    )
    return try client.run(from: file.number)
  }

  @Test func `everything is sent behind a greeting and acknowledged`() throws {
    let server = try Server(folder.path("ingest.sock"), limits: [nil])
    let lines = (0..<1_000).map { "{\"n\":\($0)}" }
    let result = try run(lines.joined(separator: "\n"))
    server.join()
    let received = server.storage.lines.withLock { $0 }
    #expect(result == IngestClient.Result(sent: 1_000, acknowledged: 1_000))
    #expect(received[0].first == "{\"kedge\":\"hello\",\"source\":\"checkout\",\"ack\":true}")
    #expect(Array(received[0].dropFirst()) == lines)
  }

  @Test func `what was not acknowledged is sent again over a new connection`() throws {
    // The first connection takes 10 lines and acknowledges 9 of them.
    let server = try Server(folder.path("ingest.sock"), limits: [10, nil])
    let lines = (0..<100).map { "line \($0)" }
    let result = try run(lines.joined(separator: "\n") + "\n")
    server.join()
    let received = server.storage.lines.withLock { $0 }
    #expect(result == IngestClient.Result(sent: 100, acknowledged: 100))
    #expect(Array(received[1].dropFirst()) == Array(lines[9...]))
  }

  @Test func `without acknowledgements it gives up and says how many are missing`() throws {
    let server = try Server(folder.path("ingest.sock"), limits: [nil], acknowledges: false)
    let result = try run("a\nb\n", patience: .seconds(1))
    server.join()
    #expect(result == IngestClient.Result(sent: 2, acknowledged: 0))
  }

  @Test func `without a daemon it fails, and says where it looked`() throws {
    let problem = #expect(throws: Problem.self) {
      try run("a\n", patience: .milliseconds(300))
    }
    #expect(problem?.exitStatus == 69)
    #expect(problem?.detail.contains(folder.path("ingest.sock")) == true)
  }
}
