import Glibc
import KedgeModel

/// A file that is read from its beginning to its end.
struct ReplayFile {
  private let descriptor: Descriptor
  /// When it was last changed; `nil` for what is no regular file.
  let changed: Timestamp?

  /// - Throws: `SystemError` where the file cannot be opened.
  init(path: String) throws(SystemError) {
    descriptor = try openFile(path, flags: O_RDONLY | O_CLOEXEC)
    let status = try FileStatus.of(descriptor.number)
    changed = status.isRegular ? Timestamp(nanoseconds: status.modifiedNanoseconds) : nil
  }

  /// The next bytes; empty at the end.
  ///
  /// - Throws: `SystemError` where reading fails.
  mutating func read(upTo count: Int) throws(SystemError) -> [UInt8] {
    try readBytes(from: descriptor.number, max: count).get()
  }
}
