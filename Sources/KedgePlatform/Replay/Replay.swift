public import KedgeConfiguration
public import KedgeEngine
import KedgeModel

/// Runs the engine over files: event time only, no outbox, nothing stored.
///
/// Files are merged record by record in the order of event time, as far as each is in order itself,
/// so the result does not depend on where blocks are cut.
public struct Replay {
  private var engine: Engine
  private let pool: DecodePool
  /// Blocks of all files that are decoded ahead, or one a file.
  private static let blocksAhead = 32
  private var cursors: [ReplayCursor] = []
  /// Whose blocks are being decoded, in order.
  private var given: [Int] = []
  private var bytesRead = 0

  /// The files of one input; of equal times those of the earlier file come first.
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
  /// - Throws: `SystemError` where a file cannot be opened or a thread not started.
  public init(
    _ configuration: Configuration,
    files: [Files],
    workers: Int,
    blockBytes: Int
  ) throws {
    MemoryTuning.keepPagesOfBlocks()
    engine = Engine(settings: configuration.engine)
    pool = try DecodePool(
      configuration.decoders(for: engine),
      hashKey: configuration.engine.hashKey,
      workers: workers
    )
    for list in files {
      let format = configuration.inputs[list.input].decoder
      var times = try EventTimes(format)
      for path in list.paths {
        cursors.append(
          try ReplayCursor(
            path,
            input: list.input,
            position: cursors.count,
            format: format,
            futureNanoseconds: configuration.engine.inputs[list.input].futureNanoseconds,
            blockBytes: blockBytes,
            times: &times
          )
        )
      }
    }
  }

  /// Runs to the end of all files.
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
    while let position = nextCursor() {
      if !cursors[position].hasBatch() {
        try decode(position)
        progress(bytesRead)
        continue
      }
      let other = otherTurn(position)
      if let other, other < cursors[position].turn { continue }
      if let taken = cursors[position].takeRows(until: other) {
        let origin = BlockOrigin(
          input: cursors[position].input,
          arrivedBy: cursors[position].arrivedBy
        )
        let effects = engine.apply(.records(taken.batch, origin, rows: taken.rows), at: nil)
        if !effects.isEmpty { try body(effects) }
      }
    }
    let effects = engine.apply(.endOfInput, at: nil)
    try body(effects)
    return engine
  }

  /// Gives blocks of a file ahead, less of each the more files there are, and takes the oldest
  /// batches.
  private mutating func decode(_ position: Int) throws {
    let open = cursors.count { !$0.isFinished }
    let ahead = max(1, Replay.blocksAhead / max(1, open))
    while pool.hasRoom, cursors[position].pending < ahead,
      let next = try cursors[position].nextBlock()
    {
      pool.give(next.block, header: next.header, input: cursors[position].input)
      given.append(position)
      bytesRead += next.bytes
    }
    if !given.isEmpty { cursors[given.removeFirst()].take(pool.take()) }
  }

  private func nextCursor() -> Int? {
    cursors.indices.filter { !cursors[$0].isFinished }.min {
      cursors[$0].turn < cursors[$1].turn
    }
  }

  /// Where the turn of a file ends.
  private func otherTurn(_ position: Int) -> ReplayCursor.Turn? {
    cursors.indices.filter { $0 != position && !cursors[$0].isFinished }.map {
      cursors[$0].turn
    }.min { $0 < $1 }
  }
}
