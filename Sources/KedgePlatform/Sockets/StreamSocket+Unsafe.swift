import CSystemd

/// System calls on Unix stream sockets; none of them waits.
enum StreamSocket {
  /// What a look into a socket found.
  struct Look {
    /// Next bytes; empty at the end of the stream.
    var bytes: [UInt8]
    /// User that wrote them, where the kernel says so.
    var writer: UInt32?
  }

  /// Looks at no more than `max` bytes of one writer and leaves them in the socket.
  static func look(_ socket: Int32, max: Int) -> Result<Look, SystemError> {
    var peek = kedge_peek()
    // The kernel writes at most `max` bytes, and only those it wrote become elements.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max) { buffer, count in
      unsafe peek = kedge_peek_bytes(socket, buffer.baseAddress, UInt(max))
      count = Swift.max(0, Int(peek.count))
    }
    guard peek.count >= 0 else {
      return .failure(
        SystemError(code: Int32(clamping: peek.count), operation: "look into a socket")
      )
    }
    return .success(Look(bytes: bytes, writer: peek.has_writer != 0 ? peek.writer_uid : nil))
  }

  /// Takes `count` bytes that were looked at; fewer only when they are not there.
  static func take(_ socket: Int32, count: Int) -> Int {
    // The kernel writes at most the announced bytes into memory of this call.
    unsafe withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 8) { buffer in
      var taken = 0
      while taken < count {
        let wanted = min(count - taken, buffer.count)
        let result = unsafe kedge_take_bytes(socket, buffer.baseAddress, UInt(wanted))
        if result == -Int(EINTR) { continue }
        guard result > 0 else { break }
        taken += result
      }
      return taken
    }
  }

  /// Sends what fits; `nil` when the other side is gone.
  static func send(_ socket: Int32, _ bytes: [UInt8]) -> Int? {
    // The array lives as long as the call.
    let result = unsafe kedge_send_bytes(socket, bytes, UInt(bytes.count))
    if result == -Int(EAGAIN) || result == -Int(EINTR) { return 0 }
    return result < 0 ? nil : result
  }

  /// The peek register; `nil` where the socket has none.
  static func register(_ socket: Int32) -> Int32? {
    var value: Int32 = 0
    // The kernel writes one number.
    guard unsafe kedge_get_option(socket, KEDGE_SO_PEEK_OFF, &value) == 0 else { return nil }
    return value
  }

  /// Sets the peek register; false where the socket has none.
  static func setRegister(_ socket: Int32, _ value: Int32) -> Bool {
    kedge_set_option(socket, KEDGE_SO_PEEK_OFF, value) == 0
  }

  /// Makes an urgent byte an ordinary one: it would keep a socket readable and yet be invisible.
  static func takeUrgentBytesInLine(_ socket: Int32) {
    _ = kedge_set_option(socket, SO_OOBINLINE, 1)
  }

  /// Asks the kernel to name the writer of bytes.
  static func passCredentials(_ socket: Int32) {
    _ = kedge_set_option(socket, KEDGE_SO_PASSCRED, 1)
  }

  /// The user that connected; the overflow user where the kernel does not say.
  static func peer(_ socket: Int32) -> UInt32 {
    var uid: UInt32 = 65_534
    // The kernel writes one number.
    _ = unsafe kedge_peer_uid(socket, &uid)
    return uid
  }

  /// Accepts one connection.
  static func accept(_ listener: Int32) -> Result<Descriptor, SystemError> {
    let number = kedge_accept(listener)
    guard number >= 0 else {
      return .failure(SystemError(code: number, operation: "accept a connection"))
    }
    return .success(Descriptor(owning: number))
  }
}
