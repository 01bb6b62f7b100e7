/// Which variant of the language an expression is written in.
public enum Dialect: String, Hashable, Sendable {
  /// The public specification: numbers of different types compare but do not calculate together.
  case specification

  /// A superset for rules.
  ///
  /// In `+ - * / %` and in arguments of functions an int or uint that meets a double is converted
  /// (beyond 2^53 that is an error), numbers of different types compare with `==`, and a NaN or
  /// infinite result is an error.
  case rules
}
