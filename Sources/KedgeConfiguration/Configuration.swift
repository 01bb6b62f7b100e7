public import KedgeDecoding
public import KedgeEngine
public import KedgeRules

/// A checked configuration.
public struct Configuration: Sendable {
  /// What the engine is told.
  public var engine: EngineSettings
  /// The inputs, in the order of `engine.inputs`.
  public var inputs: [InputConfiguration]
  /// Whether a commit survives power loss.
  public var isPowerSafe = false
  /// Decode workers; `nil` for one a core, at most eight.
  public var workers: Int?
  /// Bytes that the spool may hold.
  public var spoolBytesMax = 1 << 30
  /// Connections at most, in all and of one user.
  public var connectionsMax = 1_024
  /// Connections of one user at most.
  public var connectionsPerUserMax = 512
  /// Baseline files that models name, by index of the model, to be read by the shell.
  public var baselineFiles: [Int: NamedFile] = [:]
  /// Whether nothing was configured, so that everything is found.
  public var isDiscovering = false
  /// Paths of the files it was read from.
  public var files: [String] = []
}

/// A file that the configuration names and the shell reads.
public struct NamedFile: Equatable, Sendable {
  /// Its path.
  public var path: String
  /// Where it is named.
  public var place: SourcePlace

  /// Why it cannot be used, as an error of the configuration.
  public func error(_ message: String, code: String, hint: String? = nil) -> ConfigurationError {
    let finding = ConfigurationDiagnostic(
      code: code,
      message: message,
      hint: hint,
      place: place,
      sourceLine: "",
      width: 1
    )
    return ConfigurationError(diagnostics: [finding])
  }
}

/// One input.
public struct InputConfiguration: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// Where its bytes come from.
  public var source: Source
  /// How they become records.
  public var decoder = DecoderSettings()
  /// Whether a file seen the first time is read from its end.
  public var startsAtEnd = false
  /// Whether a symbolic link is followed.
  public var followsSymlinks = false

  /// Where bytes come from.
  public enum Source: Equatable, Sendable {
    /// Files that match these patterns.
    case files([String])
    /// The ingest socket.
    case socket
  }
}
