/// Rows of cells, written in aligned columns.
public struct Table: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// Its header.
    public var title: String
    /// Whether cells end at the same column, as numbers do.
    public var alignsRight: Bool
    /// Whether its cells may be cut where there is no room.
    public var shrinks: Bool

    /// Makes a column.
    public init(_ title: String, alignsRight: Bool = false, shrinks: Bool = false) {
      self.title = title
      self.alignsRight = alignsRight
      self.shrinks = shrinks
    }
  }

  private let columns: [Column]
  private var rows: [[Cell]] = []

  /// One cell: its text, and how it is written in colour.
  public struct Cell: ExpressibleByStringLiteral, Sendable {
    let text: String
    let colour: TextStyle.Colour?

    /// Makes a cell; unsafe characters are escaped.
    public init(_ text: String, _ colour: TextStyle.Colour? = nil) {
      self.text = SafeText.escaped(text)
      self.colour = colour
    }

    /// Makes a cell of fixed text.
    public init(stringLiteral value: String) {
      self.init(value)
    }
  }

  /// Makes a table without rows.
  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Whether there are no rows.
  public var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with a cell for each column.
  public mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  /// The table as lines; the header is left out without a legend.
  public func lines(_ style: TextStyle) -> [String] {
    guard !rows.isEmpty else { return [] }
    let widths = fitted(style)
    var lines = rows.map { line($0, widths, style) }
    if style.legend {
      lines.insert(
        style.paint(line(columns.map { Cell($0.title) }, widths, plain(style)), .bold),
        at: 0
      )
    }
    return lines
  }

  private func plain(_ style: TextStyle) -> TextStyle {
    var style = style
    style.colours = false
    return style
  }

  private func fitted(_ style: TextStyle) -> [Int] {
    var widths = columns.indices.map { column in
      let cells = rows.map { SafeText.width($0[column].text) }.max() ?? 0
      return max(cells, style.legend ? SafeText.width(columns[column].title) : 0)
    }
    guard let room = style.width else { return widths }
    var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - room
    // From right to left, as the columns matter less.
    for column in columns.indices.reversed() where excess > 0 && columns[column].shrinks {
      let least = max(6, SafeText.width(columns[column].title))
      let taken = min(excess, max(0, widths[column] - least))
      widths[column] -= taken
      excess -= taken
    }
    return widths
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ style: TextStyle) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let text = SafeText.cut(
        cell.text,
        to: widths[column],
        ellipsis: style.unicode ? "…" : "~"
      )
      let padding = String(repeating: " ", count: max(0, widths[column] - SafeText.width(text)))
      let painted = cell.colour.map { style.paint(text, $0) } ?? text
      let isLast = column == cells.count - 1
      if columns[column].alignsRight {
        line += padding + painted
      } else {
        line += isLast ? painted : painted + padding
      }
      if !isLast { line += "  " }
    }
    return line
  }
}
