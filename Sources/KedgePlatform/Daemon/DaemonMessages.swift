import KedgeConfiguration
import KedgeControl
import KedgeModel

/// What the event loop and the control server tell the thread of the engine.
enum EngineMessage: Sendable {
  /// Bytes of a followed file, of the followers of one configuration.
  case file(FileBlock, input: Int, generation: Int)
  /// The followed files of an input were read to their ends.
  case caughtUp(input: Int, generation: Int)
  /// Lines of the ingest socket.
  case chunk(SpoolChunk)
  /// A second has passed.
  case tick
  /// What the inputs look like now.
  case facts(InputFacts)
  /// A request of the control socket; the answer is given to the closure.
  case control(ControlRequest, reply: @Sendable (ControlResponse) -> Void)
  /// SIGHUP: read the configuration again.
  case reload
  /// SIGUSR1: write a summary to the journal.
  case summary
}

/// What the engine's thread tells the event loop.
enum LoopMessage: Sendable {
  /// Chunks up to this number are part of the committed state.
  case committed(sequence: Int64)
  /// The state cannot be written, or can be again: whether inputs rest.
  case inputsPaused(Bool)
  /// A new configuration serves; its files go on from these checkpoints.
  case reconfigured(Configuration, checkpoints: [Int: [FileCheckpoint]], generation: Int)
}

/// What the event loop knows of the inputs, for status.
struct InputFacts: Sendable, Equatable {
  /// Files open and bytes not read yet, by index of the input.
  var files: [Int: FileFacts] = [:]
  /// Open connections of the ingest socket.
  var connections = 0
  /// Bytes in the spool.
  var spoolBytes = 0
  /// Counters of the ingest socket.
  var socket = IngestCounters()
  /// Why reading is held up, or `nil`.
  var problem: String?

  /// Files of one input.
  struct FileFacts: Sendable, Equatable {
    var open = 0
    /// Paths that match its patterns; `nil` before they were looked at.
    var matched: Int?
    var lagBytes: Int64 = 0
    /// Why files are not read, by path, sorted.
    var problems: [String] = []
  }
}

/// How the start of the engine's thread went.
enum EngineStart: Sendable {
  /// It serves.
  case ready(appliedSequence: Int64, checkpoints: [Int: [FileCheckpoint]])
  /// It cannot: exit status and message.
  case failed(status: Int32, message: String)
}
