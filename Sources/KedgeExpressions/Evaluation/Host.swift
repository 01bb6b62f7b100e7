/// What an expression is evaluated against: the values of its variables, the answers of its
/// functions, and the fields of its objects.
///
/// Everything asked for has been declared in the environment the expression was checked in.
/// Answers must not change during one evaluation.
public protocol Host {
  /// The value of a declared variable.
  func variable(_ name: String) -> Outcome

  /// The answer of a declared function. Arguments that met a double parameter are doubles.
  func call(_ call: HostCall) -> Outcome

  /// A declared field of an object.
  func field(_ name: String, of object: ObjectValue) -> Outcome

  /// Whether a declared field of an object is known; this question always has an answer.
  func has(_ name: String, of object: ObjectValue) -> Bool
}

/// One call of a function of the host.
public struct HostCall: Equatable, Sendable {
  /// Position of the declaration in the environment's list of functions.
  public let function: Int

  /// Name of the function.
  public let name: String

  /// The value before the dot, for member functions.
  public let receiver: Value?

  /// The arguments in order.
  public let arguments: [Value]

  /// Where the call stands in the expression.
  public let range: SourceRange
}

/// A host with variables only.
public struct Bindings: Host, Sendable {
  private let values: [String: Value]

  /// Binds variables by name.
  public init(_ values: [String: Value] = [:]) {
    self.values = values
  }

  /// The value bound to the name, else an error.
  public func variable(_ name: String) -> Outcome {
    values[name].map { .value($0) }
      ?? .error(EvaluationError(.noSuchVariable, "no value is bound to `\(name)`"))
  }

  /// An error: there are no functions.
  public func call(_ call: HostCall) -> Outcome {
    .error(EvaluationError(.noSuchFunction, "nobody answers `\(call.name)`"))
  }

  /// An error: there are no objects.
  public func field(_ name: String, of object: ObjectValue) -> Outcome {
    .error(EvaluationError(.noSuchField, "nobody knows the field `\(name)`"))
  }

  /// False: there are no objects.
  public func has(_ name: String, of object: ObjectValue) -> Bool {
    false
  }
}
