/// A name that records have given, told apart by its bytes, as a key of tables.
///
/// `String` takes two spellings of one character for the same, so that which of them names an entry
/// would depend on which came first in a block.
public struct ExactName: Hashable, Sendable {
  /// The name.
  public let text: String

  /// Makes a key.
  public init(_ text: String) {
    self.text = text
  }

  /// Whether both have the same bytes.
  public static func == (left: ExactName, right: ExactName) -> Bool {
    left.text.equalsByBytes(right.text)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
