/// Why an expression was refused: at least one finding, in the order of the text.
public struct ExpressionDiagnostics: Error, Hashable, Sendable {
  /// The text of the expression.
  public let source: String

  /// The findings, never empty.
  public let findings: [Diagnostic]

  init(source: String, findings: [Diagnostic]) {
    precondition(!findings.isEmpty, "a refusal needs a finding")
    self.source = source
    self.findings = findings.sorted {
      ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end)
    }
  }

  /// Renders all findings, one under the other.
  public func rendered(file: String) -> String {
    findings.map { $0.rendered(file: file, source: source) }.joined(separator: "\n")
  }
}
