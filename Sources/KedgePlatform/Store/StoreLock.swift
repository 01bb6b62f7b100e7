import Glibc

/// Keeps a second process away from a store, for as long as it lives.
final class StoreLock {
  private let descriptor: Descriptor

  /// Locks the file `path`, which is made if need be and holds the process number of its owner.
  ///
  /// - Throws: `StoreError.ownedByProcess` when somebody has it, `.notWritable` when it cannot
  ///   be made.
  init(path: String, store: String) throws(StoreError) {
    let file: Descriptor
    do {
      file = try openFile(path, flags: O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode: 0o600)
    } catch {
      throw .notWritable(path: store, detail: error.description)
    }
    guard Self.lock(file) else {
      throw .ownedByProcess(path: store, process: Self.owner(of: file))
    }
    descriptor = file
    // The number only serves the message of a second process; the lock holds without it.
    if ftruncate(file.number, 0) == 0 {
      _ = writeBytes(Array("\(getpid())\n".utf8), to: file.number, at: 0)
    }
  }

  /// Waits a moment for a predecessor that is just ending, or a child of it that is about to exec.
  private static func lock(_ file: Descriptor) -> Bool {
    for _ in 0..<25 {
      if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return true }
      _ = usleep(10_000)
    }
    return false
  }

  private static func owner(of file: Descriptor) -> Int32? {
    guard case .success(let bytes) = readBytes(from: file.number, at: 0, max: 32) else {
      return nil
    }
    return Int32(String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self))
  }
}
