import KedgeModel

extension ModelState {
  /// Whether enough has been collected to freeze the baseline.
  func isBaselineComplete(rowsMax: Int) -> Bool {
    guard let collector else { return false }
    switch settings.baseline {
    case .first(let records): return collector.rows.count >= records
    case .firstSpan(let nanoseconds):
      return collector.spanNanoseconds >= nanoseconds || collector.rows.count >= rowsMax
    case .given: return false
    }
  }

  /// The pane in which a record is counted, and whether that pane is closed.
  ///
  /// Where records are counted it is the record's number in its model, since each series has panes
  /// of its own.
  @inline(__always)
  func place(of time: Timestamp) -> (pane: Int64, isLate: Bool) {
    guard let length = paneNanoseconds else { return (admitted, false) }
    let pane = time.nanoseconds.flooredDivision(by: length).quotient
    return (pane, pane < closedThrough)
  }

  /// How long a source may be silent before nothing waits for it any more, nanoseconds.
  static let silence: Int64 = 300_000_000_000

  /// Moves the watermark as far as the inputs have come.
  ///
  /// - Parameters:
  ///   - now: Arrival time.
  ///   - backlogs: By input, what is there and was not told yet.
  /// - Returns: the boundary below which panes are complete now, where there are more of them.
  mutating func moveWatermark(at now: Timestamp?, _ backlogs: [Backlog?]) -> Int64? {
    let target = settledWatermark(at: now, backlogs)
    guard target > watermark else { return nil }
    watermark = target
    isChanged = true
    guard let length = paneNanoseconds else { return nil }
    let boundary = target.nanoseconds.flooredDivision(by: length).quotient
    return boundary > closedThrough ? boundary : nil
  }

  /// Event time up to which the model's input is complete: the least of its sources.
  ///
  /// A source without a backlog is ahead of its newest record by as much arrival time as it has been
  /// idle, and is left out once it has been silent for five minutes.
  private func settledWatermark(at now: Timestamp?, _ backlogs: [Backlog?]) -> Timestamp {
    least(at: now, backlogs, onlyLive: true) ?? least(at: now, backlogs, onlyLive: false)
      ?? watermark
  }

  private func least(
    at now: Timestamp?,
    _ backlogs: [Backlog?],
    onlyLive: Bool
  ) -> Timestamp? {
    var least: Timestamp?
    for source in sources {
      let idle = now.map { max(0, $0.nanoseconds - source.arrival.nanoseconds) } ?? 0
      let backlog = backlogs[source.input]
      if onlyLive, backlog == nil, idle >= ModelState.silence { continue }
      var reached = source.newest.advanced(byNanoseconds: backlog == nil ? idle : 0)
      if let others = backlog?.others { reached = min(reached, others) }
      if let own = backlog?.own { reached = min(reached, own) }
      let mark = reached.advanced(byNanoseconds: -settings.window.latenessNanoseconds)
      least = least.map { min($0, mark) } ?? mark
    }
    return least.map { max($0, watermark) }
  }
}
