/// Bounds on what an expression may be and what its evaluation may hold.
///
/// A text over a limit is a located finding; a value over a limit is an error of evaluation.
public struct Limits: Hashable, Sendable {
  /// Length of the source in code points.
  public var sourceCodePoints: Int

  /// Nodes of the syntax tree.
  public var nodes: Int

  /// Depth of the syntax tree; a literal or a name has depth 0, and each bracket counts.
  public var nesting: Int

  /// Elements of one list or map literal.
  public var literalElements: Int

  /// Comprehensions inside one another.
  public var comprehensionNesting: Int

  /// Bytes of one string or bytes value.
  public var valueBytes: Int

  /// Instructions of one compiled pattern.
  public var patternStates: Int

  /// Bytes of the text that a pattern searches.
  public var patternInputBytes: Int

  /// Bounds for conditions of rules.
  public static let rules = Limits(
    sourceCodePoints: 4_096,
    nodes: 2_000,
    nesting: 32,
    literalElements: 1_024,
    comprehensionNesting: 3,
    valueBytes: 65_536,
    patternStates: 1_000,
    patternInputBytes: 65_536
  )

  /// Bounds for the public conformance suite, above what the language demands of every parser.
  public static let conformance = Limits(
    sourceCodePoints: 100_000,
    nodes: 100_000,
    nesting: 250,
    literalElements: 100_000,
    comprehensionNesting: 250,
    valueBytes: 1_048_576,
    patternStates: 1_000,
    patternInputBytes: 65_536
  )
}
