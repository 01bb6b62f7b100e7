import KedgeControl
import KedgeModel

/// What the daemon knows of itself beside its engine, for answers of the control socket.
struct DaemonFacts: Sendable {
  /// Version of the program.
  var version: String
  /// `starting`, `ready`, `degraded`, `reloading` or `stopping`.
  var state = "ready"
  /// When it became ready.
  var since = Timestamp(nanoseconds: 0)
  /// When the configuration was loaded.
  var loadedAt = Timestamp(nanoseconds: 0)
  /// The time of this answer.
  var now = Timestamp(nanoseconds: 0)
  /// Its process.
  var process: Int32 = 0
  /// Path of the main configuration file.
  var configurationPath = ""
  /// Number of drop-ins.
  var dropInCount = 0
  /// Why the last reload was refused, or `nil`.
  var reloadProblem: String?
  /// The inputs, in the order of the configuration.
  var inputs: [Input] = []
  /// Open connections of the ingest socket.
  var connections = 0
  /// Records that came in the last second.
  var recordsPerSecond = 0.0
  /// Resident bytes of the process.
  var residentBytes = 0
  /// Bytes that it may use, or `nil` where there is no limit.
  var residentBytesMax: Int?
  /// Bytes of state.db.
  var stateBytes = 0
  /// Folder of the state.
  var statePath = ""
  /// Bytes in the spool.
  var spoolBytes = 0
  /// What is wrong now; empty where nothing is.
  var degraded: [String] = []
  /// What never was a record.
  var dropped: [Dropped] = []
  /// Whether a service manager started it.
  var isManaged = false
  /// User that it runs as.
  var user: UInt32 = 0
  /// Whether nothing was configured, so that everything is found.
  var isDiscovering = false

  /// One input.
  struct Input: Equatable, Sendable {
    /// Its name.
    var name: String
    /// `file` or `socket`.
    var kind: String
    /// `ok` or `stale`.
    var state: String
    /// Files that are open.
    var openFiles: Int
    /// Patterns of its files, where none matches.
    var absent: [String] = []
    /// Bytes of them that were not read yet.
    var lagBytes: Int
    /// What is wrong with its files.
    var problems: [String]
  }

  /// Lines or files that never became a record.
  struct Dropped: Equatable, Sendable {
    /// The input's name.
    var input: String
    /// Why.
    var reason: String
    /// How many.
    var count: Int
  }

  init(version: String) {
    self.version = version
  }
}
