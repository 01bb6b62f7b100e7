/// The number that a socket keeps for us in `SO_PEEK_OFF`, over the death of the process.
///
/// The upper bits name a chunk, the lower 24 count its bytes that are still in the socket: taking
/// bytes lowers the number by as many, in the same step.
struct PeekRegister: Equatable {
  /// Bytes that one chunk may have at most, and one more.
  static let pendingLimit = 1 << 24

  /// The value that means "nothing is registered"; it also makes a look begin at the first byte.
  static let unset: Int32 = -1

  /// Number of the chunk, modulo 128.
  var chunk: Int32
  /// Bytes of the chunk that were not taken yet.
  var pending: Int

  /// The register for a chunk that is about to be committed.
  ///
  /// - Precondition: `pending` is below 16 MiB.
  init(chunk: Int64, pending: Int) {
    precondition((0..<Self.pendingLimit).contains(pending), "a chunk of \(pending) bytes")
    self.chunk = Int32(chunk % 128)
    self.pending = pending
  }

  /// Reads a register back; `nil` if nothing is registered.
  init?(_ value: Int32) {
    guard value >= 0 else { return nil }
    chunk = value >> 24
    pending = Int(value) & (Self.pendingLimit - 1)
  }

  /// The number for the kernel.
  var value: Int32 { chunk << 24 | Int32(pending) }
}

/// What has to happen with a connection that a predecessor of this process left behind.
enum Settlement: Equatable {
  /// Nothing is in doubt.
  case readOn
  /// The bytes that were looked at were never committed: forget the register and look again.
  case lookAgain
  /// The next bytes are committed already: take them without using them.
  case drop(bytes: Int)

  /// Decides by the register of the socket and the last chunk that the spool has of it.
  ///
  /// - Parameters:
  ///   - register: The value of the socket; `nil` where it cannot keep one.
  ///   - committedChunk: Number of the connection's last committed chunk; `nil` without a row,
  ///     and then nothing of this connection was ever committed, whatever the register says.
  init(register: Int32?, committedChunk: Int64?) {
    guard let register, let marker = PeekRegister(register), marker.pending > 0 else {
      self = .readOn
      return
    }
    guard let committedChunk, marker.chunk == Int32(committedChunk % 128) else {
      self = .lookAgain
      return
    }
    self = .drop(bytes: marker.pending)
  }
}
