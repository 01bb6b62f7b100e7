import KedgeRules

/// Finds the places of the characters of a scalar in the lines of its file.
///
/// Lines of a block are indented, lines of a plain or quoted scalar are folded into spaces, and
/// quoted ones have escapes: text and lines are walked side by side. At an escape that names a
/// character by its number the walk ends, and the place of the escape is the answer.
struct ScalarPlaces {
  private let text: [Unicode.Scalar]
  private let lines: [String]
  private var place: SourcePlace

  /// - Parameters:
  ///   - text: The scalar's text.
  ///   - start: Where its first character stands.
  ///   - lines: The lines of its file.
  init(_ text: String, from start: SourcePlace, in lines: [String]) {
    self.text = Array(text.unicodeScalars)
    self.lines = lines
    place = start
  }

  /// The place of the character that has `offset` characters before it.
  func place(of offset: Int) -> SourcePlace {
    var walk = self
    return walk.advance(to: offset)
  }

  private mutating func advance(to offset: Int) -> SourcePlace {
    var index = 0
    var line = scalars(of: place.line)
    while index < text.count {
      guard place.column <= line.count else {
        guard index < offset, place.line < lines.count else { break }
        if text[index].properties.isWhitespace { index += 1 }
        line = startNextLine(at: index)
        continue
      }
      let source = line[place.column - 1]
      if source == text[index] {
        guard index < offset else { break }
        index += 1
      } else if !(source == "'" || source == "\\" || source.properties.isWhitespace) {
        break
      }
      place.column += 1
    }
    return place
  }

  /// Goes to the first character of the next line that belongs to the text.
  private mutating func startNextLine(at index: Int) -> [Unicode.Scalar] {
    place.line += 1
    let line = scalars(of: place.line)
    let indent = line.prefix { $0 == " " }.count
    place.column = max(indent - text[index...].prefix { $0 == " " }.count, 0) + 1
    return line
  }

  private func scalars(of line: Int) -> [Unicode.Scalar] {
    line >= 1 && line <= lines.count ? Array(lines[line - 1].unicodeScalars) : []
  }
}
