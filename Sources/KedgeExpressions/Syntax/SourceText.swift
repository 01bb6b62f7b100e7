/// The text of one expression, addressed by code points.
struct SourceText: Hashable, Sendable {
  let scalars: [Unicode.Scalar]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// The text inside a range, cut to what exists.
  func text(of range: SourceRange) -> String {
    var view = String.UnicodeScalarView()
    view.append(
      contentsOf: scalars[min(range.start, scalars.count)..<min(range.end, scalars.count)]
    )
    return String(view)
  }

  /// Line and column of a code point; both count from 1.
  func position(at offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, scalars.count) where scalars[index] == "\n" {
      line += 1
      lineStart = index + 1
    }
    return (line, offset - lineStart + 1)
  }

  /// The line that holds a code point, without its line feed.
  func line(at offset: Int) -> String {
    let anchor = min(offset, scalars.count)
    let start = scalars[..<anchor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = scalars[anchor...].firstIndex(of: "\n") ?? scalars.count
    return text(of: SourceRange(start: start, end: end))
  }
}
