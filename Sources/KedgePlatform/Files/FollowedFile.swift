import KedgeDecoding
import KedgeModel

/// Device and number: what two names of one file have in common.
struct FileKey: Hashable {
  var device: UInt64
  var inode: UInt64

  init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
  }

  init(_ identity: FileIdentity) {
    device = identity.device
    inode = identity.inode
  }
}

/// One open file and how far it was read.
final class FollowedFile {
  /// Whether the file is still where the pattern finds it.
  enum Fate: Equatable {
    case present
    case renamed
    case deleted
  }

  let descriptor: Descriptor
  var id: FollowedFileID
  var path: String
  var identity: FileIdentity
  /// Place of the next byte to read.
  var offset: Int64 = 0
  /// Where the line begins of which the next byte is a part.
  var lineStart: Int64 = 0
  /// The bytes before `offset`, at most 64.
  var tail: [UInt8] = []
  var sizeSeen: Int64
  /// Whether there are bytes that were not read yet.
  var hasBacklog: Bool
  /// Oldest event time of the next records, as far as it is known.
  var nextTime: Timestamp?
  /// Of a file of CSV, its header as far as it is known; one that is truncated keeps it.
  var header: CSVHeader?
  var modifiedSeen: Int64
  var fate = Fate.present
  /// When the file was last found to grow, or to have left its place.
  var lastChange: Duration
  var isInHole = false
  /// Zero bytes left out since the last block.
  var skipped: Int64 = 0

  var key: FileKey { FileKey(identity) }

  /// Takes an open file, to be read from its beginning.
  init(
    _ descriptor: Descriptor,
    id: FollowedFileID,
    path: String,
    status: FileStatus,
    now: Duration
  ) {
    self.descriptor = descriptor
    self.id = id
    self.path = path
    sizeSeen = status.size
    hasBacklog = status.size > 0
    modifiedSeen = status.modifiedNanoseconds
    lastChange = now
    identity = FileIdentity(
      device: status.device,
      inode: status.inode,
      birth: birthTime(descriptor.number),
      headerLength: 0,
      headerHash: FileIdentity.fingerprint([])
    )
  }

  /// The file as a checkpoint wants to see it.
  func observation(for checkpoint: FileCheckpoint) -> Result<FileObservation, SystemError> {
    let identity = checkpoint.identity
    let length = min(Int64(FileIdentity.tailLengthMax), checkpoint.offset)
    return readBytes(from: descriptor.number, at: 0, max: identity.headerLength).flatMap { header in
      readBytes(from: descriptor.number, at: checkpoint.offset - length, max: Int(length)).map {
        FileObservation(
          device: self.identity.device,
          inode: self.identity.inode,
          birth: self.identity.birth,
          size: sizeSeen,
          headerHash: header.count == identity.headerLength
            ? FileIdentity.fingerprint(header[...]) : nil,
          tailHash: $0.count == Int(length) ? FileIdentity.fingerprint($0[...]) : nil
        )
      }
    }
  }

  /// Goes on at a place of the file.
  func move(to offset: Int64) -> SystemError? {
    let length = min(Int64(FileIdentity.tailLengthMax), offset)
    switch readBytes(from: descriptor.number, at: offset - length, max: Int(length)) {
    case .failure(let error):
      return error
    case .success(let bytes):
      tail = bytes
      self.offset = offset
      lineStart = offset
      return nil
    }
  }

  /// Lets the fingerprint of the beginning cover what the file has by now.
  func growHeader() -> SystemError? {
    guard identity.headerLength < FileIdentity.headerLengthMax else { return nil }
    switch readBytes(from: descriptor.number, at: 0, max: FileIdentity.headerLengthMax) {
    case .failure(let error):
      return error
    case .success(let bytes):
      identity.headerLength = bytes.count
      identity.headerHash = FileIdentity.fingerprint(bytes[...])
      return nil
    }
  }

  /// Begins anew after a truncation.
  func restart(as id: FollowedFileID) {
    self.id = id
    offset = 0
    lineStart = 0
    hasBacklog = true
    nextTime = nil
    tail = []
    isInHole = false
    skipped = 0
    identity.headerLength = 0
    identity.headerHash = FileIdentity.fingerprint([])
  }

  /// A block of this file at its present state.
  func block(
    offset: Int64,
    bytes: [UInt8],
    preceding: [UInt8],
    end: FileBlock.End = .open
  ) -> FileBlock {
    FileBlock(
      file: id,
      path: path,
      offset: offset,
      bytes: bytes,
      skippedBefore: skipped,
      end: end,
      identity: identity,
      sizeSeen: sizeSeen,
      preceding: preceding
    )
  }
}
