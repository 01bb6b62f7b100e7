import Foundation

/// A folder of one test, removed with it; its path is short enough for a socket.
public final class TemporaryFolder {
  /// Where it is.
  public let path: String

  /// Makes it, for its owner only.
  ///
  /// - Throws: what `Foundation` says of a folder that cannot be made.
  public init() throws {
    path = "/tmp/kedge-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700]
    )
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("cannot remove \(path): \(error)")
    }
  }

  /// Where something in it is.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a folder in it.
  ///
  /// - Throws: what `Foundation` says of a folder that cannot be made.
  public func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name),
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
  }

  /// Writes a file in it.
  ///
  /// - Throws: what `Foundation` says of a file that cannot be written.
  public func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  /// The names in it or in a folder of it, in order.
  ///
  /// - Throws: what `Foundation` says of a folder that cannot be read.
  public func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }
}
