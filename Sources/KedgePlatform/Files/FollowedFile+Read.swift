extension FollowedFile {
  /// What one read gave.
  enum ReadResult: Equatable {
    /// Blocks, and whether runs of zero bytes were left out.
    case blocks([FileBlock], holes: Int)
    /// Nothing new.
    case atEnd
    /// The content is no longer what was read; about so many bytes were never read.
    case truncated(lostBytes: Int64)
    /// The operating system refused.
    case failed(SystemError)
  }

  /// Whether there may be something new; what cannot be told is found by reading.
  func look() -> Bool {
    do {
      let status = try FileStatus.of(descriptor.number)
      hasBacklog = status.size > offset
      return status.size != offset || status.modifiedNanoseconds != modifiedSeen
    } catch {
      return true
    }
  }

  /// Reads the next bytes, at most `max`, and verifies that what was read before is still there.
  func read(max: Int, now: Duration) -> ReadResult {
    let status: FileStatus
    do {
      status = try FileStatus.of(descriptor.number)
    } catch {
      return .failed(error)
    }
    let lost = Swift.max(0, sizeSeen - offset)
    guard status.size >= offset else { return .truncated(lostBytes: lost) }
    if status.size == offset, status.modifiedNanoseconds == modifiedSeen { return .atEnd }
    let start = offset - Int64(tail.count)
    switch readBytes(from: descriptor.number, at: start, max: tail.count + max) {
    case .failure(let error):
      return .failed(error)
    case .success(let bytes):
      guard bytes.starts(with: tail) else { return .truncated(lostBytes: lost) }
      sizeSeen = status.size
      nextTime = nil
      if bytes.count == tail.count {
        modifiedSeen = status.modifiedNanoseconds
        hasBacklog = false
        return .atEnd
      }
      return take(bytes, now: now)
    }
  }

  /// Uses bytes that begin with the known tail.
  private func take(_ bytes: [UInt8], now: Duration) -> ReadResult {
    let cut = HoleCut(bytes[tail.count...], isInHole: isInHole)
    guard cut.used > 0 else {
      hasBacklog = false
      return .atEnd
    }
    if let error = growHeader() { return .failed(error) }
    lastChange = now
    var blocks: [FileBlock] = []
    var position = tail.count
    for piece in cut.pieces {
      skipped += Int64(piece.lowerBound - position)
      position = piece.upperBound
      blocks.append(
        block(
          offset: offset + Int64(piece.lowerBound - tail.count),
          bytes: Array(bytes[piece]),
          preceding: Array(bytes[..<piece.lowerBound].suffix(FileIdentity.tailLengthMax))
        )
      )
      skipped = 0
    }
    let end = tail.count + cut.used
    skipped += Int64(end - position)
    isInHole = cut.isInHole
    let used = bytes[tail.count..<end]
    if let newline = used.lastIndex(of: UInt8(ascii: "\n")) {
      lineStart = offset + Int64(newline + 1 - tail.count)
    }
    offset += Int64(cut.used)
    hasBacklog = sizeSeen > offset
    tail = Array(bytes[..<end].suffix(FileIdentity.tailLengthMax))
    return .blocks(blocks, holes: cut.holeCount)
  }
}
