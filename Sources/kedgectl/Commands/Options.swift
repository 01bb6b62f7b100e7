import ArgumentParser
import KedgeConfiguration
import KedgePlatform

/// Options of verbs that read the configuration themselves.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: "Configuration file (KEDGE_CONFIG, default /etc/kedge/kedge.yaml).")
  var config: String?

  @Option(help: "Folder of the shipped rules and scenarios.")
  var share: String?

  var files: ConfigurationFiles { ConfigurationFiles(option: config, share: share) }

  var path: String { files.path }

  func load(readsBaselines: Bool = true) throws -> Configuration {
    let files = files
    if files.isRequired, !ConfigurationFiles.exists(files.path) {
      throw Failure(ExitCode(66), "\(files.path): no such file")
    }
    return try files.load(readsBaselines: readsBaselines)
  }
}

/// What the environment sets.
enum Settings {
  /// Bytes read at once; set smaller by tests.
  static var blockBytes: Int {
    max(1, ProcessEnvironment.variable("KEDGE_BLOCK_BYTES").flatMap(Int.init) ?? 1 << 18)
  }
}
