public import KedgeConfiguration
public import KedgeEngine
import KedgeModel

/// Runs the engine over files: event time only, no outbox, nothing stored.
///
/// Inputs are merged record by record: the next one comes from the input whose newest event time is
/// the least, so the result does not depend on where blocks are cut.
public struct Replay {
  private var engine: Engine
  private var cursors: [Cursor]

  /// One input on its way.
  fileprivate struct Cursor {
    let source: ReplaySource
    var batch: RecordBatch?
    var row = 0
    /// Newest event time of the rows taken.
    var newest = Timestamp(nanoseconds: .min)
    var isFinished = false
  }

  /// The files of one input, in the order in which they are read.
  public struct Files {
    /// Index of the input.
    public var input: Int
    /// Paths.
    public var paths: [String]

    /// Makes a list.
    public init(input: Int, paths: [String]) {
      self.input = input
      self.paths = paths
    }
  }

  /// Makes a replay.
  ///
  /// - Parameters:
  ///   - configuration: The checked configuration.
  ///   - files: The files of each input.
  ///   - workers: Decode workers.
  ///   - blockBytes: Bytes read at once.
  /// - Throws: `SystemError` where a thread cannot be started.
  public init(
    _ configuration: Configuration,
    files: [Files],
    workers: Int,
    blockBytes: Int
  ) throws {
    MemoryTuning.keepPagesOfBlocks()
    engine = Engine(settings: configuration.engine)
    cursors = try files.map { files in
      Cursor(
        source: try ReplaySource(
          input: files.input,
          configuration: configuration.inputs[files.input],
          paths: files.paths,
          hashKey: configuration.engine.hashKey,
          blockBytes: blockBytes,
          workers: workers
        )
      )
    }
  }

  /// Runs to the end of all inputs.
  ///
  /// - Parameters:
  ///   - body: Takes what the engine answers, in order.
  ///   - progress: Takes the number of bytes read, now and then.
  /// - Returns: the engine as it stands at the end.
  /// - Throws: `SystemError` where a file cannot be read, and what `body` throws.
  public mutating func run(
    _ body: ([Effect]) throws -> Void,
    progress: (Int) -> Void = { _ in }
  ) throws -> Engine {
    for position in cursors.indices { try refill(position) }
    while let position = nextCursor() {
      let limit = otherNewest(position)
      let rows = cursors[position].takeRows(until: limit, at: position)
      if let batch = cursors[position].batch {
        let origin = BlockOrigin(
          input: cursors[position].source.input,
          arrivedBy: cursors[position].source.arrivedBy
        )
        let effects = engine.apply(.records(batch, origin, rows: rows), at: nil)
        if !effects.isEmpty { try body(effects) }
      }
      if cursors[position].isBatchDone {
        try refill(position)
        progress(cursors.reduce(0) { $0 + $1.source.bytesRead })
      }
    }
    let effects = engine.apply(.endOfInput, at: nil)
    try body(effects)
    return engine
  }

  private mutating func refill(_ position: Int) throws {
    cursors[position].row = 0
    cursors[position].batch = try cursors[position].source.next()
    cursors[position].isFinished = cursors[position].batch == nil
  }

  /// The input that is the furthest behind; those without a time of their own come last.
  private func nextCursor() -> Int? {
    cursors.indices.filter { !cursors[$0].isFinished }.min { left, right in
      cursors[left].order < cursors[right].order
    }
  }

  /// Whose turn comes next: another input's newest event time and place in the order of inputs.
  fileprivate typealias Turn = (newest: Timestamp, position: Int)

  /// How far the rows of an input may go before it is another's turn.
  private func otherNewest(_ position: Int) -> Turn? {
    let others = cursors.indices.filter {
      $0 != position && !cursors[$0].isFinished && cursors[$0].source.hasOwnTime
    }
    return others.map { (cursors[$0].newest, $0) }.min { $0 < $1 }
  }
}

extension Replay.Cursor {
  fileprivate var order: (Int, Timestamp) { (source.hasOwnTime ? 0 : 1, newest) }

  fileprivate var isBatchDone: Bool { row >= (batch?.count ?? 0) }

  /// The rows up to the first with which it is another input's turn, that one included.
  fileprivate mutating func takeRows(until limit: Replay.Turn?, at position: Int) -> Range<Int> {
    guard let batch else { return 0..<0 }
    let start = row
    guard let limit, source.hasOwnTime else {
      newest = max(newest, batch.times[start...].max() ?? newest)
      row = batch.count
      return start..<row
    }
    while row < batch.count, (newest, position) < limit {
      newest = max(newest, batch.times[row])
      row += 1
    }
    return start..<row
  }
}
