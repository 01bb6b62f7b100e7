import Glibc

extension TextFile {
  /// Where a symbolic link points, or `nil` where there is none.
  static func linkTarget(_ path: String) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4_096) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      // The call writes at most the bytes of the buffer and says how many.
      let count = unsafe readlink(path, base, buffer.count)
      guard count > 0 else { return nil }
      let bytes = unsafe buffer[..<count].map { UInt8(bitPattern: $0) }
      return String(validating: bytes, as: UTF8.self)
    }
  }
}
