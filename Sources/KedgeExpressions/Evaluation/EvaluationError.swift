/// Why an expression has no value.
public struct EvaluationError: Error, Hashable, Comparable, Sendable {
  /// The kind of an error; the raw value is its stable code.
  public enum Code: String, Hashable, Sendable {
    /// The evaluation went over its budget.
    case costExceeded = "cost_exceeded"
    /// A division or remainder by zero.
    case divisionByZero = "division_by_zero"
    /// Two entries of a map literal have the same key.
    case duplicateKey = "duplicate_key"
    /// The host could not answer.
    case host = "host"
    /// An index outside a list.
    case indexOutOfRange = "index_out_of_range"
    /// A text or number that the target type cannot hold.
    case invalidConversion = "invalid_conversion"
    /// A value that cannot be the key of a map.
    case invalidKey = "invalid_key"
    /// A pattern that is no regular expression, or too large a one.
    case invalidPattern = "invalid_pattern"
    /// A function or operator that does not take these types.
    case noMatchingOverload = "no_matching_overload"
    /// A field that the object does not have.
    case noSuchField = "no_such_field"
    /// A function that nobody declared.
    case noSuchFunction = "no_such_function"
    /// A key that the map does not have.
    case noSuchKey = "no_such_key"
    /// A variable that nobody declared or bound.
    case noSuchVariable = "no_such_variable"
    /// The value of an optional value that has none.
    case noValue = "no_value"
    /// NaN or infinity where a finite number is demanded.
    case notFinite = "not_finite"
    /// A result outside the range of its type.
    case overflow = "overflow"
    /// A value larger than the limits allow.
    case valueTooLarge = "value_too_large"
  }

  /// The kind.
  public let code: Code

  /// What happened.
  public let message: String

  /// Where in the expression; `nil` when the host did not say.
  public let range: SourceRange?

  /// Makes an error, for hosts whose functions fail.
  public init(_ code: Code, _ message: String, range: SourceRange? = nil) {
    self.code = code
    self.message = message
    self.range = range
  }

  /// Orders by code, message and place.
  public static func < (left: EvaluationError, right: EvaluationError) -> Bool {
    (left.code.rawValue, left.message, left.range?.start ?? -1, left.range?.end ?? -1)
      < (right.code.rawValue, right.message, right.range?.start ?? -1, right.range?.end ?? -1)
  }

  func located(at range: SourceRange) -> EvaluationError {
    self.range == nil ? EvaluationError(code, message, range: range) : self
  }

  static func noOverload(_ function: String, _ arguments: Value...) -> EvaluationError {
    noOverload(function, arguments)
  }

  static func noOverload(_ function: String, _ arguments: [Value]) -> EvaluationError {
    let types = arguments.map(\.type.name).joined(separator: ", ")
    return EvaluationError(.noMatchingOverload, "`\(function)` does not take (\(types))")
  }
}
