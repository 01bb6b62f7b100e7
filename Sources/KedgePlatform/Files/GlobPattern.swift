import Glibc

/// A path with `*` and `?` in its components, such as `/var/log/gateway/*.ndjson`.
///
/// `*` stands for any characters and `?` for one, both within a component; a component's leading
/// dot is matched by a dot alone. Other characters stand for themselves.
public struct GlobPattern: Equatable, Sendable {
  /// The text of the pattern.
  public var text: String

  let components: [String]

  /// Makes a pattern.
  ///
  /// - Precondition: `text` is an absolute path.
  public init(_ text: String) {
    precondition(text.hasPrefix("/"), "a pattern is an absolute path: \(text)")
    self.text = text
    components = text.split(separator: "/").map(String.init)
  }

  /// Whether a name fits one component of a pattern.
  ///
  /// - Complexity: O(name x component) at worst, O(name) usually; no recursion.
  static func matches(_ name: String, component: String) -> Bool {
    if name.hasPrefix("."), !component.hasPrefix(".") { return false }
    let name = Array(name.unicodeScalars)
    let pattern = Array(component.unicodeScalars)
    var position = 0
    var index = 0
    var retry: (pattern: Int, name: Int)?
    while position < name.count {
      if index < pattern.count, pattern[index] == "*" {
        retry = (index, position)
        index += 1
      } else if index < pattern.count, pattern[index] == "?" || pattern[index] == name[position] {
        index += 1
        position += 1
      } else if let (star, start) = retry {
        // The last star takes one character more.
        index = star + 1
        position = start + 1
        retry = (star, start + 1)
      } else {
        return false
      }
    }
    return pattern[index...].allSatisfy { $0 == "*" }
  }

  /// Existing files that fit, in byte order.
  public var existingPaths: [String] { expand().paths }

  /// Whether the name of a file fits the last component.
  public func fitsName(of path: String) -> Bool {
    guard let name = path.split(separator: "/").last, let last = components.last else {
      return false
    }
    return GlobPattern.matches(String(name), component: last)
  }

  /// Existing paths that fit, sorted, and the directories in which others may appear.
  func expand() -> (paths: [String], directories: [String]) {
    var parents = [""]
    var directories: [String] = []
    for (number, component) in components.enumerated() {
      let isLast = number == components.count - 1
      var next: [String] = []
      for parent in parents {
        let directory = parent.isEmpty ? "/" : parent
        guard isLast || isWild(component) else {
          next.append(parent + "/" + component)
          continue
        }
        directories.append(directory)
        next += names(in: directory, fitting: component).map { parent + "/" + $0 }
      }
      parents = next
    }
    return (parents.sorted(), directories.sorted())
  }

  private func isWild(_ component: String) -> Bool {
    component.contains { $0 == "*" || $0 == "?" }
  }

  private func names(in directory: String, fitting component: String) -> [String] {
    guard isWild(component) else {
      return pathExists(directory + "/" + component) ? [component] : []
    }
    do {
      return try directoryEntries(directory).filter { Self.matches($0, component: component) }
    } catch {
      // A directory that is absent or closed to us has no names; the next look may find some.
      return []
    }
  }

  private func pathExists(_ path: String) -> Bool {
    do {
      _ = try FileStatus.of(path: path, followsLinks: false)
      return true
    } catch {
      return error.code != ENOENT
    }
  }
}
