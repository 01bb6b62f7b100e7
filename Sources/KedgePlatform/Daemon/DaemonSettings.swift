/// Where a daemon runs; given by its options and by the service manager, not by the configuration.
public struct DaemonSettings: Sendable {
  /// The files of the configuration.
  public var files: ConfigurationFiles
  /// Folder of state.db, spool.db and the outbox.
  public var statePath: String
  /// Folder of the sockets, where they are not inherited.
  public var runtimePath: String
  /// Where messages go.
  public var sink: JournalSink
  /// Version of the program.
  public var version: String

  /// Makes settings.
  public init(
    files: ConfigurationFiles,
    statePath: String,
    runtimePath: String,
    sink: JournalSink,
    version: String
  ) {
    self.files = files
    self.statePath = statePath
    self.runtimePath = runtimePath
    self.sink = sink
    self.version = version
  }
}

/// Why a daemon does not start, with the exit status of SYSTEMD 6.
public struct DaemonError: Error, CustomStringConvertible {
  /// The exit status.
  public let status: Int32
  /// One line: what is wrong and what to do.
  public let description: String

  /// Makes an error.
  public init(status: Int32, _ description: String) {
    self.status = status
    self.description = description
  }
}
