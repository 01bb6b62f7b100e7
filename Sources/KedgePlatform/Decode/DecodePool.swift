import KedgeDecoding
import KedgeModel

/// Decodes blocks on worker threads and hands the batches back in the order of the blocks, the names
/// in them hashed.
///
/// Decoding is a function of a block's bytes, so the result does not depend on the number of
/// workers. The thread that takes them works too: with one worker there is no other, and blocks are
/// decoded when they are taken.
final class DecodePool {
  private struct Job: Sendable {
    var block: LineBlock
    var header: CSVHeader?
    var input: Int
    let hashKey: HashKey

    /// Decodes the block.
    mutating func run(_ decoders: inout [RecordDecoder]) -> [RecordBatch] {
      decoders[input].decode(giveAway(), csvHeader: header).map {
        $0.withHashedNames(under: hashKey)
      }
    }

    /// Gives the block away, so that the decoder owns its bytes alone and does not copy them.
    private mutating func giveAway() -> LineBlock {
      var given = LineBlock(bytes: [])
      swap(&given, &block)
      return given
    }
  }

  private final class Worker: Sendable {
    let jobs: BoundedQueue<Job>
    let results: BoundedQueue<[RecordBatch]>
    private let thread: WorkerThread

    init(_ decoders: [RecordDecoder], depth: Int) throws(SystemError) {
      let room = try Waker()
      let jobs = try BoundedQueue<Job>(capacity: depth, room: room)
      let results = try BoundedQueue<[RecordBatch]>(capacity: depth, room: room)
      self.jobs = jobs
      self.results = results
      thread = try WorkerThread(name: "decode") {
        var decoders = decoders
        while case .element(var job) = jobs.take() {
          // There is always room: no more jobs are given than results fit.
          _ = results.push(job.run(&decoders))
        }
      }
    }

    func stop() {
      jobs.close()
      thread.join()
    }
  }

  private static let depth = 4

  private let hashKey: HashKey
  private var inline: [RecordDecoder]
  private var waiting: [Job] = []
  private var workers: [Worker] = []
  private var given = 0
  private var taken = 0

  /// Makes a pool.
  ///
  /// - Parameters:
  ///   - settings: Those of each input, by its index.
  ///   - hashKey: The engine's key.
  ///   - count: Threads that work, the one that takes the batches among them.
  /// - Throws: `DecoderSettingsError`, and `SystemError` where a thread cannot be started.
  init(_ settings: [DecoderSettings], hashKey: HashKey, workers count: Int) throws {
    self.hashKey = hashKey
    inline = try settings.map { try RecordDecoder($0) }
    guard count > 1 else { return }
    for _ in 1..<count { workers.append(try Worker(inline, depth: DecodePool.depth)) }
  }

  deinit {
    for worker in workers { worker.stop() }
  }

  /// Blocks that are given and not yet taken.
  var pending: Int { given - taken }

  /// Whether another block may be given.
  var hasRoom: Bool { pending < max(1, workers.count * DecodePool.depth) }

  /// Gives a block of an input.
  ///
  /// - Precondition: `hasRoom`.
  func give(_ block: LineBlock, header: CSVHeader?, input: Int = 0) {
    precondition(hasRoom, "no more blocks than the workers' queues hold")
    let job = Job(block: block, header: header, input: input, hashKey: hashKey)
    if workers.isEmpty {
      waiting.append(job)
    } else {
      _ = workers[given % workers.count].jobs.push(job)
    }
    given += 1
  }

  /// Takes the batches of the oldest block, waiting for them.
  ///
  /// - Precondition: a block is pending.
  func take() -> [RecordBatch] {
    precondition(pending > 0, "a block has been given")
    defer { taken += 1 }
    guard !workers.isEmpty else {
      var job = waiting.removeFirst()
      return job.run(&inline)
    }
    guard case .element(let batches) = workers[taken % workers.count].results.take() else {
      return []
    }
    return batches
  }
}
