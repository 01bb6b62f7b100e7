import Foundation

/// Finds the data that tests share: the folder named by KEDGE_SHARED, else `../shared` beside the
/// package.
enum SharedData {
  static func url(_ path: String) -> URL {
    if let folder = ProcessInfo.processInfo.environment["KEDGE_SHARED"] {
      return URL(fileURLWithPath: folder).appendingPathComponent(path)
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent()  // Support
      .deletingLastPathComponent()  // KedgeExpressionsTests
      .deletingLastPathComponent()  // Tests
      .deletingLastPathComponent()  // the package
      .deletingLastPathComponent()
      .appendingPathComponent("shared")
      .appendingPathComponent(path)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }
}
