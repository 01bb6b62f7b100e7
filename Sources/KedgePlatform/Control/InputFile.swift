import Glibc

/// A file that is read from its beginning.
public struct InputFile: Sendable {
  private let descriptor: Descriptor

  /// Opens a file.
  ///
  /// - Throws: `SystemError` where it cannot be read.
  public init(_ path: String) throws(SystemError) {
    descriptor = try openFile(path, flags: O_RDONLY | O_CLOEXEC)
  }

  /// The number that system calls take; valid as long as this value.
  public var number: Int32 { descriptor.number }
}
