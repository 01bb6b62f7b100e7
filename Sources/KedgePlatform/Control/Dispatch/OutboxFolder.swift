import Glibc
import KedgeModel

/// The outbox as the dispatcher reads it: through one descriptor, trusting nothing in it.
struct OutboxFolder {
  let path: String
  private let folder: Descriptor
  private let bad: Descriptor
  private let owner: uid_t

  /// - Throws: `SystemError` where the outbox or the folder for bad entries cannot be opened.
  init(path: String, owner: uid_t) throws(SystemError) {
    self.path = path
    self.owner = owner
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    folder = try openFile(path, flags: flags)
    bad = try openFile("\(path).bad", flags: flags)
  }

  /// Names in the outbox, sorted.
  func names() throws(SystemError) -> [String] {
    try directoryEntries("/proc/self/fd/\(folder.number)")
  }

  /// Reads an entry; `nil` where it is gone.
  ///
  /// - Throws: `DispatchRefusal` where it is not what the daemon writes.
  func read(_ name: String) throws(DispatchRefusal) -> DispatchEntry? {
    let descriptor: Descriptor
    do {
      descriptor = try openFile(
        name,
        in: folder,
        flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
      )
    } catch {
      if error.code == ENOENT { return nil }
      throw DispatchRefusal("cannot be opened: \(errorText(error.code))")
    }
    let bytes: [UInt8]
    do {
      let status = try FileStatus.of(descriptor.number)
      guard status.isRegular else { throw DispatchRefusal("no regular file") }
      let user = try fileOwner(descriptor.number)
      guard user == owner else { throw DispatchRefusal("belongs to user \(user)") }
      guard status.linkCount == 1 else { throw DispatchRefusal("has \(status.linkCount) links") }
      guard status.size <= DispatchEntry.bytesMax else { throw DispatchRefusal("is too large") }
      bytes = try readBytes(
        from: descriptor.number,
        at: 0,
        max: DispatchEntry.bytesMax + 1
      ).get()
    } catch let refusal as DispatchRefusal {
      throw refusal
    } catch {
      throw DispatchRefusal("cannot be read: \(error)")
    }
    guard bytes.count <= DispatchEntry.bytesMax else { throw DispatchRefusal("is too large") }
    return try DispatchEntry(name: name, bytes: bytes)
  }

  /// Takes an entry out.
  func remove(_ name: String) throws(SystemError) {
    try removeEntry(name, in: folder)
  }

  /// Puts an entry aside, so that it is never left in the outbox.
  func setAside(_ name: String) throws(SystemError) {
    do {
      try renameEntry(name, from: folder, to: bad)
    } catch {
      try removeEntry(name, in: folder)
    }
  }
}
