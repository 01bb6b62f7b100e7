import Glibc
public import KedgeControl
import KedgeModel

/// Carries lines from a descriptor to the ingest socket, and has them acknowledged (CLI 6).
///
/// What is not acknowledged is kept, and sent again over a new connection.
public struct IngestClient: ~Copyable {
  /// Bytes that are kept without an acknowledgement; then the input is not read on.
  static let keptBytesMax = 64 << 20
  private static let greetingMax = Duration.seconds(10)

  private let path: String
  private let source: String
  private let patience: Duration
  private var buffer = IngestBuffer()
  private var connection: Descriptor?
  private var answer: [UInt8] = []
  private var isInputOver = false
  private var hasConnected = false
  private var lastProgress = SystemClock.monotonic

  /// What became of the lines.
  public struct Result: Equatable, Sendable {
    /// Lines that were read.
    public let sent: Int
    /// Lines that are durable.
    public let acknowledged: Int
  }

  /// Makes a client; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - path: Path of the ingest socket.
  ///   - source: Name of the source; empty for none.
  ///   - patience: How long it tries to connect at first, and waits for the last
  ///     acknowledgements without any progress.
  public init(path: String, source: String, patience: Duration = .seconds(30)) {
    self.path = path
    self.source = source
    self.patience = patience
  }

  /// Carries everything to the end of the input.
  ///
  /// - Parameter input: The descriptor that is read.
  /// - Returns: what became of the lines; all are acknowledged unless the patience was over.
  /// - Throws: `Problem` where nobody listens, the socket may not be used or the input cannot be
  ///   read.
  public mutating func run(from input: Int32) throws(Problem) -> Result {
    while !isInputOver || buffer.lineCount > 0 {
      guard try connectIfNeeded() else { break }
      try turn(input)
      if buffer.lineCount == 0 { lastProgress = SystemClock.monotonic }
      if isPatienceOver { break }
    }
    guard hasConnected else {
      throw Problem(
        code: "state.unreachable",
        detail: "nobody listens at \(path); nothing was sent",
        next: "systemctl status kedged kedge-ingest.socket"
      )
    }
    return Result(sent: buffer.takenCount, acknowledged: buffer.acknowledgedCount)
  }

  /// Connects unless it is connected.
  ///
  /// - Returns: false where the patience is over.
  private mutating func connectIfNeeded() throws(Problem) -> Bool {
    while connection == nil {
      do {
        let fresh = try StreamSocket.connect(path)
        let hello: JSONValue = ["kedge": "hello", "source": .string(source), "ack": true]
        if StreamSocket.sendWhole(
          fresh.number,
          Array((hello.compact + "\n").utf8),
          within: IngestClient.greetingMax
        ) {
          connection = fresh
          hasConnected = true
          answer = []
          buffer.reconnect()
          return true
        }
      } catch {
        if error.code == EACCES || error.code == EPERM {
          throw Problem(
            code: "auth.denied",
            detail: "no permission for \(path)",
            next: "run it as root, or as a member of the group kedge-ingest"
          )
        }
      }
      guard !isPatienceOver else { return false }
      _ = usleep(100_000)
    }
    return true
  }

  /// Whether to give up.
  ///
  /// While the input goes on, its writer waits for the daemon as long as it takes: ending would
  /// break its pipe.
  private var isPatienceOver: Bool {
    (isInputOver || !hasConnected) && SystemClock.monotonic - lastProgress > patience
  }

  private mutating func turn(_ input: Int32) throws(Problem) {
    guard let socket = connection?.number else { return }
    var wishes = [DescriptorWish(number: socket, readable: true, writable: !buffer.isSent)]
    let takesInput = !isInputOver && buffer.byteCount < IngestClient.keptBytesMax
    if takesInput { wishes.append(DescriptorWish(number: input, readable: true, writable: false)) }
    let ready = waitForDescriptors(wishes, within: .milliseconds(500))
    guard let own = ready.first else { return }
    if own.readable { readAnswers(socket) }
    if takesInput, ready[1].readable { try readInput(input) }
    if own.writable { sendLines() }
  }

  private mutating func readInput(_ input: Int32) throws(Problem) {
    switch readBytes(from: input, max: 1 << 18) {
    case .failure(let error) where error.code == EAGAIN: return
    case .failure(let error): throw Problem(code: "io.input", detail: "\(error)")
    case .success(let bytes):
      guard bytes.isEmpty else { return buffer.take(bytes) }
      isInputOver = true
      lastProgress = SystemClock.monotonic
      buffer.finish()
    }
  }

  private mutating func sendLines() {
    while let socket = connection?.number, !buffer.isSent {
      guard let count = StreamSocket.send(socket, Array(buffer.unsent)) else {
        connection = nil
        return
      }
      guard count > 0 else { return }
      buffer.sent(count)
    }
  }

  private mutating func readAnswers(_ socket: Int32) {
    switch readBytes(from: socket, max: 1 << 14) {
    case .failure(let error):
      if error.code != EAGAIN { connection = nil }
    case .success(let bytes):
      guard !bytes.isEmpty else {
        connection = nil
        return
      }
      answer += bytes
      while let end = answer.firstIndex(of: UInt8(ascii: "\n")) {
        note(Array(answer[..<end]))
        answer.removeFirst(end + 1)
      }
      // A peer that answers with something else is no ingest socket.
      if answer.count > 4_096 { connection = nil }
    }
  }

  private mutating func note(_ line: [UInt8]) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: line)
    } catch {
      return
    }
    guard let count = document["ack"]?.integer else { return }
    lastProgress = SystemClock.monotonic
    buffer.acknowledge(count)
  }
}
