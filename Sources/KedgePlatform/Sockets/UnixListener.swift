import CSystemd
import Glibc

/// Makes listening sockets for a daemon without a service manager.
public enum UnixListener {
  /// Binds a listening socket under a temporary name and moves it to its place.
  ///
  /// A stale node of a predecessor is replaced in one step; one that somebody serves is left alone.
  ///
  /// - Parameters:
  ///   - path: Where clients connect.
  ///   - mode: Access of the node, such as 0o660.
  ///   - backlog: Connections that may wait to be accepted.
  /// - Returns: The socket, which listens and does not block.
  /// - Throws: `SystemError` with `EACCES` when group or others can write the directory, so that
  ///   they could replace the node; with `EADDRINUSE` when another process listens there; otherwise
  ///   as the operating system says.
  public static func bind(
    path: String,
    mode: UInt32,
    backlog: Int32
  ) throws(SystemError) -> Descriptor {
    try requirePrivateDirectory(of: path)
    if (try? connect(path: path)) != nil {
      throw SystemError(code: EADDRINUSE, operation: "serve \(path), which another process serves")
    }
    let number = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
      0
    )
    guard number >= 0 else { throw .current("make a socket") }
    let listener = Descriptor(owning: number)
    StreamSocket.passCredentials(number)
    let temporary = path + ".new"
    removeFile(temporary)
    let result = bindSocket(number, temporary)
    guard result >= 0 else { throw SystemError(code: result, operation: "bind \(path)") }
    guard changeMode(temporary, mode) else { throw .current("chmod \(path)") }
    guard listen(number, backlog) == 0 else { throw .current("listen on \(path)") }
    try renameFile(temporary, to: path)
    return listener
  }

  /// Connects to a listening socket.
  public static func connect(path: String) throws(SystemError) -> Descriptor {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw .current("make a socket") }
    let connection = Descriptor(owning: number)
    let result = connectSocket(number, path)
    guard result >= 0 else { throw SystemError(code: result, operation: "connect to \(path)") }
    return connection
  }

  private static func requirePrivateDirectory(of path: String) throws(SystemError) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let status = try FileStatus.of(path: parent.isEmpty ? "/" : parent, followsLinks: true)
    guard status.mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw SystemError(code: EACCES, operation: "bind in \(parent), which others can write")
    }
  }
}
