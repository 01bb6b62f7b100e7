import Glibc

/// A file that is read from its beginning to its end.
struct ReplayFile {
  private let descriptor: Descriptor

  /// - Throws: `SystemError` where the file cannot be opened.
  init(path: String) throws(SystemError) {
    descriptor = try openFile(path, flags: O_RDONLY | O_CLOEXEC)
  }

  /// The next bytes; empty at the end.
  ///
  /// - Throws: `SystemError` where reading fails.
  mutating func read(upTo count: Int) throws(SystemError) -> [UInt8] {
    try readBytes(from: descriptor.number, max: count).get()
  }
}
