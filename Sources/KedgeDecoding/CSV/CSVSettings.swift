/// How the records of a CSV input are written (RFC 4180).
public struct CSVSettings: Equatable, Sendable {
  /// The byte between two cells.
  public enum Delimiter: String, CaseIterable, Sendable {
    /// `,`
    case comma = ","
    /// `;`
    case semicolon = ";"
    /// A tab.
    case tab = "\t"

    /// The byte.
    var byte: UInt8 {
      switch self {
      case .comma: UInt8(ascii: ",")
      case .semicolon: UInt8(ascii: ";")
      case .tab: UInt8(ascii: "\t")
      }
    }
  }

  /// The byte between two cells.
  public var delimiter: Delimiter
  /// Names of the columns; `nil` takes them from the first record of the stream.
  public var columns: [String]?
  /// Cells that count as missing.
  public var nullValues: [String]

  /// The most bytes of a record that spans lines.
  public static let quotedBytesMax = 64 << 10

  /// Makes settings; the defaults are those of an input without keys of its own.
  public init(
    delimiter: Delimiter = .comma,
    columns: [String]? = nil,
    nullValues: [String] = ["", "NA", "null"]
  ) {
    self.delimiter = delimiter
    self.columns = columns
    self.nullValues = nullValues
  }
}
