public import KedgeRules

/// One thing that is wrong with the configuration: what, where, and what to do.
public struct ConfigurationDiagnostic: Equatable, Sendable {
  /// Stable code, such as `config.unknown-key`.
  public var code: String
  /// What is wrong.
  public var message: String
  /// What to do; `nil` where the message says it.
  public var hint: String?
  /// Where.
  public var place: SourcePlace
  /// The line of the file, for the caret; empty where there is none.
  public var sourceLine: String
  /// Characters to underline.
  public var width: Int

  /// The finding as `file:line:column: error: ...` with the line and a caret.
  public var rendered: String {
    let hinted = hint.map { "; \($0)" } ?? ""
    let head = "\(place.text): error: \(message)\(hinted)"
    guard !sourceLine.isEmpty else { return head }
    let caret = String(repeating: " ", count: max(place.column - 1, 0)) + "^"
    return "\(head)\n  \(sourceLine)\n  \(caret)\(String(repeating: "~", count: max(width - 1, 0)))"
  }

  /// The finding in one line.
  public var summary: String {
    let hinted = hint.map { "; \($0)" } ?? ""
    return "\(place.text): \(message)\(hinted)"
  }
}

/// Why a configuration does not load: everything that was found, in order of files and lines.
public struct ConfigurationError: Error, Equatable, Sendable {
  /// The findings; never empty.
  public var diagnostics: [ConfigurationDiagnostic]

  /// Makes an error of findings.
  public init(diagnostics: [ConfigurationDiagnostic]) {
    precondition(!diagnostics.isEmpty, "an error says what is wrong")
    self.diagnostics = diagnostics
  }
}

/// A file of configuration, as read by the shell.
public struct ConfigurationFile: Equatable, Sendable {
  /// Its path, for messages.
  public var path: String
  /// Its content.
  public var text: String

  /// Makes a file.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

extension SourcePlace {
  /// The place as `file:line:column`.
  var text: String { "\(file):\(line):\(column)" }
}
