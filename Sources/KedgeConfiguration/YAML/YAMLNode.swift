import KedgeRules
import Yams

/// A value of a file of configuration, with its place.
struct YAMLNode {
  enum Content {
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case map([Entry])
    case null
  }

  /// One key and value of a map.
  struct Entry {
    let key: String
    let keyPlace: SourcePlace
    let value: YAMLNode
  }

  let content: Content
  let place: SourcePlace

  /// What the node is, for messages.
  var kind: String {
    switch content {
    case .scalar: "a value"
    case .list: "a list"
    case .map: "a map"
    case .null: "nothing"
    }
  }

  init(content: Content, place: SourcePlace) {
    self.content = content
    self.place = place
  }

  /// Reads a file; an empty one is an empty map.
  ///
  /// - Throws: `ConfigurationError` with the place at which it stops being YAML.
  static func parse(_ file: ConfigurationFile) throws(ConfigurationError) -> YAMLNode {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    do {
      guard let root = try Yams.compose(yaml: file.text) else {
        return YAMLNode(content: .map([]), place: SourcePlace(file: file.path))
      }
      return YAMLNode(root, file: file.path, lines: lines)
    } catch {
      throw ConfigurationError(diagnostics: [YAMLNode.diagnostic(error, file, lines)])
    }
  }

  private init(_ node: Node, file: String, lines: [String]) {
    let mark = node.mark
    let (line, column) = (mark?.line ?? 1, mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      place = YAMLNode.place(of: scalar, file, line, column, lines)
      content = YAMLNode.content(of: scalar)
    case .sequence(let sequence):
      place = SourcePlace(file: file, line: line, column: column)
      content = .list(sequence.map { YAMLNode($0, file: file, lines: lines) })
    case .mapping(let mapping):
      place = SourcePlace(file: file, line: line, column: column)
      content = .map(
        mapping.map { key, value in
          let keyMark = key.mark
          return Entry(
            key: key.scalar?.string ?? "",
            keyPlace: SourcePlace(
              file: file,
              line: keyMark?.line ?? line,
              column: keyMark?.column ?? column
            ),
            value: YAMLNode(value, file: file, lines: lines)
          )
        }
      )
    case .alias:
      place = SourcePlace(file: file, line: line, column: column)
      content = .null
    }
  }

  private static func content(of scalar: Node.Scalar) -> Content {
    let isPlain = scalar.style == .plain || scalar.style == .any
    if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
    return .scalar(scalar.string, isPlain: isPlain)
  }

  /// Where the first character of a scalar's text stands: behind a quote, or below a `|`.
  private static func place(
    of scalar: Node.Scalar,
    _ file: String,
    _ line: Int,
    _ column: Int,
    _ lines: [String]
  ) -> SourcePlace {
    switch scalar.style {
    case .singleQuoted, .doubleQuoted:
      return SourcePlace(file: file, line: line, column: column + 1)
    case .literal, .folded:
      let below = line < lines.count ? lines[line] : ""
      let indent =
        below.prefix { $0 == " " }.count - scalar.string.prefix { $0 == " " }.count
      return SourcePlace(file: file, line: line + 1, column: max(indent, 0) + 1)
    case .any, .plain:
      return SourcePlace(file: file, line: line, column: column)
    }
  }

  private static func diagnostic(
    _ error: any Error,
    _ file: ConfigurationFile,
    _ lines: [String]
  ) -> ConfigurationDiagnostic {
    var place = SourcePlace(file: file.path)
    var message = "not YAML: \(error)"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      place = SourcePlace(file: file.path, line: mark.line, column: mark.column)
      message = "not YAML: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      place = SourcePlace(
        file: file.path,
        line: context.mark.line,
        column: context.mark.column
      )
      message = "key \(duplicates.map { "\"\($0)\"" }.joined(separator: ", ")) stands twice"
    default: break
    }
    let line = place.line <= lines.count ? lines[place.line - 1] : ""
    return ConfigurationDiagnostic(
      code: "config.syntax",
      message: message,
      hint: nil,
      place: place,
      sourceLine: line,
      width: 1
    )
  }
}
