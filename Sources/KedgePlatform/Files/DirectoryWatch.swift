import CSystemd

/// Asks the kernel to announce changes of files in directories.
struct DirectoryWatch {
  /// What was announced since the last look.
  struct Changes: Equatable {
    /// Files whose content may have changed.
    var paths: Set<String> = []
    /// Whether files may have come, gone or moved, or announcements were lost.
    var namesChanged = false
  }

  let descriptor: Descriptor
  private var directories: [Int32: String] = [:]
  private var refused: Set<String> = []
  /// Whether the kernel announces every name in the directories of the last call of `watch`, and did
  /// before that call: one that is new may have got names meanwhile.
  private(set) var isComplete = false

  init() throws(SystemError) {
    let number = kedge_make_inotify()
    guard number >= 0 else { throw SystemError(code: number, operation: "make an inotify watch") }
    descriptor = Descriptor(owning: number)
  }

  /// Watches directories, those already watched included: one may have been made anew.
  ///
  /// - Returns: Directories that the kernel refuses to watch for lack of watches, each once.
  mutating func watch(_ paths: [String]) -> [String] {
    var refusals: [String] = []
    isComplete = true
    for path in paths {
      let watch = watchDirectory(descriptor.number, path)
      if watch >= 0 {
        if directories.updateValue(path, forKey: watch) != path { isComplete = false }
        continue
      }
      isComplete = false
      if watch == -ENOSPC || watch == -ENOMEM, refused.insert(path).inserted {
        refusals.append(path)
      }
    }
    return refusals
  }

  /// Takes what was announced, without waiting.
  mutating func takeChanges() -> Changes {
    var changes = Changes()
    while case .success(let bytes) = readBytes(from: descriptor.number, max: 65_536),
      !bytes.isEmpty
    {
      add(bytes, to: &changes)
    }
    return changes
  }

  /// Reads records of the kernel: watch, mask, cookie, length of the name, name with zeros behind.
  private mutating func add(_ bytes: [UInt8], to changes: inout Changes) {
    var position = 0
    while position + 16 <= bytes.count {
      let watch = Int32(bitPattern: word(bytes, position))
      let mask = word(bytes, position + 4)
      let length = Int(word(bytes, position + 12))
      let name = bytes[(position + 16)...].prefix(length).prefix { $0 != 0 }
      if mask & kedge_name_events() != 0 { changes.namesChanged = true }
      if let directory = directories[watch], !name.isEmpty {
        let prefix = directory == "/" ? "" : directory
        changes.paths.insert(prefix + "/" + String(decoding: name, as: UTF8.self))
      }
      position += 16 + length
    }
  }

  private func word(_ bytes: [UInt8], _ position: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32($1 * 8) }
  }
}
