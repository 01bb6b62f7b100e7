import KedgeConfiguration
import KedgeEngine
import KedgeModel

/// A baseline in a file: one `profile` line a model (FORMATS 9.3).
enum BaselineFile {
  /// Reads the first baseline of a file.
  ///
  /// - Throws: `ConfigurationError` at the place that names the file, where it holds none or cannot
  ///   be read.
  static func read(_ file: NamedFile) throws(ConfigurationError) -> Baseline {
    let reason: String
    do {
      let text = try TextFile.read(file.path, bytesMax: 1 << 28)
      if let line = text.split(separator: "\n").first {
        return try Baseline(profile: try JSONValue(parsing: line.utf8))
      }
      reason = "the file is empty"
    } catch let error as JSONError {
      reason = "not JSON at byte \(error.offset)"
    } catch let error as StateError {
      reason = error.message
    } catch {
      reason = "\(error)"
    }
    throw file.error(
      "no baseline in \(file.path): \(reason)",
      code: "config.baseline",
      hint: "make one with: kedgectl baseline build -o \(file.path) FILE..."
    )
  }
}
