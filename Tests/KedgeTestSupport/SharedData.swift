public import Foundation

/// Real data and what independent tools computed of it, which checkouts share and which may be
/// missing: `data` in the folder named by `KEDGE_SHARED`, by default in `shared` beside the package.
public enum SharedData {
  private static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["KEDGE_SHARED"] {
      return URL(fileURLWithPath: path).appending(path: "data")
    }
    let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appending(path: "shared/data")
  }()

  /// Where a file or folder of it is or would be.
  public static func url(_ path: String) -> URL { folder.appending(path: path) }

  /// Whether it is there; tests that need it are skipped otherwise.
  public static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url(path).path)
  }

  /// The bytes of a file.
  ///
  /// - Throws: what `Foundation` says of a file that cannot be read.
  public static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url(path)))
  }

  /// The names in a folder, in order.
  ///
  /// - Throws: what `Foundation` says of a folder that cannot be read.
  public static func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url(path).path).sorted()
  }
}
