public import KedgeEngine

/// Which files a follower reads, and how.
public struct FollowSettings: Equatable, Sendable {
  /// Paths with `*` and `?`.
  public var patterns: [GlobPattern]
  /// Whether files that are found at the first look and have no checkpoint are read from their end.
  public var startsAtEnd = false
  /// Whether a symbolic link in the last component is followed.
  public var followsLinks = false
  /// Bytes of one block.
  public var blockBytes = 262_144
  /// Time between two looks at every file, for changes that the kernel does not announce.
  public var sweepInterval = Duration.seconds(1)
  /// Time after which a renamed or deleted file is closed if nothing more was written to it.
  public var retireAfter = Duration.seconds(5)

  /// The defaults for some patterns.
  public init(patterns: [GlobPattern]) {
    self.patterns = patterns
  }
}

/// One generation of one file within the life of a follower; a truncated file gets a new one.
public struct FollowedFileID: Hashable, Comparable, Sendable {
  /// Grows with every generation.
  public var number: UInt64

  /// Orders by age.
  public static func < (left: FollowedFileID, right: FollowedFileID) -> Bool {
    left.number < right.number
  }
}

/// Bytes of a followed file as they lie in it, cut anywhere.
public struct FileBlock: Equatable, Sendable {
  /// What comes after the block.
  public enum End: Equatable, Sendable {
    /// More bytes, some time.
    case open
    /// Nothing: the file was renamed and read to its end.
    case rotated
    /// Nothing: the file was deleted and read to its end.
    case deleted
    /// Nothing: the file was truncated; its new content comes under another number.
    case truncated
  }

  /// The generation that the bytes belong to; blocks of one generation come in order.
  public var file: FollowedFileID
  /// Where the file is.
  public var path: String
  /// Place of the first byte in the file.
  public var offset: Int64
  /// The bytes; none in a block that only says that the file ended.
  public var bytes: [UInt8]
  /// Zero bytes that were left out before this block; an open line before them is torn.
  public var skippedBefore: Int64
  /// What comes after the block.
  public var end: End
  /// What tells the file from others.
  public var identity: FileIdentity
  /// Size of the file when the block was read.
  public var sizeSeen: Int64
  /// The bytes before the block, at most 64.
  public var preceding: [UInt8]
  /// What the files hold beside this block; `nil` where that is nothing.
  public var backlog: Backlog?

  /// The checkpoint for the first `count` bytes of the block, to be kept once they are committed.
  ///
  /// - Precondition: `count` is not larger than the block.
  public func checkpoint(consuming count: Int) -> FileCheckpoint {
    precondition(count <= bytes.count, "more bytes than the block has")
    let before =
      count >= FileIdentity.tailLengthMax
      ? bytes[(count - FileIdentity.tailLengthMax)..<count]
      : (preceding + bytes[..<count]).suffix(FileIdentity.tailLengthMax)
    return FileCheckpoint(
      path: path,
      identity: identity,
      offset: offset + Int64(count),
      tailHash: FileIdentity.fingerprint(before),
      sizeSeen: sizeSeen
    )
  }
}

/// Something about followed files that the operator should know.
public enum FileNotice: Equatable, Sendable {
  /// Why a file is not read.
  public enum Skip: Equatable, Sendable {
    /// Its name says that it is compressed.
    case compressed
    /// A directory, a pipe, a device or a socket.
    case notRegular
    /// A symbolic link.
    case link
  }

  /// The file is left out; said once a path.
  case skipped(path: String, Skip)
  /// The file cannot be opened; it is tried again.
  case denied(path: String, detail: String)
  /// The file can be opened again.
  case readable(path: String)
  /// The file was truncated; about so many bytes were never read.
  case truncated(path: String, lostBytes: Int64)
  /// A file of a checkpoint is gone; about so many bytes were never read.
  case missing(path: String, lostBytes: Int64)
  /// Generations between two looks are there only in compressed form, or not at all.
  case gap(path: String)
  /// Runs of zero bytes were left out.
  case holes(path: String, count: Int)
  /// Reading failed; the file is tried again.
  case unreadable(path: String, detail: String)
  /// The kernel announces no changes for a directory; its files are looked at now and then.
  case notWatched(directory: String)
}

/// What one turn of a follower gave.
public struct FollowTurn: Equatable, Sendable {
  /// Blocks in the order in which they have to be used.
  public var blocks: [FileBlock] = []
  /// What the operator should know.
  public var notices: [FileNotice] = []
  /// Whether the backlog that blocks had, or that nothing was known of, is over.
  public var isCaughtUp = false
  /// Whether there is more to read at once.
  public var hasMore = false
}
