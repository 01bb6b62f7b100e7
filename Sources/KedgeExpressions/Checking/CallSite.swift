/// A place where an expression calls a function of the host.
public struct CallSite: Equatable, Sendable {
  /// Position of the declaration in the environment's list of functions.
  public let function: Int

  /// Name of the function.
  public let name: String

  /// Position, in the expression's list of calls, of the call before the dot.
  ///
  /// For `psi("amount").above(0.25)` it is the call of `psi`; `nil` when nothing or no call stands
  /// there.
  public let receiver: Int?

  /// The arguments in order.
  public let arguments: [Argument]

  /// The whole call, its receiver included.
  public let range: SourceRange

  /// Only the name of the function.
  public let nameRange: SourceRange

  /// One argument.
  public struct Argument: Equatable, Sendable {
    /// The value of a literal, `nil` for any other expression.
    ///
    /// In rules an integer literal given to a double parameter is a double.
    public let constant: Value?

    /// Where it stands.
    public let range: SourceRange
  }
}
