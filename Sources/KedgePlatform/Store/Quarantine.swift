/// A damaged database that was put aside.
public struct Quarantine: Equatable, Sendable {
  /// Where it lies now.
  public let path: String
  /// What was wrong with it.
  public let reason: String
}

extension Quarantine: CustomStringConvertible {
  /// Both, as the rest of a sentence.
  public var description: String {
    let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "was damaged (\(line)) and is kept as \(path); a new one was begun"
  }
}
