import CSystemd
import Glibc

extension StreamSocket {
  /// Connects without waiting; `EAGAIN` where the queue of the listener is full.
  static func connect(_ path: String) throws(SystemError) -> Descriptor {
    let number = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
      0
    )
    guard number >= 0 else { throw .current("make a socket") }
    let connection = Descriptor(owning: number)
    let result = connectSocket(number, path)
    guard result >= 0 else { throw SystemError(code: result, operation: "connect to \(path)") }
    return connection
  }

  /// Sends everything; false where the other side is gone or takes nothing for too long.
  static func sendWhole(_ socket: Int32, _ bytes: [UInt8], within limit: Duration) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      guard let count = send(socket, rest) else { return false }
      rest.removeFirst(count)
      if count == 0 {
        let ready = waitForDescriptors(
          [DescriptorWish(number: socket, readable: false, writable: true)],
          within: limit
        )
        guard ready.first?.writable == true else { return false }
      }
    }
    return true
  }
}

/// What is wanted, or is there, of a descriptor.
struct DescriptorWish: Equatable {
  var number: Int32
  var readable: Bool
  var writable: Bool
}
