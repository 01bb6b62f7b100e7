import Glibc
import KedgeEngine
import KedgeModel

/// Reads files that grow, over rotation, truncation and restarts.
///
/// It is driven: every `poll` reads a limited amount, so a full queue above stops reading, and the
/// kernel announces through `wakeDescriptor` that another one is worth while. What was used comes
/// back as a checkpoint at the next start, and is verified then. Belongs to one thread.
public final class FileFollower {
  let settings: FollowSettings
  var files: [FileKey: FollowedFile] = [:]
  var checkpoints: [FileKey: FileCheckpoint]
  var notices: [FileNotice] = []
  var refusals: [String: Refusal] = [:]
  var isFirstLook = true
  private var watch: DirectoryWatch
  private var times: EventTimes?
  /// Whether it was not yet said that there is no backlog any more.
  private var isBacklogOpen = true
  private var unread: Set<FileKey> = []
  private var lastNumber: UInt64 = 0
  private var nextSweep = Duration.zero
  private var nextLook = Duration.zero
  /// Where the kernel announces all names, they are looked at with every so many sweeps only.
  private static let sweepsOfAnnounced = 10

  /// Why a path is not read at present.
  enum Refusal: Equatable {
    case skipped(FileKey)
    case denied(retryAt: Duration, delay: Duration)
  }

  /// Makes a follower that has looked at nothing yet.
  ///
  /// - Parameters:
  ///   - settings: Which files, and how.
  ///   - checkpoints: What was committed before; at most one a file.
  ///   - times: Reads event times, where lines have some.
  /// - Throws: `SystemError` when the kernel gives no descriptor.
  init(
    settings: FollowSettings,
    checkpoints: [FileCheckpoint],
    times: EventTimes? = nil
  ) throws(SystemError) {
    self.settings = settings
    self.times = times
    self.checkpoints = [:]
    for checkpoint in checkpoints {
      self.checkpoints[FileKey(checkpoint.identity)] = checkpoint
    }
    watch = try DirectoryWatch()
  }

  /// Readable when something changed in a directory of the patterns.
  public var wakeDescriptor: Int32 { watch.descriptor.number }

  /// Lets the next turn say whether there is a backlog, since nobody knows that any more.
  func expectBacklog() { isBacklogOpen = true }

  /// Number of files that are open.
  public var fileCount: Int { files.count }

  /// How many paths matched when they were last looked at; `nil` before.
  public internal(set) var matchCount: Int?

  /// Bytes that are known to be there and were not read yet.
  public var lagBytes: Int64 { files.values.reduce(0) { $0 + max(0, $1.sizeSeen - $1.offset) } }

  /// Reads at most about `limitBytes`; call it after a wake-up, after `sweepInterval`, and again at
  /// once while it says that there is more.
  ///
  /// - Parameters:
  ///   - limitBytes: Most bytes of all blocks together, up to one block more.
  ///   - now: Monotonic time since any fixed start.
  /// - Returns: What was read, in the order in which it has to be used.
  public func poll(limitBytes: Int, now: Duration) -> FollowTurn {
    let changes = watch.takeChanges()
    let sweeps = now >= nextSweep
    if changes.namesChanged || now >= nextLook {
      look(now: now)
      let isAnnounced = watch.isComplete && refusals.isEmpty
      nextLook = now + settings.sweepInterval * (isAnnounced ? FileFollower.sweepsOfAnnounced : 1)
    }
    if sweeps { nextSweep = now + settings.sweepInterval }
    for (key, file) in files where sweeps || changes.paths.contains(file.path) || hasLeft(file) {
      if file.look() { unread.insert(key) }
    }
    for file in unread.compactMap({ files[$0] }) where file.nextTime == nil { lookAhead(file) }
    var turn = FollowTurn()
    var left = limitBytes
    while left > 0, let file = nextFile() { readOnce(file, &turn, &left, now) }
    for file in files.values.sorted(by: { $0.id < $1.id }) where !unread.contains(file.key) {
      retire(file, &turn, now)
    }
    turn.hasMore = !unread.isEmpty
    turn.isCaughtUp = isBacklogOpen && unread.allSatisfy { files[$0]?.hasBacklog != true }
    if turn.isCaughtUp { isBacklogOpen = false }
    turn.notices = notices
    notices = []
    return turn
  }

  /// What the files hold beside the next block of one of them, which stands at `own`.
  private func backlog(beside file: FollowedFile, own: Timestamp?) -> Backlog? {
    let held = unread.compactMap { files[$0] }.filter(\.hasBacklog)
    let others = held.filter { $0 !== file }.compactMap(\.nextTime).min()
    return held.isEmpty && own == nil ? nil : Backlog(own: own, others: others)
  }

  /// Learns at which event time a file stands.
  private func lookAhead(_ file: FollowedFile) {
    guard file.hasBacklog else { return }
    file.nextTime = times?.oldest(
      in: file.descriptor.number,
      from: file.lineStart,
      header: &file.header
    )
  }

  /// The file that stands at the oldest event time; where times are equal or unknown, one that left
  /// its place first, so that a rotated one is finished before its successor.
  private func nextFile() -> FollowedFile? {
    unread.compactMap { files[$0] }.min { left, right in
      if left.nextTime != right.nextTime {
        return left.nextTime ?? .earliestEvent < right.nextTime ?? .earliestEvent
      }
      if hasLeft(left) != hasLeft(right) { return hasLeft(left) }
      return left.path == right.path ? left.id < right.id : left.path < right.path
    }
  }

  private func hasLeft(_ file: FollowedFile) -> Bool { file.fate != .present }

  private func readOnce(
    _ file: FollowedFile,
    _ turn: inout FollowTurn,
    _ left: inout Int,
    _ now: Duration
  ) {
    let own = file.nextTime
    switch file.read(max: settings.blockBytes, now: now) {
    case .blocks(var blocks, let holes):
      if holes > 0 { notices.append(.holes(path: file.path, count: holes)) }
      let backlog = backlog(beside: file, own: own)
      for index in blocks.indices { blocks[index].backlog = backlog }
      if backlog != nil { isBacklogOpen = true }
      turn.blocks += blocks
      left -= max(1, blocks.reduce(0) { $0 + $1.bytes.count })
      lookAhead(file)
    case .atEnd:
      unread.remove(file.key)
    case .truncated(let lostBytes):
      notices.append(.truncated(path: file.path, lostBytes: lostBytes))
      turn.blocks.append(endBlock(of: file, .truncated))
      file.restart(as: nextID())
      lookAhead(file)
    case .failed(let error):
      notices.append(.unreadable(path: file.path, detail: error.description))
      unread.remove(file.key)
    }
  }

  /// Closes a file that left its place once nobody has written to it for a while.
  private func retire(_ file: FollowedFile, _ turn: inout FollowTurn, _ now: Duration) {
    guard hasLeft(file), now - file.lastChange >= settings.retireAfter else { return }
    turn.blocks.append(endBlock(of: file, file.fate == .deleted ? .deleted : .rotated))
    files[file.key] = nil
    unread.remove(file.key)
  }

  private func endBlock(of file: FollowedFile, _ end: FileBlock.End) -> FileBlock {
    var block = file.block(offset: file.offset, bytes: [], preceding: file.tail, end: end)
    block.backlog = backlog(beside: file, own: nil)
    return block
  }

  func nextID() -> FollowedFileID {
    lastNumber += 1
    return FollowedFileID(number: lastNumber)
  }

  func keep(_ file: FollowedFile) {
    files[file.key] = file
    unread.insert(file.key)
  }

  func watchDirectories(_ directories: [String]) {
    for directory in watch.watch(directories) {
      notices.append(.notWatched(directory: directory))
    }
  }
}
