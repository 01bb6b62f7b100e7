/// One finding about the text of an expression, with its place and what to do.
public struct Diagnostic: Error, Hashable, Sendable {
  /// What is wrong, without a full stop.
  public let message: String

  /// What to do, for example "did you mean `psi`?".
  public let suggestion: String?

  /// The code points the finding is about.
  public let range: SourceRange

  /// Line of `range.start`, counted from 1.
  public let line: Int

  /// Column of `range.start` in code points, counted from 1.
  public let column: Int

  init(_ message: String, suggestion: String? = nil, at range: SourceRange, in source: SourceText) {
    self.message = message
    self.suggestion = suggestion
    self.range = range
    (line, column) = source.position(at: range.start)
  }

  /// Message and suggestion in one line.
  public var summary: String {
    suggestion.map { "\(message); \($0)" } ?? message
  }

  /// Renders the finding as `file:line:column: error: ...`, the source line and an underline.
  ///
  /// - Parameters:
  ///   - file: Name shown in front.
  ///   - source: The text the expression was made from.
  /// - Returns: three lines, without a line feed at the end.
  public func rendered(file: String, source: String) -> String {
    let text = SourceText(source)
    return Diagnostic.rendered(
      summary,
      at: "\(file):\(line):\(column)",
      sourceLine: text.line(at: range.start),
      column: column,
      width: range.end - range.start
    )
  }

  /// Renders any located error in the same form, for hosts whose lines are not the expression's.
  ///
  /// The underline is a caret and `width - 1` tildes and never runs over the end of the line; tabs
  /// of the line are repeated in front of the caret so that both lines align.
  ///
  /// - Parameters:
  ///   - summary: The message.
  ///   - place: Text in front, `file:line:column`.
  ///   - sourceLine: The line that holds the place.
  ///   - column: Column of the caret in code points, counted from 1.
  ///   - width: Number of code points to underline; at least one is.
  /// - Returns: three lines, without a line feed at the end.
  public static func rendered(
    _ summary: String,
    at place: String,
    sourceLine: String,
    column: Int,
    width: Int
  ) -> String {
    let scalars = Array(sourceLine.unicodeScalars)
    let before = min(max(column - 1, 0), scalars.count)
    let room = max(scalars.count - before, 1)
    var underline = ""
    for scalar in scalars[..<before] {
      underline += scalar == "\t" ? "\t" : " "
    }
    underline += "^" + String(repeating: "~", count: max(min(width, room), 1) - 1)
    return "\(place): error: \(summary)\n  \(sourceLine)\n  \(underline)"
  }
}
