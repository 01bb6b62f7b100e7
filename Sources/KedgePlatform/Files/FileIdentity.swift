import KedgeModel

/// What tells one file from another, over renames and restarts.
public struct FileIdentity: Equatable, Sendable {
  /// Most bytes of the beginning that the fingerprint covers.
  public static let headerLengthMax = 1_024
  /// Most bytes before an offset that the fingerprint covers.
  public static let tailLengthMax = 64

  /// Device of the file system.
  public var device: UInt64
  /// Number of the file in it; comes back for another file after a deletion.
  public var inode: UInt64
  /// When the file was made, in nanoseconds since the epoch; `nil` where that is not kept.
  public var birth: Int64?
  /// Bytes of the beginning that the fingerprint covers; fewer than 1,024 in a short file.
  public var headerLength: Int
  /// Fingerprint of the beginning.
  public var headerHash: UInt64

  /// A short fingerprint of bytes.
  ///
  /// The key is fixed because fingerprints are compared over restarts; they tell files apart and do
  /// not resist somebody who forges files.
  static func fingerprint(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    SipHash(key0: 0x6b65_6467_6500_0001, key1: 0x6669_6c65_0000_0001).hash(bytes.span)
  }
}

/// How far a file was read, and by what it will be known again.
///
/// Made for an offset up to which everything is part of the engine's committed state.
public struct FileCheckpoint: Equatable, Sendable {
  /// Where the file was when it was read; it may have been renamed since.
  public var path: String
  /// What tells the file from others.
  public var identity: FileIdentity
  /// Bytes from the beginning that were used.
  public var offset: Int64
  /// Fingerprint of the last bytes before the offset, at most 64.
  public var tailHash: UInt64
  /// Size of the file when it was last looked at, to estimate what a truncation took.
  public var sizeSeen: Int64
}

/// A file as it is found, compared with a checkpoint.
struct FileObservation: Equatable {
  var device: UInt64
  var inode: UInt64
  var birth: Int64?
  var size: Int64
  /// Fingerprint of as many first bytes as the checkpoint covers; `nil` if the file is shorter.
  var headerHash: UInt64?
  /// Fingerprint of the last bytes before the checkpoint's offset; `nil` if the file is shorter.
  var tailHash: UInt64?
}

/// What a checkpoint says about a file.
enum FileMatch: Equatable {
  /// The same file: go on at the checkpoint's offset.
  case resume
  /// The same file with other content: begin anew; about so many bytes were never read.
  case truncated(lostBytes: Int64)
  /// Another file: the checkpoint says nothing about it.
  case other

  /// Compares; the whole of it, so that it can be tested as a table.
  init(_ checkpoint: FileCheckpoint, _ found: FileObservation) {
    let identity = checkpoint.identity
    guard found.device == identity.device, found.inode == identity.inode else {
      self = .other
      return
    }
    if let then = identity.birth, let now = found.birth, then != now {
      self = .other
      return
    }
    let isIntact =
      found.size >= checkpoint.offset && found.headerHash == identity.headerHash
      && found.tailHash == checkpoint.tailHash
    guard !isIntact else {
      self = .resume
      return
    }
    self = .truncated(lostBytes: max(0, checkpoint.sizeSeen - checkpoint.offset))
  }
}
