import Foundation

/// Data that is shared between checkouts and may be missing.
enum SharedData {
  /// The folder named by `KEDGE_SHARED`, by default beside the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["KEDGE_SHARED"] {
      return URL(fileURLWithPath: path).appendingPathComponent("data")
    }
    var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    while !FileManager.default.fileExists(
      atPath: root.appendingPathComponent("Package.swift").path
    ),
      root.path != "/"
    {
      root.deleteLastPathComponent()
    }
    return root.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  static func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(path).path)
      .sorted()
  }
}
