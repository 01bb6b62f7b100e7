import ArgumentParser
import KedgeConfiguration
import KedgePlatform

/// Options of verbs that read the configuration themselves.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: "Configuration file (KEDGE_CONFIG, default /etc/kedge/kedge.yaml).")
  var config: String?

  @Option(help: "Folder of the shipped rules and scenarios.")
  var share: String?

  var path: String {
    config ?? ProcessEnvironment.variable("KEDGE_CONFIG") ?? "/etc/kedge/kedge.yaml"
  }

  func load(readsBaselines: Bool = true) throws -> Configuration {
    if config != nil, !ConfigurationFiles.exists(path) {
      throw Failure(ExitCode(66), "\(path): no such file", next: "name another with --config")
    }
    return try ConfigurationFiles(path: path, share: share)
      .load(readsBaselines: readsBaselines)
  }
}

/// What the environment sets.
enum Settings {
  /// Bytes read at once; set smaller by tests.
  static var blockBytes: Int {
    max(1, ProcessEnvironment.variable("KEDGE_BLOCK_BYTES").flatMap(Int.init) ?? 1 << 18)
  }
}
