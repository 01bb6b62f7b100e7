/// How text is written to this output.
public struct TextStyle: Equatable, Sendable {
  /// Whether escape sequences for colours are written.
  public var colours: Bool
  /// Whether marks are Unicode; otherwise ASCII.
  public var unicode: Bool
  /// Columns that a line may take; `nil` where the output is no terminal.
  public var width: Int?
  /// Whether headers and footers are written.
  public var legend: Bool
  /// The clock of the reader.
  public var clock: ReaderClock

  /// Makes a style.
  public init(
    colours: Bool = false,
    unicode: Bool = true,
    width: Int? = nil,
    legend: Bool = true,
    clock: ReaderClock
  ) {
    self.colours = colours
    self.unicode = unicode
    self.width = width
    self.legend = legend
    self.clock = clock
  }

  /// Colours, each with a meaning (CLI 8).
  public enum Colour: Int, Sendable {
    case red = 31, green = 32, yellow = 33, blue = 34, dim = 2, bold = 1
  }

  /// The text in a colour.
  public func paint(_ text: String, _ colour: Colour) -> String {
    colours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The mark of a state word, in its colour.
  public func mark(_ word: String) -> String {
    let mark = Mark(word)
    return paint(unicode ? mark.symbol : mark.letter, mark.colour)
  }
}

/// The mark that goes with a state word (CLI 1.3).
struct Mark: Equatable {
  let symbol: String
  let letter: String
  let colour: TextStyle.Colour

  init(_ word: String) {
    (symbol, letter, colour) =
      switch word {
      case "ok", "ready", "succeeded": ("●", "*", .green)
      case "warming", "insufficient", "reloading", "starting": ("◐", "~", .blue)
      case "warning", "pending", "degraded", "warn": ("▲", "!", .yellow)
      case "firing", "breach", "FAIL": ("✖", "X", .red)
      case "stale": ("?", "?", .yellow)
      default: ("○", "-", .dim)
      }
  }
}

/// Names that records have given, made safe for a terminal.
public enum SafeText {
  /// The text with control characters and marks of direction escaped, such as `\u{1b}`.
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// Columns that a text takes on a terminal: 2 for wide East Asian scalars, 0 for marks that join.
  public static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// A text cut in its middle to a number of columns.
  static func cut(_ text: String, to columns: Int, ellipsis: String) -> String {
    guard width(text) > columns, columns > 1 else { return text }
    let room = columns - width(ellipsis)
    let head = prefix(text, columns: room - room / 2)
    let tail = String(prefix(String(text.reversed()), columns: room / 2).reversed())
    return head + ellipsis + tail
  }

  private static func prefix(_ text: String, columns: Int) -> String {
    var result = ""
    var used = 0
    for character in text {
      used += width(String(character))
      guard used <= columns else { break }
      result.append(character)
    }
    return result
  }
}
