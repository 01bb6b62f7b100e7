import Glibc

/// Small files that are read whole.
public enum TextFile {
  /// The text of a file.
  ///
  /// - Throws: `SystemError` where it cannot be read, is larger than allowed or not UTF-8.
  public static func read(_ path: String, bytesMax: Int) throws(SystemError) -> String {
    let bytes = try readBytesOfFile(path, bytesMax: bytesMax)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SystemError(code: EILSEQ, operation: "read \(path) as UTF-8")
    }
    return text
  }

  /// The bytes of a file.
  ///
  /// - Throws: `SystemError` where it cannot be read or is larger than allowed.
  public static func readBytesOfFile(
    _ path: String,
    bytesMax: Int
  ) throws(SystemError) -> [UInt8] {
    let descriptor = try openFile(path, flags: O_RDONLY | O_CLOEXEC)
    var bytes: [UInt8] = []
    while bytes.count <= bytesMax {
      let part = try readBytes(from: descriptor.number, max: 1 << 16).get()
      if part.isEmpty { return bytes }
      bytes += part
    }
    throw SystemError(code: EFBIG, operation: "read \(path), at most \(bytesMax) bytes")
  }

  /// Writes a file whole: beside its place first, then renamed, so that nobody sees half of it.
  ///
  /// - Throws: `SystemError` where it cannot be written.
  public static func write(_ text: String, to path: String) throws(SystemError) {
    let beside = "\(path).new"
    let descriptor = try openFile(
      beside,
      flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
      mode: 0o644
    )
    guard writeAll(Array(text.utf8), to: descriptor.number), fsync(descriptor.number) == 0 else {
      throw SystemError.current("write \(beside)")
    }
    try renameFile(beside, to: path)
  }
}
