import CSystemd
import Glibc

/// Opens a file.
func openFile(
  _ path: String,
  flags: Int32,
  mode: mode_t = 0
) throws(SystemError) -> Descriptor {
  // The path is passed as a C string for the time of the call.
  let number = unsafe open(path, flags, mode)
  guard number >= 0 else { throw SystemError.current("open \(path)") }
  return Descriptor(owning: number)
}

/// Reads at most `max` bytes from `offset` on; fewer at the end of the file.
func readBytes(from descriptor: Int32, at offset: Int64, max: Int) -> Result<[UInt8], SystemError> {
  var failure: SystemError?
  // Exactly the bytes that the kernel wrote are declared as initialised.
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max) { buffer, count in
    while true {
      let result = unsafe pread(descriptor, buffer.baseAddress, max, off_t(offset))
      if result < 0, errno == EINTR { continue }
      if result < 0 { failure = SystemError.current("read at \(offset)") }
      count = Swift.max(0, result)
      return
    }
  }
  if let failure { return .failure(failure) }
  return .success(bytes)
}

/// Reads at most `max` bytes from a descriptor without offsets, such as a pipe.
func readBytes(from descriptor: Int32, max: Int) -> Result<[UInt8], SystemError> {
  var failure: SystemError?
  // As above.
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max) { buffer, count in
    while true {
      let result = unsafe read(descriptor, buffer.baseAddress, max)
      if result < 0, errno == EINTR { continue }
      if result < 0 { failure = SystemError.current("read") }
      count = Swift.max(0, result)
      return
    }
  }
  if let failure { return .failure(failure) }
  return .success(bytes)
}

/// Writes at a place of a file; returns how many bytes were written, or -1.
func writeBytes(_ bytes: [UInt8], to descriptor: Int32, at offset: Int64) -> Int {
  // The array lives as long as the call.
  unsafe pwrite(descriptor, bytes, bytes.count, off_t(offset))
}

/// Writes everything to a descriptor without offsets; false when that failed.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  // Every pointer handed out stays inside the array, which lives as long as the closure.
  unsafe bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
      let count = unsafe write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}

/// What the operating system knows about a file.
struct FileStatus: Equatable {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  var mode: mode_t
  var linkCount: UInt64
  var modifiedNanoseconds: Int64

  var isRegular: Bool { mode & S_IFMT == S_IFREG }
  var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }

  init(_ raw: stat) {
    device = UInt64(raw.st_dev)
    inode = UInt64(raw.st_ino)
    size = Int64(raw.st_size)
    mode = raw.st_mode
    linkCount = UInt64(raw.st_nlink)
    modifiedNanoseconds = Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec)
  }

  /// The status of an open file.
  static func of(_ descriptor: Int32) throws(SystemError) -> FileStatus {
    var raw = stat()
    // The kernel fills the structure.
    guard unsafe fstat(descriptor, &raw) == 0 else { throw SystemError.current("fstat") }
    return FileStatus(raw)
  }

  /// The status of a path, of the link itself unless links are followed.
  static func of(path: String, followsLinks: Bool) throws(SystemError) -> FileStatus {
    var raw = stat()
    // The path is passed as a C string for the time of the call; the kernel fills the structure.
    let result = unsafe followsLinks ? stat(path, &raw) : lstat(path, &raw)
    guard result == 0 else { throw SystemError.current("stat \(path)") }
    return FileStatus(raw)
  }
}

/// Names in a directory, sorted, without `.` and `..`.
func directoryEntries(_ path: String) throws(SystemError) -> [String] {
  // The stream is closed below, and nothing else uses it.
  guard let directory = unsafe opendir(path) else {
    throw SystemError.current("list \(path)")
  }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    // The name ends with a zero byte inside the entry, which is valid until the next `readdir`.
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
      unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { text in
        unsafe String(cString: text)
      }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// Renames a file.
func renameFile(_ old: String, to new: String) throws(SystemError) {
  // Both paths are passed as C strings for the time of the call.
  guard unsafe rename(old, new) == 0 else { throw SystemError.current("rename \(old)") }
}

/// Whether there is something at a path.
func fileExists(_ path: String) -> Bool {
  // The path is passed as a C string for the time of the call.
  unsafe access(path, F_OK) == 0
}

/// Makes a directory unless it is there.
func makeDirectory(_ path: String, mode: mode_t) throws(SystemError) {
  // The path is passed as a C string for the time of the call.
  guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
    throw SystemError.current("make \(path)")
  }
}
