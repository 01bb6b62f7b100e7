import Foundation
import Testing

/// Numbers of independent tools that are kept beside the tests; `made_by` in each file names the
/// command that made it.
enum Golden {
  static func cases(_ name: String) throws -> [[String: Any]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Golden")
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    let document = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(document["cases"] as? [[String: Any]])
  }
}
