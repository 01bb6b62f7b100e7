import KedgeEngine
import KedgeModel

/// A baseline in a file: one `profile` line a model (FORMATS 9.3).
public enum BaselineFile {
  /// Reads the first baseline of a file.
  ///
  /// - Throws: `BaselineFileError` where it holds none, `SystemError` where it cannot be read.
  static func read(_ path: String, hashKey: HashKey) throws -> Baseline {
    let text = try TextFile.read(path, bytesMax: 1 << 28)
    guard let line = text.split(separator: "\n").first else {
      throw BaselineFileError(path: path, message: "the file is empty")
    }
    do {
      let document = try JSONValue(parsing: line.utf8)
      return try Baseline(profile: document, hashKey: hashKey)
    } catch let error as JSONError {
      throw BaselineFileError(path: path, message: "not JSON at byte \(error.offset)")
    } catch let error as StateError {
      throw BaselineFileError(path: path, message: error.message)
    }
  }
}

/// Why a file holds no baseline.
public struct BaselineFileError: Error, CustomStringConvertible {
  /// Its path.
  public let path: String
  /// What is wrong.
  public let message: String

  /// What is wrong and what to do.
  public var description: String {
    "\(path): no baseline: \(message); make one with: kedgectl baseline build -o \(path) FILE..."
  }
}
