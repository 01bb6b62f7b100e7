/// What evaluating an expression gives: a value, an error, or the knowledge that it is not known.
public enum Outcome: Equatable, Sendable {
  /// A known value.
  case value(Value)
  /// The expression has no value.
  case error(EvaluationError)
  /// The value is not known, for these causes: sorted, without repetition, never empty.
  case unknown([UnknownCause])

  /// An unknown with one cause.
  public static func unknown(_ source: String, _ reason: String) -> Outcome {
    .unknown([UnknownCause(source: source, reason: reason)])
  }
}

/// Why something is not known.
public struct UnknownCause: Hashable, Comparable, Sendable {
  /// What is not known, for example `psi("amount")`.
  public let source: String

  /// Why, for example "needs 312 more".
  public let reason: String

  /// Names what is not known and why.
  public init(source: String, reason: String) {
    self.source = source
    self.reason = reason
  }

  /// Orders by source, then reason.
  public static func < (left: UnknownCause, right: UnknownCause) -> Bool {
    (left.source, left.reason) < (right.source, right.reason)
  }
}

/// Gathers the abnormal outcomes of several operands: unknown goes before error, causes are joined,
/// and of several errors the one that sorts first stays, so that the order of operands is without
/// effect.
struct Abnormal {
  private var causes: [UnknownCause] = []
  private var error: EvaluationError?

  var isEmpty: Bool { causes.isEmpty && error == nil }

  mutating func add(_ error: EvaluationError) {
    self.error = self.error.map { min($0, error) } ?? error
  }

  mutating func add(_ causes: [UnknownCause]) {
    self.causes += causes
  }

  /// Takes an outcome apart: its value, or `nil` when it was abnormal and is noted.
  mutating func value(of outcome: Outcome) -> Value? {
    switch outcome {
    case .value(let value): return value
    case .error(let error): add(error)
    case .unknown(let causes): add(causes)
    }
    return nil
  }

  /// The joint outcome, or `nil` when nothing abnormal was noted.
  var outcome: Outcome? {
    guard causes.isEmpty else {
      var unique: [UnknownCause] = []
      for cause in causes.sorted() where unique.last != cause { unique.append(cause) }
      return .unknown(unique)
    }
    return error.map { .error($0) }
  }
}
