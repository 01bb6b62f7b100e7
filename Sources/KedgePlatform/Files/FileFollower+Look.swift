import Glibc

extension FileFollower {
  /// Finds files that came, went or moved.
  func look(now: Duration) {
    let found = settings.patterns.map { $0.expand() }
    watchDirectories(Array(Set(found.flatMap(\.directories))).sorted())
    let paths = Array(Set(found.flatMap(\.paths))).sorted()
    matchCount = paths.count
    var present: Set<FileKey> = []
    var arrivals: [(path: String, status: FileStatus)] = []
    for path in paths {
      guard let status = status(of: path, now: now) else { continue }
      let key = FileKey(status)
      if let file = files[key] {
        present.insert(key)
        file.path = path
        file.fate = .present
      } else {
        arrivals.append((path, status))
      }
    }
    refusals = refusals.filter { paths.contains($0.key) }
    let departed = files.values.filter { !present.contains($0.key) && $0.fate == .present }
    for file in departed { depart(file, now: now) }
    for arrival in arrivals { open(arrival.path, arrival.status, now: now) }
    for file in departed.sorted(by: { $0.path < $1.path }) {
      findMissedGenerations(after: file, now)
    }
    if isFirstLook { findMovedFiles(now: now) }
    isFirstLook = false
  }

  private func status(of path: String, now: Duration) -> FileStatus? {
    if case .denied(let retryAt, _) = refusals[path], now < retryAt { return nil }
    do {
      return try FileStatus.of(path: path, followsLinks: settings.followsLinks)
    } catch {
      if error.code != ENOENT { deny(path, error, now: now) }
      return nil
    }
  }

  private func depart(_ file: FollowedFile, now: Duration) {
    file.lastChange = now
    file.fate = .renamed
    do {
      if try FileStatus.of(file.descriptor.number).linkCount == 0 { file.fate = .deleted }
    } catch {
      notices.append(.unreadable(path: file.path, detail: error.description))
    }
  }

  private func open(_ path: String, _ status: FileStatus, now: Duration) {
    guard refusals[path] != .skipped(FileKey(status)) else { return }
    if let reason = reasonToSkip(path, status) { return skip(path, reason, status) }
    do {
      let file = try openFollowed(path, now: now)
      if case .denied = refusals[path] { notices.append(.readable(path: path)) }
      refusals[path] = nil
      guard let file else { return skip(path, .notRegular, status) }
      place(file)
      keep(file)
    } catch {
      if error.code == ELOOP { return skip(path, .link, status) }
      if error.code != ENOENT { deny(path, error, now: now) }
    }
  }

  /// Opens without waiting and without following a link; `nil` if it is not a regular file.
  private func openFollowed(_ path: String, now: Duration) throws(SystemError) -> FollowedFile? {
    let link = settings.followsLinks ? 0 : O_NOFOLLOW
    let descriptor = try openFile(
      path,
      flags: O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | link
    )
    let status = try FileStatus.of(descriptor.number)
    guard status.isRegular, files[FileKey(status)] == nil else { return nil }
    return FollowedFile(descriptor, id: nextID(), path: path, status: status, now: now)
  }

  private func reasonToSkip(_ path: String, _ status: FileStatus) -> FileNotice.Skip? {
    if status.isSymbolicLink { return .link }
    if !status.isRegular { return .notRegular }
    return isCompressed(path) ? .compressed : nil
  }

  private func isCompressed(_ path: String) -> Bool {
    [".gz", ".zst", ".xz", ".bz2"].contains { path.hasSuffix($0) }
  }

  private func skip(_ path: String, _ reason: FileNotice.Skip, _ status: FileStatus) {
    refusals[path] = .skipped(FileKey(status))
    notices.append(.skipped(path: path, reason))
  }

  private func deny(_ path: String, _ error: SystemError, now: Duration) {
    var delay = Duration.seconds(1)
    if case .denied(_, let before) = refusals[path] {
      delay = min(before * 2, .seconds(60))
    } else {
      notices.append(.denied(path: path, detail: error.description))
    }
    refusals[path] = .denied(retryAt: now + delay, delay: delay)
  }

  /// Decides where reading begins.
  private func place(_ file: FollowedFile) {
    guard let checkpoint = checkpoints.removeValue(forKey: file.key) else {
      if isFirstLook, settings.startsAtEnd { move(file, to: file.sizeSeen) }
      return
    }
    switch match(checkpoint, file) {
    case .resume: move(file, to: checkpoint.offset)
    case .truncated(let lostBytes):
      notices.append(.truncated(path: file.path, lostBytes: lostBytes))
    case .other:
      reportMissing(checkpoint)
    }
  }

  private func match(_ checkpoint: FileCheckpoint, _ file: FollowedFile) -> FileMatch {
    switch file.observation(for: checkpoint) {
    case .success(let observation):
      return FileMatch(checkpoint, observation)
    case .failure(let error):
      notices.append(.unreadable(path: file.path, detail: error.description))
      return .truncated(lostBytes: 0)
    }
  }

  private func move(_ file: FollowedFile, to offset: Int64) {
    if let error = file.move(to: offset) {
      notices.append(.unreadable(path: file.path, detail: error.description))
    }
  }

  private func reportMissing(_ checkpoint: FileCheckpoint) {
    let lost = max(0, checkpoint.sizeSeen - checkpoint.offset)
    // A file that was read to its end may go; nobody has to hear of it.
    guard lost > 0 else { return }
    notices.append(.missing(path: checkpoint.path, lostBytes: lost))
  }

  /// Files that were renamed out of the patterns while nobody looked are finished under their new
  /// name, found by number and fingerprint beside their old one.
  private func findMovedFiles(now: Duration) {
    for checkpoint in checkpoints.values.sorted(by: { $0.path < $1.path }) {
      let moved = siblings(of: checkpoint.path).first {
        FileKey($0.status) == FileKey(checkpoint.identity) && !isCompressed($0.path)
      }
      guard let moved, let file = openSibling(moved.path, now: now),
        match(checkpoint, file) == .resume
      else {
        reportMissing(checkpoint)
        continue
      }
      move(file, to: checkpoint.offset)
      file.fate = .renamed
      keep(file)
    }
    checkpoints = [:]
  }

  /// A file that was made and renamed between two looks lies beside the one that left before it.
  private func findMissedGenerations(after file: FollowedFile, _ now: Duration) {
    let base = file.path
    for sibling in siblings(of: base) where sibling.path.hasPrefix(base) && sibling.path != base {
      let key = FileKey(sibling.status)
      guard files[key] == nil, sibling.status.isRegular,
        sibling.status.modifiedNanoseconds >= file.modifiedSeen
      else { continue }
      guard !isCompressed(sibling.path) else {
        // A compressed copy of the departed file itself keeps its time and is no gap.
        if sibling.status.modifiedNanoseconds > file.modifiedSeen {
          notices.append(.gap(path: sibling.path))
        }
        continue
      }
      guard let missed = openSibling(sibling.path, now: now), isYounger(missed, than: file) else {
        continue
      }
      missed.fate = .renamed
      keep(missed)
    }
  }

  private func isYounger(_ file: FollowedFile, than other: FollowedFile) -> Bool {
    guard let birth = file.identity.birth, let before = other.identity.birth else { return false }
    return birth > before
  }

  private func openSibling(_ path: String, now: Duration) -> FollowedFile? {
    do {
      return try openFollowed(path, now: now)
    } catch {
      notices.append(.unreadable(path: path, detail: error.description))
      return nil
    }
  }

  private func siblings(of path: String) -> [(path: String, status: FileStatus)] {
    guard let slash = path.lastIndex(of: "/") else { return [] }
    let directory = String(path[..<slash])
    do {
      return try directoryEntries(directory.isEmpty ? "/" : directory).compactMap { name in
        let sibling = directory + "/" + name
        return statusIfPresent(sibling).map { (sibling, $0) }
      }
    } catch {
      return []
    }
  }

  private func statusIfPresent(_ path: String) -> FileStatus? {
    do {
      return try FileStatus.of(path: path, followsLinks: false)
    } catch {
      return nil
    }
  }
}
