import Foundation

/// Finds the data that tests share: the folder named by KEDGE_SHARED, else `../shared` beside the
/// package.
enum SharedData {
  static func url(_ path: String) -> URL {
    if let folder = ProcessInfo.processInfo.environment["KEDGE_SHARED"] {
      return URL(fileURLWithPath: folder).appendingPathComponent(path)
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in ["Support", "KedgeModelTests", "Tests", "package", "beside"] {
      root.deleteLastPathComponent()
    }
    return root.appendingPathComponent("shared").appendingPathComponent(path)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }
}
