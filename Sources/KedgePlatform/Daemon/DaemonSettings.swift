/// Where a daemon runs; given by its options and by the service manager, not by the configuration.
public struct DaemonSettings: Sendable {
  /// Path of the main configuration file.
  public var configurationPath: String
  /// Folder of the shipped files; `nil` finds it.
  public var share: String?
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
    configurationPath: String,
    share: String? = nil,
    statePath: String,
    runtimePath: String,
    sink: JournalSink,
    version: String
  ) {
    self.configurationPath = configurationPath
    self.share = share
    self.statePath = statePath
    self.runtimePath = runtimePath
    self.sink = sink
    self.version = version
  }

  var files: ConfigurationFiles { ConfigurationFiles(path: configurationPath, share: share) }
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
