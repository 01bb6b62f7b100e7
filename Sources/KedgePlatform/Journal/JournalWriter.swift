import Glibc
import Synchronization

/// Writes journal entries on a thread of its own, so that a stuck journal stalls nobody.
///
/// When its queue is full an entry is dropped and counted: messages are the one thing that may be
/// lost, and the pipeline never waits for them.
public final class JournalWriter: Sendable {
  private let queue: BoundedQueue<JournalEntry>
  private let thread: WorkerThread
  private let lost: Lost

  private final class Lost: Sendable {
    let count = Atomic<Int>(0)
  }

  /// Starts the thread, and ignores SIGPIPE in the process: a sink may close before us.
  ///
  /// - Parameters:
  ///   - sink: Where entries go.
  ///   - capacity: Entries that may wait.
  /// - Throws: `SystemError` when there is no free descriptor or thread.
  public init(sink: JournalSink, capacity: Int = 1_024) throws(SystemError) {
    let queue = try BoundedQueue<JournalEntry>(capacity: capacity, room: Waker())
    let lost = Lost()
    _ = signal(SIGPIPE, SIG_IGN)
    thread = try WorkerThread(name: "journal") {
      while case .element(let entry) = queue.take() {
        if !sink.write(entry) { lost.count.add(1, ordering: .relaxed) }
      }
    }
    self.queue = queue
    self.lost = lost
  }

  /// Entries that were dropped because the queue was full or the sink was gone.
  public var droppedCount: Int { lost.count.load(ordering: .relaxed) }

  /// Hands over one entry; never waits.
  public func write(_ entry: JournalEntry) {
    if queue.push(entry) != .pushed { lost.count.add(1, ordering: .relaxed) }
  }

  /// Writes what waits and ends the thread; entries after that are dropped.
  public func close() {
    queue.close()
    thread.join()
  }
}
