/// A half-open range of code points in the text of one expression.
public struct SourceRange: Hashable, Sendable {
  /// Index of the first code point, counted from 0.
  public let start: Int

  /// Index after the last code point.
  public let end: Int

  /// Makes a range.
  ///
  /// - Precondition: `0 <= start <= end`.
  public init(start: Int, end: Int) {
    precondition(0 <= start && start <= end, "a source range runs forward")
    self.start = start
    self.end = end
  }

  func through(_ other: SourceRange) -> SourceRange {
    SourceRange(start: min(start, other.start), end: max(end, other.end))
  }
}
