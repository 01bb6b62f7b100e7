import Glibc

/// An operation of the operating system that failed, with what was attempted.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The error number, positive, such as `ENOENT`.
  public var code: Int32
  /// What was attempted and on what, such as `open /var/log/app.ndjson`.
  public var operation: String

  /// Makes an error; a negative `code`, as libsystemd returns it, is accepted too.
  public init(code: Int32, operation: String) {
    self.code = abs(code)
    self.operation = operation
  }

  /// The last failure of this thread.
  static func current(_ operation: String) -> SystemError {
    SystemError(code: errno, operation: operation)
  }

  /// The operation and the text of the error, such as `open x: No such file or directory`.
  public var description: String {
    operation + ": " + errorText(code)
  }
}
