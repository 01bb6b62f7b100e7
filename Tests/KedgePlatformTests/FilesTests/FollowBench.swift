import Foundation
import KedgeTestSupport

@testable import KedgePlatform

/// A follower of a folder, driven by hand, and what a consumer of lines made of it.
final class FollowBench {
  let folder: TemporaryFolder
  var settings: FollowSettings
  var lines: [String] = []
  var notices: [FileNotice] = []
  var ends: [FileBlock.End] = []
  private(set) var follower: FileFollower?
  /// What an engine would have in its state, by file.
  private var committed: [FileKey: FileCheckpoint] = [:]
  private var open: [FollowedFileID: [UInt8]] = [:]
  private var now = Duration.zero

  init(_ pattern: String = "*.log") throws {
    folder = try TemporaryFolder()
    settings = FollowSettings(patterns: [GlobPattern(folder.path(pattern))])
  }

  /// Begins like a process that was started, with the checkpoints that were committed.
  func start(times: EventTimes? = nil) throws {
    follower = try FileFollower(
      settings: settings,
      checkpoints: Array(committed.values),
      times: times
    )
    open = [:]
  }

  /// Lets a second pass and reads everything there is, in blocks of limited size.
  func work(limitBytes: Int = 1 << 20, seconds: Int64 = 1) {
    now += .seconds(seconds)
    var turn = FollowTurn()
    repeat {
      guard let follower else { return }
      turn = follower.poll(limitBytes: limitBytes, now: now)
      notices += turn.notices
      for block in turn.blocks { take(block) }
    } while turn.hasMore
  }

  private func take(_ block: FileBlock) {
    var bytes = block.skippedBefore > 0 ? [] : open[block.file] ?? []
    bytes += block.bytes
    let whole = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
    lines += bytes[..<whole].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    let rest = bytes.count - whole
    open[block.file] = Array(bytes[whole...])
    let key = FileKey(block.identity)
    if whole > 0 {
      committed[key] = block.checkpoint(consuming: block.bytes.count - rest)
    }
    if block.end != .open {
      ends.append(block.end)
      open[block.file] = nil
      committed[key] = nil
    }
  }

  func append(_ name: String, _ text: String) throws {
    let path = folder.path(name)
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(fileURLWithPath: path))
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  func truncate(_ name: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path(name)))
    try handle.truncate(atOffset: 0)
    try handle.close()
  }

  func rename(_ old: String, _ new: String) throws {
    let target = folder.path(new)
    if FileManager.default.fileExists(atPath: target) {
      try FileManager.default.removeItem(atPath: target)
    }
    try FileManager.default.moveItem(atPath: folder.path(old), toPath: target)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.path(name))
  }
}
