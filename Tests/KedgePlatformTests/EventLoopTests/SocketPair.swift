import Glibc
import KedgePlatform

/// Two connected Unix stream sockets.
struct SocketPair {
  let daemon: Descriptor
  let client: Descriptor

  init() throws {
    var numbers: [Int32] = [-1, -1]
    // The kernel writes two numbers.
    let result = unsafe socketpair(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
      0,
      &numbers
    )
    guard result == 0 else { throw SystemError(code: errno, operation: "socketpair") }
    daemon = Descriptor(owning: numbers[0])
    client = Descriptor(owning: numbers[1])
  }
}

extension Descriptor {
  /// Writes all of a text; the peer has room for it.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    // The array lives as long as the call.
    let count = unsafe Glibc.send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    precondition(count == bytes.count, "sent \(count) of \(bytes.count) bytes")
  }

  /// What can be received at once.
  func received() -> String {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    // The kernel writes at most as many bytes as the array has.
    let count = unsafe recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Bytes that wait, without taking them.
  var waitingCount: Int {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    // As above.
    return max(0, unsafe recv(number, &bytes, bytes.count, Int32(MSG_PEEK | MSG_DONTWAIT)))
  }

  /// Another descriptor of the same socket, as the service manager keeps one.
  func copy() -> Descriptor { Descriptor(owning: dup(number)) }
}

/// Sets a variable of the environment, or removes it; the tests that do so run one by one.
func setEnvironment(_ name: String, _ value: String?) {
  // Both texts are passed as C strings for the time of the call.
  if let value { _ = unsafe setenv(name, value, 1) } else { _ = unsafe unsetenv(name) }
}
