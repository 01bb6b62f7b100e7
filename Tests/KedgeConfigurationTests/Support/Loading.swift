import Foundation
import KedgeConfiguration
import Testing

/// Loads texts as files, and says what was found.
enum Loading {
  /// Names of the files, in order.
  private static let names = ["main.yaml", "kedge.d/10.yaml", "kedge.d/20.yaml"]

  static func files(_ texts: [String]) -> [ConfigurationFile] {
    zip(names, texts).map { ConfigurationFile(path: $0, text: $1) }
  }

  static func load(_ texts: String...) throws -> Configuration {
    try ConfigurationLoader.load(files(texts))
  }

  /// Every finding in one line; none where the texts load.
  static func findings(_ texts: String...) -> [String] {
    do {
      _ = try ConfigurationLoader.load(files(texts))
      return []
    } catch {
      return error.diagnostics.map(\.summary)
    }
  }

  /// A file of the repository.
  static func repositoryFile(_ path: String) throws -> ConfigurationFile {
    let url = repository.appendingPathComponent(path)
    return ConfigurationFile(path: path, text: try String(contentsOf: url, encoding: .utf8))
  }

  /// The files of a folder of the repository, by name.
  static func repositoryFiles(in folder: String) throws -> [ConfigurationFile] {
    let url = repository.appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().map {
      try repositoryFile("\(folder)/\($0)")
    }
  }

  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
